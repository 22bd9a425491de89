/** Making and naming teams. */

import { freeSlug, inTurn } from '../apps/slugs';
import { audit } from '../audit';
import { requireSignedIn } from '../authorise';
import { parse } from '../inputs/inputs';
import { nameInput } from '../inputs/name';
import { zoneInput } from '../inputs/zone';
import { resources } from '../resources';
import type { Actor } from '../views/views';
import { writeToTeam } from './write';

export const teamName = nameInput('team');

/** A new team, whose first admin is the operator that makes it. */
export async function createTeam(actor: Actor, name: string): Promise<{ slug: string }> {
  requireSignedIn(actor, 'createTeam');
  const given = parse(teamName, name);
  return resources().prisma.$transaction(async (tx) => {
    await inTurn(tx);
    const slug = await freeSlug(given, async (taken) => (await tx.team.count({ where: { slug: taken } })) > 0, 'team');
    const createdAt = new Date(resources().now());
    const team = await tx.team.create({ data: { name: given, slug, createdAt } });
    if (actor.kind === 'user') {
      await tx.membership.create({ data: { teamId: team.id, userId: actor.userId, role: 'admin' } });
    }
    await audit(tx, { actor, action: 'createTeam', teamId: team.id, details: { name: given } });
    return { slug };
  });
}

/** The name on the pages; the address stays, so that links go on working. */
export async function renameTeam(actor: Actor, teamSlug: string, name: string): Promise<void> {
  await writeToTeam({
    actor,
    teamSlug,
    verb: 'renameTeam',
    schema: teamName,
    input: name,
    run: async (tx, { team }, to) => {
      await tx.team.update({ where: { id: team.id }, data: { name: to } });
      return team.name;
    },
    details: (to, from) => ({ from, to }),
  });
}

/** The zone of its reports' schedules, their days, and quiet hours. */
export async function setTimeZone(actor: Actor, teamSlug: string, zone: string): Promise<void> {
  await writeToTeam({
    actor,
    teamSlug,
    verb: 'setTimeZone',
    schema: zoneInput,
    input: zone,
    run: async (tx, { team }, to) => {
      await tx.team.update({ where: { id: team.id }, data: { timeZone: to } });
      return team.timeZone;
    },
    details: (to, from) => ({ from, to }),
  });
}
