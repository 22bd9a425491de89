/**
 * The process's one PrismaClient, over the pg driver. Rows of people, teams, apps and findings;
 * telemetry is the store's.
 */
import { PrismaPg } from '@prisma/adapter-pg';
import { PrismaClient } from '@/prisma/generated/client';

declare global {
  // Next reloads modules in development; the connection pool must survive that.
  var headroomPrisma: PrismaClient | undefined;
}

/** A client of its own for one database; callers end it with `$disconnect()`. */
export function prismaFor(url: string): PrismaClient {
  return new PrismaClient({ adapter: new PrismaPg({ connectionString: url, max: 10 }) });
}

/** @throws if DATABASE_URL is not set. */
export function prisma(): PrismaClient {
  if (!globalThis.headroomPrisma) {
    const url = process.env.DATABASE_URL;
    if (!url) throw new Error('DATABASE_URL is not set: start through `npm start`, or set it.');
    globalThis.headroomPrisma = prismaFor(url);
  }
  return globalThis.headroomPrisma;
}
