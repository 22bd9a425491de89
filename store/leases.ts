/**
 * Who works on which apps. 256 buckets (app_id mod 256), each held by one worker until a time of the
 * database's clock. Taking a bucket over raises its epoch; every transaction that writes for a bucket
 * holds its lease row FOR SHARE and checks the epoch, so a take-over waits for it to end and a holder
 * that slept through its lease finds another epoch and writes nothing.
 */
import type { Pool, PoolClient } from 'pg';

export const BUCKETS = 256;
/** Buckets of one kind of work: `first` and the `count` from there. */
export interface BucketRange {
  first: number;
  count: number;
}
const workerBuckets: BucketRange = { first: 0, count: BUCKETS };
/** Who scrapes the targets of which apps: the same buckets once more. */
export const scrapeBuckets: BucketRange = { first: BUCKETS, count: BUCKETS };
export const LEASE_MS = 30_000;
/** Each transaction of a worker ends within this, so that a frozen one is cut off before its lease ends. */
export const TRANSACTION_LIMIT_MS = 20_000;
/** SET LOCAL of those limits that this PostgreSQL knows (transaction_timeout came with 17). */
const LIMITS_SQL = `SELECT set_config(name, $1, true)
  FROM unnest(ARRAY['statement_timeout', 'idle_in_transaction_session_timeout', 'transaction_timeout']) AS name
  WHERE current_setting(name, true) IS NOT NULL`;

/** Bucket → epoch under which this worker holds it. */
export type Leases = Map<number, number>;

export class LeaseLostError extends Error {
  constructor(readonly buckets: number[]) {
    super(`another worker holds ${buckets.length === 1 ? 'bucket' : 'buckets'} ${buckets.join(', ')} by now`);
  }
}

export function bucketOf(appId: number): number {
  return appId % BUCKETS;
}

/**
 * Prolongs what `owner` holds and takes what nobody holds (any more), up to its share: the buckets are divided
 * evenly among those who asked within the last lease; whoever holds more gives the rest back. So `owner` must
 * not be writing meanwhile. Returns all it holds now.
 */
export async function renewLeases(db: Pool, owner: string, leaseMs = LEASE_MS, range = workerBuckets): Promise<Leases> {
  const { first, count } = range;
  const length = `${leaseMs} milliseconds`;
  await db.query(
    `INSERT INTO telemetry.lease (bucket, owner, epoch, expires_at)
     SELECT bucket, '', 0, '-infinity' FROM generate_series($1::int, $2::int) AS bucket ON CONFLICT DO NOTHING`,
    [first, first + count - 1],
  );
  await db.query(
    `INSERT INTO telemetry.lease_owner (first, owner, expires_at) VALUES ($1, $2, clock_timestamp() + $3::interval)
     ON CONFLICT (first, owner) DO UPDATE SET expires_at = excluded.expires_at`,
    [first, owner, length],
  );
  const { rows } = await db.query<{ bucket: number; epoch: string }>(
    `WITH share AS (
       SELECT ceil($4::numeric / greatest(1, count(*)))::int AS most FROM telemetry.lease_owner
       WHERE first = $3 AND expires_at > clock_timestamp()
     ), candidate AS (
       SELECT bucket, owner = $1 AND expires_at > clock_timestamp() AS held FROM telemetry.lease
       WHERE (owner = $1 OR expires_at < clock_timestamp()) AND bucket >= $3 AND bucket < $3 + $4
       ORDER BY 2 DESC, bucket FOR UPDATE SKIP LOCKED
     ), ranked AS (
       SELECT bucket, held, row_number() OVER (ORDER BY held DESC, bucket) <= (SELECT most FROM share) AS mine
       FROM candidate
     ), changed AS (
       UPDATE telemetry.lease l SET
         epoch = CASE WHEN r.mine AND NOT r.held THEN l.epoch + 1 ELSE l.epoch END,
         owner = CASE WHEN r.mine THEN $1 ELSE l.owner END,
         expires_at = CASE WHEN r.mine THEN clock_timestamp() + $2::interval ELSE '-infinity' END
       FROM ranked r WHERE l.bucket = r.bucket AND (r.mine OR r.held)
       RETURNING l.bucket, l.epoch, r.mine
     )
     SELECT bucket, epoch FROM changed WHERE mine`,
    [owner, length, first, count],
  );
  return new Map(rows.map((row) => [row.bucket, Number(row.epoch)]));
}

/** Gives everything back at once, so that another worker need not wait for the lease to end. */
export async function releaseLeases(db: Pool, owner: string): Promise<void> {
  await db.query("UPDATE telemetry.lease SET expires_at = '-infinity' WHERE owner = $1", [owner]);
  await db.query(
    "DELETE FROM telemetry.lease_owner WHERE owner = $1 OR expires_at < clock_timestamp() - interval '1 day'",
    [owner],
  );
}

/** What one process holds of some buckets. */
export interface Held {
  owner: string;
  epochs: Leases;
}

/** Runs `work` in a transaction that only the holder of the bucket's lease can commit. */
export function inLease<T>(
  db: Pool,
  { bucket, owner, epoch }: { bucket: number; owner: string; epoch: number },
  work: (client: PoolClient) => Promise<T>,
): Promise<T> {
  return inLeases(db, { owner, epochs: new Map([[bucket, epoch]]) }, work);
}

/**
 * Runs `work` in a transaction that only the holder of all these leases can commit.
 * Throws LeaseLostError (and writes nothing) where one of them is another's by now.
 */
export async function inLeases<T>(
  db: Pool,
  { owner, epochs }: Held,
  work: (client: PoolClient) => Promise<T>,
): Promise<T> {
  const client = await db.connect();
  let broken: Error | undefined;
  try {
    await client.query('BEGIN');
    await client.query(LIMITS_SQL, [String(TRANSACTION_LIMIT_MS)]);
    const { rows } = await client.query<{ bucket: number }>(
      `SELECT l.bucket FROM telemetry.lease l
       JOIN unnest($1::int[], $2::bigint[]) AS held(bucket, epoch) ON l.bucket = held.bucket AND l.epoch = held.epoch
       WHERE l.owner = $3 AND l.expires_at > clock_timestamp() ORDER BY l.bucket FOR SHARE OF l`,
      [[...epochs.keys()], [...epochs.values()], owner],
    );
    const lost = [...epochs.keys()].filter((bucket) => !rows.some((row) => row.bucket === bucket));
    if (lost.length > 0) throw new LeaseLostError(lost);
    const result = await work(client);
    await client.query('COMMIT');
    return result;
  } catch (error) {
    await client.query('ROLLBACK').catch((failure: Error) => {
      broken = failure;
    });
    throw error;
  } finally {
    // A connection that could not even roll back is not given to anybody else.
    client.release(broken);
  }
}
