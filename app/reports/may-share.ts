import { mayInTeam } from '@/service/roles';
import type { Actor } from '@/service/views/views';
import { viewerOf } from '../actor';

/** Whether to offer it; service decides again when it is asked. */
export async function mayShare(actor: Actor, team: string): Promise<boolean> {
  const role = (await viewerOf(actor)).teams.find(({ slug }) => slug === team)?.role;
  return role !== undefined && mayInTeam(role, 'shareReport');
}
