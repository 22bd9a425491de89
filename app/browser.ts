/** What a request tells of the browser behind it. */
import { headers } from 'next/headers';
import type { Browser } from '@/service/auth/sessions';
import { senderOf } from './sender';

export async function browser(): Promise<Browser> {
  const given = await headers();
  return { address: senderOf(given), userAgent: given.get('user-agent') };
}
