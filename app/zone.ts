import { cookies } from 'next/headers';
import { isZone } from '@/advisor/words/dates';
import { ZONE_COOKIE } from '@/components/shell/zone-cookie';

/** The time zone that the viewer's browser named in its cookie; UTC until it has. */
export async function viewerZone(): Promise<string> {
  const zone = (await cookies()).get(ZONE_COOKIE)?.value;
  const named = zone ? decodeURIComponent(zone) : '';
  return named && isZone(named) ? named : 'UTC';
}
