/** Which team a page without one in its address is about. */
import { cookies } from 'next/headers';
import { TEAM_COOKIE } from '@/components/shell/places';

/** The slug that the browser remembers; whether the viewer is in that team is for service to say. */
export async function rememberedTeam(): Promise<string | undefined> {
  return (await cookies()).get(TEAM_COOKIE)?.value;
}
