/** Whether a process may be given work: the database answers soon and has every table of this release. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Pool } from 'pg';
import { framePartitionName } from './partitions';

/** Longer than this and the database counts as away. */
const answerMs = 1_500;
/** Anybody may ask, as often as they like: the database is asked this seldom, and never twice at once. */
const believeMs = 1_000;

export interface ReadyOptions {
  now: () => number;
  /** Whether today's partition of the hot log is needed: for those who write it. */
  writes?: boolean;
  /** Names of the migrations that must have been applied; default: those of this release. */
  migrations?: string[];
}

/** Answers why this process is not ready, in a few words without names or numbers; null when it is. Never throws. */
export type WhyNotReady = () => Promise<string | null>;

export function readiness(
  db: Pool,
  { now, writes = false, migrations = releaseMigrations() }: ReadyOptions,
): WhyNotReady {
  let answeredAt = Number.NEGATIVE_INFINITY;
  let answer: string | null = null;
  let asking: Promise<string | null> | null = null;

  async function ask(): Promise<string | null> {
    const partition = writes ? `telemetry.${framePartitionName(now())}` : null;
    const { rows } = await db.query<{ missing: number; partition: boolean }>(
      `SELECT (SELECT count(*)::int FROM unnest($1::text[]) AS wanted(name) WHERE name NOT IN (
                 SELECT 'store/' || name FROM migration.telemetry UNION ALL
                 SELECT 'prisma/' || migration_name FROM _prisma_migrations WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL
               )) AS missing,
              $2::text IS NULL OR to_regclass($2) IS NOT NULL AS partition`,
      [migrations, partition],
    );
    if (rows[0]?.missing !== 0) return 'the database lacks tables of this release: run its migrations';
    return rows[0].partition ? null : "today's partition is not made yet";
  }

  function askInTime(): Promise<string | null> {
    asking ??= ask()
      .catch((error: { code?: string }) =>
        // No such table, no such schema: a database that answers and was never migrated.
        /^(42P01|3F000)$/.test(error.code ?? '')
          ? 'the database lacks tables of this release: run its migrations'
          : 'the database is away',
      )
      .then((said) => {
        answer = said;
        answeredAt = now();
        return said;
      })
      .finally(() => {
        asking = null;
      });
    return within(asking, 'the database does not answer in time');
  }

  return async () => (Math.abs(now() - answeredAt) < believeMs ? answer : askInTime());
}

function within(work: Promise<string | null>, late: string): Promise<string | null> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(late), answerMs);
    void work.then((said) => {
      clearTimeout(timer);
      resolve(said);
    });
  });
}

/** What this release's folders of migrations hold, as `store/NAME.sql` and `prisma/NAME`. */
function releaseMigrations(): string[] {
  const names = (room: string, is: RegExp) =>
    readdirSync(join(process.cwd(), room, 'migrations'))
      .filter((name) => is.test(name))
      .map((name) => `${room}/${name}`);
  return [...names('store', /\.sql$/), ...names('prisma', /^\d/)];
}
