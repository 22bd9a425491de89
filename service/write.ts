/**
 * The order of every write to an app: authorise the actor, parse the input, open a transaction,
 * lock the app's row inside its team, write, audit in the same transaction.
 */
import type { z } from 'zod';
import type { Prisma } from '@/prisma/generated/client';
import { audit, type Transaction } from './audit';
import { type AppScope, openApp } from './authorise';
import { notFound } from './errors';
import { parse } from './inputs/inputs';
import { resources } from './resources';
import type { Verb } from './roles';
import type { Actor } from './views/views';

export interface AppWrite<S extends z.ZodType, T> {
  actor: Actor;
  slug: string;
  verb: Verb;
  schema: S;
  input: unknown;
  run: (tx: Transaction, scope: AppScope, input: z.output<S>) => Promise<T>;
  /** What the audit says beside the verb; never a secret. */
  details?: (input: z.output<S>, result: T) => Prisma.InputJsonObject;
}

export async function writeToApp<S extends z.ZodType, T>(write: AppWrite<S, T>): Promise<T> {
  const scope = await openApp(write.actor, write.slug, write.verb);
  const input = parse(write.schema, write.input);
  return resources().prisma.$transaction(async (tx) => {
    await lockApp(tx, scope);
    const result = await write.run(tx, scope, input);
    await audit(tx, {
      actor: write.actor,
      action: write.verb,
      teamId: scope.team.id,
      appId: scope.app.id,
      details: write.details?.(input, result) ?? {},
    });
    return result;
  });
}

/** Two writers of one app take turns; an app that left the team meanwhile is not found. */
async function lockApp(tx: Transaction, scope: AppScope): Promise<void> {
  const rows = await tx.$queryRaw<unknown[]>`
    SELECT 1 FROM app WHERE id = ${scope.app.id} AND team_id = ${scope.team.id} AND deleted_at IS NULL FOR UPDATE`;
  if (rows.length === 0) throw notFound('app');
}
