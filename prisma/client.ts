/**
 * The process's one PrismaClient, over the pg driver. Rows of people, teams, apps and findings;
 * telemetry is the store's.
 */
import { settings } from '@/config/settings';
import { PrismaClient } from '@/prisma/generated/client';
import { PrismaDriver } from './adapter';

declare global {
  // Next reloads modules in development; the connection pool must survive that.
  var headroomPrisma: PrismaClient | undefined;
}

/** A statement that takes longer (ms) lost its connection without a word, and would wait for it for a quarter of an hour. */
const QUERY_MS = 60_000;

/** How long a transaction may wait to begin, and take (ms): the defaults, 2 s and 5 s, turn a busy machine into a failed start. */
export const TRANSACTION = { maxWait: 10_000, timeout: 30_000 };

/** A client of its own for one database; callers end it with `$disconnect()`. */
export function prismaFor(url: string, { queryTimeoutMs = QUERY_MS } = {}): PrismaClient {
  return new PrismaClient({
    // A host that swallows packets must read as "away" within seconds, not as a request that hangs.
    adapter: new PrismaDriver({
      connectionString: url,
      max: 10,
      connectionTimeoutMillis: 5_000,
      query_timeout: queryTimeoutMs,
      keepAlive: true,
    }),
    transactionOptions: TRANSACTION,
  });
}

/** @throws SettingsError if DATABASE_URL is not set. */
export function prisma(): PrismaClient {
  if (!globalThis.headroomPrisma) {
    globalThis.headroomPrisma = prismaFor(settings().databaseUrl);
  }
  return globalThis.headroomPrisma;
}
