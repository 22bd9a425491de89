import type { Role } from '@/service/views/views';

/** Least first; each may do what the ones before it may. */
export const ROLES: { role: Role; may: string }[] = [
  { role: 'viewer', may: 'reads everything of the team' },
  { role: 'editor', may: 'ticks steps, sets limits and figures, writes notes' },
  { role: 'manager', may: 'registers apps, makes tokens, sets prices and retention, invites people' },
  { role: 'admin', may: 'changes roles, removes people, deletes apps, reads the audit' },
];

/** The roles that somebody with `own` may give. */
export function upTo(own: Role) {
  return ROLES.slice(0, ROLES.findIndex(({ role }) => role === own) + 1);
}
