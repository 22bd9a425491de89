/** Scrape targets as collectors see them. */
import type { Db } from '@/store';
import { type IngestLimits, limitsOf } from './limits';

export interface ScrapeTarget {
  id: number;
  appId: number;
  url: string;
  intervalMs: number;
  timeoutMs: number;
  job: string;
  /** Host and port. */
  instance: string;
  /** Sealed (target-credential.ts). */
  credential: Uint8Array | null;
  /** Since when somebody waits for an answer (it is new, or a test was asked for); ms since 1970. */
  wantedAt: number | null;
  limits: IngestLimits;
}

/** Enabled targets of the apps in these buckets (app id modulo `of`). */
export async function findTargets(
  db: Db,
  buckets: number[],
  of: number,
  installation: IngestLimits,
): Promise<ScrapeTarget[]> {
  if (buckets.length === 0) return [];
  const { rows } = await db.query<TargetRow>(
    `SELECT t.id, t.app_id, t.url, t.interval_seconds, t.timeout_seconds, t.credential, t.job, t.instance,
      a.slug, a.limits, CASE WHEN t.last_scrape_at IS NULL THEN coalesce(t.test_requested_at, t.created_at)
        WHEN t.test_requested_at > t.last_scrape_at THEN t.test_requested_at END AS wanted_at
    FROM scrape_target t JOIN app a ON a.id = t.app_id
    WHERE t.enabled AND a.deleted_at IS NULL AND (a.id % $1) = ANY($2::bigint[]) ORDER BY t.id`,
    [of, buckets],
  );
  return rows.map((row) => ({
    id: Number(row.id),
    appId: Number(row.app_id),
    url: row.url,
    intervalMs: row.interval_seconds * 1000,
    timeoutMs: row.timeout_seconds * 1000,
    job: row.job ?? row.slug,
    instance: row.instance ?? hostAndPort(row.url),
    credential: row.credential,
    wantedAt: row.wanted_at?.getTime() ?? null,
    limits: limitsOf(installation, row.limits),
  }));
}

interface TargetRow {
  id: string;
  app_id: string;
  url: string;
  interval_seconds: number;
  timeout_seconds: number;
  credential: Uint8Array | null;
  job: string | null;
  instance: string | null;
  wanted_at: Date | null;
  slug: string;
  limits: unknown;
}

/** As Prometheus names an instance: the port is said even where it is the usual one. */
export function hostAndPort(url: string): string {
  const { hostname, port, protocol } = new URL(url);
  return `${hostname}:${port || (protocol === 'https:' ? 443 : 80)}`;
}

export interface ScrapeOutcome {
  id: number;
  /** Start of the scrape, ms since 1970. */
  at: number;
  /** A sentence; null: it went well. */
  error: string | null;
  samples: number;
  durationMs: number;
}

/** Writes what targets answered, for the people who look. A target that was removed meanwhile stays removed. */
export async function recordScrapes(db: Db, outcomes: ScrapeOutcome[]): Promise<void> {
  if (outcomes.length === 0) return;
  const column = (pick: (outcome: ScrapeOutcome) => unknown) => outcomes.map(pick);
  await db.query(
    `UPDATE scrape_target t SET
      up_since = CASE WHEN t.up IS DISTINCT FROM (o.error IS NULL) THEN o.at ELSE t.up_since END,
      up = o.error IS NULL, last_scrape_at = o.at, last_error = o.error, samples = o.samples, duration_ms = o.duration
    FROM unnest($1::bigint[], $2::timestamptz[], $3::text[], $4::int[], $5::int[])
      AS o(id, at, error, samples, duration)
    WHERE t.id = o.id AND (t.last_scrape_at IS NULL OR t.last_scrape_at <= o.at)`,
    [
      column(({ id }) => id),
      column(({ at }) => new Date(at)),
      column(({ error }) => error),
      column(({ samples }) => samples),
      column(({ durationMs }) => Math.round(durationMs)),
    ],
  );
}
