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
const LIMITS_SQL = `SELECT set_config(name, $1, true) FROM pg_settings
  WHERE name IN ('statement_timeout', 'idle_in_transaction_session_timeout', 'transaction_timeout')`;

/** Bucket → epoch under which this worker holds it. */
export type Leases = Map<number, number>;

export class LeaseLostError extends Error {}

export function bucketOf(appId: number): number {
  return appId % BUCKETS;
}

/** Prolongs what `owner` holds and takes what nobody holds (any more). Returns all it holds now. */
export async function renewLeases(db: Pool, owner: string, leaseMs = LEASE_MS, range = workerBuckets): Promise<Leases> {
  const length = `${leaseMs} milliseconds`;
  const bounds = [range.first, range.first + range.count - 1];
  await db.query(
    `INSERT INTO telemetry.lease (bucket, owner, epoch, expires_at)
     SELECT bucket, '', 0, '-infinity' FROM generate_series($1::int, $2::int) AS bucket ON CONFLICT DO NOTHING`,
    bounds,
  );
  const { rows } = await db.query<{ bucket: number; epoch: string }>(
    `WITH free AS (
       SELECT bucket FROM telemetry.lease WHERE (owner = $1 OR expires_at < clock_timestamp()) AND bucket BETWEEN $3 AND $4
       ORDER BY bucket FOR UPDATE SKIP LOCKED
     )
     UPDATE telemetry.lease l SET
       epoch = CASE WHEN l.owner = $1 AND l.expires_at >= clock_timestamp() THEN l.epoch ELSE l.epoch + 1 END,
       owner = $1, expires_at = clock_timestamp() + $2::interval
     FROM free WHERE l.bucket = free.bucket RETURNING l.bucket, l.epoch`,
    [owner, length, ...bounds],
  );
  return new Map(rows.map((row) => [row.bucket, Number(row.epoch)]));
}

/** Gives everything back at once, so that another worker need not wait for the lease to end. */
export async function releaseLeases(db: Pool, owner: string): Promise<void> {
  await db.query("UPDATE telemetry.lease SET expires_at = '-infinity' WHERE owner = $1", [owner]);
}

/**
 * Runs `work` in a transaction that only the holder of the bucket's lease can commit.
 * Throws LeaseLostError (and writes nothing) where the lease is another's by now.
 */
export async function inLease<T>(
  db: Pool,
  lease: { bucket: number; owner: string; epoch: number },
  work: (client: PoolClient) => Promise<T>,
): Promise<T> {
  const client = await db.connect();
  let broken: Error | undefined;
  try {
    await client.query('BEGIN');
    await client.query(LIMITS_SQL, [String(TRANSACTION_LIMIT_MS)]);
    const { rowCount } = await client.query(
      'SELECT 1 FROM telemetry.lease WHERE bucket = $1 AND owner = $2 AND epoch = $3 AND expires_at > clock_timestamp() FOR SHARE',
      [lease.bucket, lease.owner, lease.epoch],
    );
    if (rowCount === 0) throw new LeaseLostError(`another worker holds bucket ${lease.bucket} by now`);
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
