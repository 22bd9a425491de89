import { afterAll, beforeAll, expect, test } from 'vitest';
import { readSettings } from '@/config/settings';
import * as service from '@/service';
import { eraseDeletedApps } from '@/service/apps/erase';
import { tokenFinder } from '@/service/ingest';
import type { Actor } from '@/service/views/views';
import {
  appendBatches,
  ensureFramePartitions,
  fold,
  internSeries,
  makePoints,
  recordIntake,
  recordRefusals,
  withPartitions,
} from '@/store/index';
import { readApps } from '@/worker/apps';
import type { TestDatabase } from '../support/database';
import { gaugeOf } from '../support/series';
import { appIdOf, HOST, person, ROADMAP, serviceDatabase, storeGauge } from './people';

const hourAt = Date.UTC(2026, 4, 20, 10);
const nowAt = hourAt + 2 * 3_600_000;
const TABLES = ['series', 'frame', 'block', 'fold_due', 'signal_block', 'dirty_hour', 'refusal', 'intake'];
let database: TestDatabase;
let admin: Actor;

beforeAll(async () => {
  database = await serviceDatabase({ now: () => nowAt });
  await ensureFramePartitions(database.pool, nowAt);
  admin = await person(database.prisma, 'ann@example.org', 'shop', 'admin');
});
afterAll(() => database.close());

async function rowsOf(appId: number): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const table of TABLES) {
    const { rows } = await database.pool.query(`SELECT count(*)::int AS n FROM telemetry.${table} WHERE app_id = $1`, [
      appId,
    ]);
    counts[table] = rows[0].n;
  }
  return counts;
}

/** An app with rows in every table of telemetry. */
async function appWithData(name: string): Promise<{ slug: string; token: string; appId: number }> {
  const { slug, token } = await service.createApp(HOST, { teamSlug: 'shop', name, roadmapId: ROADMAP });
  const appId = await appIdOf(database, slug);
  const [id] = await internSeries(database.pool, appId, [gaugeOf('m')]);
  const points = makePoints(1);
  points.series[0] = id as number;
  points.time[0] = hourAt + 1000;
  points.histograms.push(null);
  points.length = 1;
  await appendBatches(database.pool, [{ appId, points }], nowAt);
  await withPartitions(database.pool, hourAt, async () => {
    const client = await database.pool.connect();
    try {
      await client.query('BEGIN');
      await fold(client, { appId, resolution: 60, startAt: hourAt }, { nowAt, minutesFromAt: 0 });
      await client.query('COMMIT');
    } catch (error) {
      await client.query('ROLLBACK');
      throw error;
    } finally {
      client.release();
    }
  });
  await appendBatches(database.pool, [{ appId, points }], nowAt);
  await storeGauge(database.pool, { appId, signal: 'users.active', startAt: hourAt, values: [1] });
  await recordRefusals(database.pool, [{ appId, reason: 'old', points: 1, lastAt: nowAt, example: '' }]);
  const asked = {
    minuteAt: nowAt,
    outcome: 'kept',
    tokenId: 1,
    address: '',
    requests: 1,
    points: 1,
    series: 1,
    lastAt: nowAt,
  };
  await recordIntake(database.pool, [{ appId, ...asked }]);
  return { slug, token, appId };
}

