/** The scraper in front of a test database, a clock that the test moves, and servers that it asks. */
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, vi } from 'vitest';
import { admission } from '@/collectors/admission';
import { committer } from '@/collectors/committer';
import { ledger } from '@/collectors/ledger';
import { seriesCache } from '@/collectors/otlp/series-cache';
import { type Scraper, startScraper } from '@/collectors/prometheus/targets';
import { parseAllowedTargets } from '@/config/allowed-targets';
import { outbound } from '@/config/outbound';
import type { ScrapeTarget } from '@/prisma/generated/client';
import { defaultLimits } from '@/service/ingest';
import { ensureFramePartitions } from '@/store';
import { type TestDatabase, testDatabase } from '../support/database';
import { makeApp, stored } from './collector';

/** Makes a fresh one for each test of the file. */
export function freshScraping() {
  beforeEach(async () => {
    database = await testDatabase();
    clock = Date.now();
    logged.length = 0;
    await ensureFramePartitions(database.pool, clock);
    ({ appId } = await makeApp(database, 'shop'));
    scraper = start('first');
  });
  afterEach(async () => {
    await scraper.stop();
    for (const close of closing.splice(0).reverse()) await close();
    await database.close();
  });
}

export let database: TestDatabase;
export let appId: number;
export let scraper: Scraper;
/** The scraper's time. */
export let clock: number;
export const closing: (() => unknown)[] = [];
export const key = Buffer.alloc(32, 7);
export const logged: unknown[] = [];

export function moveClock(ms: number) {
  clock += ms;
}

export function start(owner: string, leaseMs?: number): Scraper {
  const { pool } = database;
  const now = () => clock;
  const counts = ledger(pool, now);
  const out = outbound(parseAllowedTargets('127.0.0.1'));
  closing.push(() => counts.stop(), out.close);
  return startScraper({
    pool,
    admission: admission({ find: async () => null, version: async () => '', origins: async () => new Set() }, now),
    committer: committer(pool, now),
    ledger: counts,
    cache: seriesCache(1e8),
    outbound: out,
    keys: () => [key],
    now,
    log: (message, error) => logged.push(message, error),
    owner,
    appLimits: defaultLimits,
    refreshMs: 3_600_000,
    ...(leaseMs ? { leaseMs } : {}),
  });
}

export async function serve(answer: RequestListener): Promise<string> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/metrics`;
}

export const says = (text: string, type = 'text/plain; version=0.0.4') =>
  serve((_, response) => response.writeHead(200, { 'content-type': type }).end(text));

export function register(url: string, more: Partial<ScrapeTarget> = {}) {
  return database.prisma.scrapeTarget.create({
    data: { appId, url, intervalSeconds: 300, timeoutSeconds: 5, ...(more as object) },
  });
}

/** Asks for a scrape, 10 s later by the scraper's clock, and waits until its outcome is written. */
export async function scrape({ id }: { id: bigint }, by = scraper) {
  clock += 10_000;
  await database.prisma.scrapeTarget.update({ where: { id }, data: { testRequestedAt: new Date(clock) } });
  await by.refresh();
  return waitsFor(async () => {
    const row = await database.prisma.scrapeTarget.findUniqueOrThrow({ where: { id } });
    expect(row.lastScrapeAt?.getTime()).toBe(clock);
    return row;
  });
}

export async function waitsFor<T>(look: () => Promise<T>): Promise<T> {
  return vi.waitFor(look, { timeout: 10_000, interval: 20 });
}

export const points = () => stored(database, appId);
