/** People, teams and signals for the tests of service. */
import type { Pool } from 'pg';
import type { ObservationId, SignalColumns } from '@/advisor/types';
import { HOUR_MS, MINUTE_MS, MinuteState } from '@/advisor/types';
import { parseAllowedTargets } from '@/config/allowed-targets';
import type { PrismaClient } from '@/prisma/generated/client';
import { openSession } from '@/service/auth/sessions';
import { setResources } from '@/service/resources';
import type { Actor, Role } from '@/service/views/views';
import { PointKind, type SeriesIdentity, writeSignals } from '@/store/index';
import { type TestDatabase, testDatabase } from '../support/database';
import { gaugeOf } from '../support/series';

export const ROADMAP = 'thousands-to-millions';
export const HOST: Actor = { kind: 'system', name: 'host' };

/** An installation that may ask this machine for metrics, and keeps keys in `dataDir`. */
export const installed = (dataDir = '/nonexistent') => ({
  allowedTargets: parseAllowedTargets('127.0.0.1'),
  encryptionKeys: null,
  dataDir,
  secret: 'x'.repeat(32),
});

/** Its e-mail, handed in here; null: it sends none. */
export const mailBy = (smtpUrl: string | null) => ({
  smtpUrl,
  mailFrom: 'headroom@example.org',
  url: 'https://headroom.example.org',
});

/** A database of the test's own, in which the use-cases work; with a clock and what else the test gives them. */
export async function serviceDatabase(given: Parameters<typeof setResources>[0]): Promise<TestDatabase> {
  const database = await testDatabase();
  setResources({ prisma: database.prisma, telemetry: database.pool, ...given });
  return database;
}

export async function appIdOf({ prisma }: Pick<TestDatabase, 'prisma'>, slug: string): Promise<number> {
  return Number((await prisma.app.findUniqueOrThrow({ where: { slug } })).id);
}

/** A user with a role in a team (made if it is new); `role` null is a stranger to it. */
export async function person(prisma: PrismaClient, email: string, team: string, role: Role | null): Promise<Actor> {
  const user = await prisma.user.create({ data: { email } });
  const { id } = await prisma.team.upsert({ where: { slug: team }, create: { slug: team, name: team }, update: {} });
  if (role) await prisma.membership.create({ data: { teamId: id, userId: user.id, role } });
  return { kind: 'user', userId: Number(user.id), sessionId: '', email, operator: false, address: '192.0.2.9' };
}

/** The same with a session of theirs that is open: for what an ended one may not do. */
export async function signedIn(prisma: PrismaClient, ...who: [email: string, team: string, role: Role | null]) {
  const made = (await person(prisma, ...who)) as Extract<Actor, { kind: 'user' }>;
  const browser = { address: made.address, userAgent: null };
  return { ...made, sessionId: await prisma.$transaction((tx) => openSession(tx, BigInt(made.userId), browser)) };
}

/** A series as a sender would have made it: a monotonic counter, unless said otherwise. */
export function identity(metric: string, more: Partial<SeriesIdentity> = {}): SeriesIdentity {
  const counter = { kind: PointKind.sum, temporality: 2, monotonic: true } as const;
  const sender = {
    scope: { name: 'test', version: '' },
    resource: { 'service.name': 'shop', 'service.instance.id': 'a' },
  };
  return gaugeOf(metric, { ...counter, ...sender, ...more });
}

/** Stores minutes of one gauge signal, whole hours; `null` is a minute without data. */
export async function storeGauge(
  pool: Pool,
  given: {
    appId: number;
    signal: string;
    startAt: number;
    values: (number | null)[];
    observed?: Partial<Record<ObservationId, number>>;
    version?: string;
    /** A second gauge of the same minutes: an hour's signals are written together. */
    also?: { signal: string; value: number };
  },
): Promise<void> {
  const client = await pool.connect();
  const also = given.also ? [given.also] : [];
  try {
    for (let first = 0; first < given.values.length; first += 60) {
      const hourAt = given.startAt + first * MINUTE_MS;
      if (hourAt % HOUR_MS !== 0) throw new Error('startAt has to be on the hour');
      const values = Array.from({ length: 60 }, (_, minute) => given.values[first + minute] ?? null);
      const known = values.filter((value) => value !== null);
      const max5 = known.length > 0 ? Math.max(...known) : Number.NaN;
      const columns = Object.entries(given.observed ?? {}).map(([id, value]) => [id, new Float64Array(60).fill(value)]);
      const block = {
        hourAt,
        minutes: [
          minutes(given.signal, hourAt, values),
          ...also.map(({ signal, value }) =>
            minutes(
              signal,
              hourAt,
              values.map(() => value),
            ),
          ),
        ],
        hours: {
          [given.signal]: { at: hourAt, max5, median5: max5, means: known.length > 0 ? 12 : 0 },
          ...Object.fromEntries(
            also.map(({ signal, value }) => [signal, { at: hourAt, max5: value, median5: value, means: 12 }]),
          ),
        },
        facts: {
          at: hourAt,
          instancesMedian: 1,
          versions: [given.version ?? '1.0'],
          newestAt: hourAt + 59 * MINUTE_MS,
        },
        observations: { startAt: hourAt, columns: Object.fromEntries(columns) },
      };
      await writeSignals(client, [{ ...block, appId: given.appId }]);
    }
  } finally {
    client.release();
  }
}

function minutes(signal: string, startAt: number, values: (number | null)[]): SignalColumns {
  const ofState = (value: number | null) => (value === null ? MinuteState.noData : MinuteState.value);
  return {
    signal,
    startAt,
    value: Float64Array.from(values, (value) => value ?? Number.NaN),
    state: Uint8Array.from(values, ofState),
    expected: new Uint16Array(values.length).fill(1),
    received: Uint16Array.from(values, (value) => (value === null ? 0 : 1)),
    recipe: {
      recipe: 'a gauge of the test',
      metrics: ['test.gauge'],
      quality: 'measured',
      newestAt: startAt + (values.length - 1) * MINUTE_MS,
      intervalMs: MINUTE_MS,
    },
  };
}

/** A signal that a team declares. */
export const custom = {
  name: 'orders',
  title: 'Orders',
  metric: 'shop.orders',
  aggregation: 'rate',
  unit: 'orders/s',
  worsens: 'none',
} as const;
