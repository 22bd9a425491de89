import type { Db } from './contract';

/**
 * Another text than before as soon as a token, the limits of an app, or whether it is there, changed since: what was
 * looked up under the same text still holds. Rows are only added, and their numbers only grow, so that neither one
 * that is committed late nor those that are dropped leave it as it was.
 */
export async function readAccessVersion(db: Db): Promise<string> {
  const { rows } = await db.query<{ version: string }>(
    `SELECT count(*)::text || ' ' || coalesce(sum(id), 0)::text AS version FROM telemetry.access_change`,
  );
  return rows[0]?.version ?? '';
}

/** Forgets changes from before `beforeAt` (ms): no look-up is that old. */
export async function dropAccessChanges(db: Db, beforeAt: number): Promise<void> {
  await db.query('DELETE FROM telemetry.access_change WHERE changed_at < $1', [new Date(beforeAt)]);
}