test('a deleted app is gone from pages, collectors and worker at once, and from the tables when the worker has been there', async () => {
  const kept = await appWithData('Kept');
  const { slug, token, appId } = await appWithData('Old shop');
  const before = await rowsOf(appId);
  expect(Object.values(before)).not.toContain(0);
  expect(await tokenFinder(database.pool)(token)).not.toBeNull();

  await expect(service.deleteApp(admin, slug, 'Old shpo')).rejects.toMatchObject({ code: 'invalid', field: 'name' });
  await service.deleteApp(admin, slug, 'Old shop');
  await expect(service.appView(admin, slug)).rejects.toMatchObject({ code: 'not-found' });
  await expect(service.deleteApp(admin, slug, 'Old shop')).rejects.toMatchObject({ code: 'not-found' });
  expect(await tokenFinder(database.pool)(token)).toBeNull();
  expect((await readApps(database.prisma, new Map())).map(({ id }) => id)).not.toContain(appId);

  await eraseDeletedApps(nowAt + 30_000);
  expect(await rowsOf(appId)).toEqual(before);
  await eraseDeletedApps(nowAt + 61_000);
  expect((await service.overview(admin, 'shop')).deleted).toMatchObject([{ name: 'Old shop', erasedAt: null }]);
  await eraseDeletedApps(nowAt + 64_000);
  expect(new Set(Object.values(await rowsOf(appId)))).toEqual(new Set([0]));
  const rows = Object.values(before).reduce((a, b) => a + b, 0);
  expect((await service.overview(admin, 'shop')).deleted).toEqual([
    { name: 'Old shop', deletedAt: nowAt, erasedAt: nowAt + 64_000, rows },
  ]);
  for (const table of ['ingest_token', 'read_token', 'app_state', 'crossing', 'step_state', 'report']) {
    const { rowCount } = await database.pool.query(`SELECT FROM ${table} WHERE app_id = $1`, [appId]);
    expect(rowCount, table).toBe(0);
  }
  const audit = await database.prisma.auditEntry.findMany({ where: { appId: BigInt(appId) }, orderBy: { id: 'asc' } });
  expect(audit.map(({ action, actor }) => [action, actor]).slice(-2)).toEqual([
    ['deleteApp', `user:${(admin as { userId: number }).userId}`],
    ['eraseApp', 'system:worker'],
  ]);
  expect(audit.at(-1)?.details).toEqual({ name: 'Old shop', rows: before });
  expect(Object.values(await rowsOf(kept.appId))).not.toContain(0);
});

test("Headroom's own app cannot be deleted", async () => {
  const { slug } = await service.createApp(HOST, { teamSlug: 'shop', name: 'Headroom', roadmapId: ROADMAP });
  await database.prisma.app.update({ where: { slug }, data: { self: true } });
  await expect(service.deleteApp(HOST, slug, 'Headroom')).rejects.toMatchObject({ field: 'name' });
});

test("an app's own retention is at most the installation's, and hours outlive minutes", async () => {
  const { slug, appId } = await appWithData('Short');
  const refused = (minutesDays: number | null, hoursDays: number | null) =>
    service.setRetention(admin, slug, { minutesDays, hoursDays }).then(
      () => null,
      (error) => error.field,
    );
  expect(await refused(31, null)).toBe('minutesDays');
  expect(await refused(1, null)).toBe('minutesDays');
  expect(await refused(null, 397)).toBe('hoursDays');
  expect(await refused(20, 10)).toBe('hoursDays');
  expect(await refused(7, 90)).toBeNull();
  expect(await service.retention(admin, slug)).toEqual({
    minutesDays: 7,
    hoursDays: 90,
    mostMinutesDays: 30,
    mostHoursDays: 396,
  });
  const day = 86_400_000;
  expect((await readApps(database.prisma, new Map())).find(({ id }) => id === appId)?.keep).toEqual({
    minutesMs: 7 * day,
    hoursMs: 90 * day,
  });
});

test('an installation keeps hours at least as long as minutes', () => {
  expect(() => readSettings({ HEADROOM_KEEP_MINUTES_DAYS: '90', HEADROOM_KEEP_HOURS_DAYS: '60' })).toThrow(
    'HEADROOM_KEEP_MINUTES_DAYS is more than HEADROOM_KEEP_HOURS_DAYS',
  );
  expect(readSettings({ HEADROOM_KEEP_MINUTES_DAYS: '60' })).toMatchObject({ keepMinutesDays: 60, keepHoursDays: 396 });
});
