/** The order of every write to a team's channels: lock the team's row, write, audit in the same transaction. */
import type { Prisma } from '@/prisma/generated/client';
import { audit, type Transaction } from '../audit';
import type { TeamScope } from '../authorise';
import { resources } from '../resources';
import type { Verb } from '../roles';
import type { Actor } from '../views/views';

interface Written {
  actor: Actor;
  verb: Verb;
  details: Prisma.InputJsonObject;
}

/** The write and its line in the audit, together; writers of one team take turns. */
export function write<T>(
  { team }: TeamScope,
  { actor, verb, details }: Written,
  run: (tx: Transaction) => Promise<T>,
): Promise<T> {
  return resources().prisma.$transaction(async (tx) => {
    await tx.$queryRaw`SELECT 1 FROM team WHERE id = ${team.id} FOR UPDATE`;
    const result = await run(tx);
    await audit(tx, { actor, action: verb, teamId: team.id, details });
    return result;
  });
}
