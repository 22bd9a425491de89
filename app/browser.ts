/** What a request tells of the browser behind it. */
import { headers } from 'next/headers';
import type { Browser } from '@/service/auth/sessions';

/**
 * The last entry of X-Forwarded-For is the one that the nearest proxy (or Next itself, from the
 * socket) wrote; earlier ones are the sender's own words.
 */
export async function browser(): Promise<Browser> {
  const given = await headers();
  const address = given.get('x-forwarded-for')?.split(',').at(-1)?.trim() || null;
  return { address: address?.slice(0, 64) ?? null, userAgent: given.get('user-agent') };
}
