/** Who is signed in. */
import { requireSignedIn } from './authorise';
import { notFound } from './errors';
import { resources } from './resources';
import type { Actor, Viewer } from './views/views';

export async function viewer(actor: Actor): Promise<Viewer> {
  requireSignedIn(actor, 'viewer');
  if (actor.kind === 'system') return { email: `${actor.name}@localhost`, name: actor.name, operator: true, teams: [] };
  if (actor.kind === 'team') return { email: actor.label, name: actor.label, operator: false, teams: [] };
  const user = await resources().prisma.user.findUnique({
    where: { id: actor.userId },
    include: { memberships: { include: { team: true }, orderBy: { teamId: 'asc' } } },
  });
  if (!user) throw notFound('user');
  return {
    email: user.email,
    name: user.name,
    operator: user.operator,
    teams: user.memberships.map(({ team, role }) => ({ slug: team.slug, name: team.name, role })),
  };
}
