/**
 * The order of every write to a team: authorise the actor, parse the input, lock the team's row, look at the
 * actor's role once more (it may have changed while waiting), write, audit in the same transaction.
 */
import type { z } from 'zod';
import type { Prisma } from '@/prisma/generated/client';
import { audit, type Transaction } from '../audit';
import { openTeam, type TeamScope } from '../authorise';
import { notFound, ServiceError } from '../errors';
import { parse } from '../inputs/inputs';
import { resources } from '../resources';
import type { Verb } from '../roles';
import type { Actor } from '../views/views';

interface TeamWrite<S extends z.ZodType, T> {
  actor: Actor;
  teamSlug: string;
  verb: Verb;
  schema: S;
  input: unknown;
  run: (tx: Transaction, scope: TeamScope, input: z.output<S>) => Promise<T>;
  /** What the audit says beside the verb; never a secret. */
  details: (input: z.output<S>, result: T) => Prisma.InputJsonObject;
}

export async function writeToTeam<S extends z.ZodType, T>(write: TeamWrite<S, T>): Promise<T> {
  const { actor, verb } = write;
  // A team is named, never guessed.
  const scope = await openTeam(actor, String(write.teamSlug), verb);
  const input = parse(write.schema, write.input);
  return resources().prisma.$transaction(async (tx) => {
    await lockTeam(tx, scope.team.id);
    await sameRole(tx, actor, scope);
    const result = await write.run(tx, scope, input);
    await audit(tx, { actor, action: verb, teamId: scope.team.id, details: write.details(input, result) });
    return result;
  });
}

/** Who joins, leaves or changes roles in one team takes turns: the last admin is counted, not guessed. */
export async function lockTeam(tx: Transaction, teamId: bigint): Promise<void> {
  const rows = await tx.$queryRaw<unknown[]>`SELECT 1 FROM team WHERE id = ${teamId} FOR UPDATE`;
  if (rows.length === 0) throw notFound('team');
}

/** Looks at the actor’s role once more: it may have changed while waiting. */
export async function sameRole(tx: Transaction, actor: Actor, { team, role }: TeamScope): Promise<void> {
  if (actor.kind !== 'user') return;
  const row = await tx.membership.findUnique({ where: { teamId_userId: { teamId: team.id, userId: actor.userId } } });
  if (row?.role === role) return;
  throw new ServiceError({ code: 'conflict', message: 'Your role changed a moment ago.', fix: 'Load the page again.' });
}
