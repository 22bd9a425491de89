import pg from 'pg';
import type { Db } from './contract';

export interface TelemetryPoolOptions {
  /** Connections at most; default 8. */
  max?: number;
  /** Client-side limit of one statement, ms; 0 for none. A statement that runs into it has an unknown outcome. */
  queryTimeoutMs?: number;
  applicationName?: string;
  /**
   * Whether statements may travel before the one ahead of them is answered: saves readers the way there and back;
   * who writes one large statement at a time pays a fifth more CPU for it. Default true.
   */
  pipeline?: boolean;
}

/**
 * A pool for telemetry. No time-outs in start-up settings and no named statements (both break behind a
 * transaction pooler); bytea is read in the default text mode, because pg's binary mode corrupts it.
 */
export function telemetryPool(url: string, options: TelemetryPoolOptions = {}): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    max: options.max ?? 8,
    connectionTimeoutMillis: 5_000,
    query_timeout: options.queryTimeoutMs || undefined,
    application_name: options.applicationName ?? 'headroom',
    keepAlive: true,
    pipeline: options.pipeline ?? true,
  });
  // An idle connection that breaks is replaced at the next query, which reports if that fails too.
  pool.on('error', () => {});
  // Nor does one end the process that breaks between two statements of somebody's transaction: the next one fails.
  pool.on('connect', (client) => void client.on('error', () => {}));
  return pool;
}

export function isPool(db: Db): db is pg.Pool {
  return 'totalCount' in db;
}

/** SQLSTATE classes after which the same request may work later: connection, resources, operator, system. */
const passing = /^(08|53|57|58|40)/;

/**
 * Whether an error says "the database is away or the outcome unknown" (repeat later) rather than "this
 * was wrong". Errors without a server's severity come from the socket or the client's own time-outs.
 */
export function isDatabaseAway(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false;
  if (error instanceof AggregateError) return true;
  const { severity, code } = error as { severity?: string; code?: string };
  if (severity === undefined) return !(error instanceof TypeError || error instanceof RangeError);
  return passing.test(code ?? '') || code === '25006' || severity === 'FATAL' || severity === 'PANIC';
}
