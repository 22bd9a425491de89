import { afterAll, beforeAll, expect, test } from 'vitest';
import * as service from '@/service';
import * as query from '@/service/query';
import { csvOf } from '@/service/query/export';
import type { Actor } from '@/service/views/views';
import {
  appendBatches,
  ensureFramePartitions,
  internSeries,
  makePoints,
  PointKind,
  type SeriesIdentity,
} from '@/store';
import type { TestDatabase } from '../../support/database';
import { HOST, person, ROADMAP, serviceDatabase } from '../people';

const nowAt = Date.UTC(2026, 4, 20, 12, 30);
let database: TestDatabase;
let manager: Actor;
let stranger: Actor;
const apps: Record<string, { slug: string; id: number }> = {};

beforeAll(async () => {
  database = await serviceDatabase({ now: () => nowAt });
  manager = await person(database.prisma, 'manager@example.org', 'shop', 'manager');
  stranger = await person(database.prisma, 'stranger@example.org', 'elsewhere', 'admin');
  await ensureFramePartitions(database.pool, nowAt);
  for (const [name, teamSlug] of [
    ['web', 'shop'],
    ['api', 'shop'],
    ['foreign', 'elsewhere'],
  ] as const) {
    const { slug } = await service.createApp(HOST, { teamSlug, name, roadmapId: ROADMAP });
    const { id } = await database.prisma.app.findUniqueOrThrow({ where: { slug } });
    apps[name] = { slug, id: Number(id) };
    await storeGauge(Number(id), name);
  }
});
afterAll(() => database.close());

/** A gauge "queue.depth" of the last hour; the app's own metric tells whose answer it is. */
async function storeGauge(appId: number, name: string) {
  const identity = (metric: string, attributes: Record<string, string>): SeriesIdentity => ({
    metric,
    kind: PointKind.gauge,
    temporality: 0,
    monotonic: false,
    unit: '{message}',
    description: `of ${name}`,
    scope: { name: 'shop', version: '1' },
    resource: { 'service.name': name, 'service.instance.id': `${name}-1` },
    attributes,
  });
  const identities = [identity('queue.depth', { owner: name }), identity(`only.${name}`, { '=danger': '1' })];
  const ids = await internSeries(database.pool, appId, identities);
  const points = makePoints(120);
  for (let minute = 0; minute < 60; minute++) {
    for (const id of ids) {
      const i = points.length++;
      points.series[i] = id;
      points.time[i] = nowAt - (60 - minute) * 60_000;
      points.start[i] = Number.NaN;
      points.value[i] = appId;
      points.histograms.push(null);
    }
  }
  await appendBatches(database.pool, [{ appId, points }], nowAt);
}

const ask = (text: string) => new URLSearchParams({ query: text, time: String(nowAt / 1000 - 60) });
const slugOf = (name: string) => apps[name]?.slug ?? '';

async function tokenFor(name: string, wholeTeam: boolean) {
  const { token } = await query.newReadToken(name === 'foreign' ? stranger : manager, slugOf(name), { wholeTeam });
  const tenant = await query.tenantOf(token);
  if (!tenant) throw new Error('the new token is not known');
  return { token, tenant };
}

async function owners(tenant: query.Tenant, text: string): Promise<string[]> {
  const { data } = await query.instantQuery(tenant, ask(text));
  const { result } = data as { result: { metric: Record<string, string> }[] };
  return result.map(({ metric }) => metric.owner ?? '').sort();
}

test('a token of one app reads that app alone', async () => {
  const { tenant } = await tokenFor('web', false);
  expect(await owners(tenant, 'queue_depth')).toEqual(['web']);
  expect(await owners(tenant, '{__name__=~".+"}')).toEqual(['', 'web']);
});

test('a token of a team reads all its apps, told apart by a label, and no other team', async () => {
  const { tenant } = await tokenFor('web', true);
  expect(await owners(tenant, 'queue_depth')).toEqual(['api', 'web']);
  expect(await owners(tenant, `queue_depth{headroom_app="${slugOf('api')}"}`)).toEqual(['api']);
  expect(await owners(tenant, 'queue_depth{owner="foreign"}')).toEqual([]);
});

test('names, values, series and metadata are those of the tenant alone', async () => {
  const { tenant } = await tokenFor('web', true);
  const all = new URLSearchParams();
  const said = await Promise.all([
    query.labelValues(tenant, '__name__', all),
    query.labelValues(tenant, 'owner', all),
    query.labelNames(tenant, all),
    query.seriesOf(tenant, new URLSearchParams({ 'match[]': '{__name__=~".+"}' })),
    query.metadata(tenant, all),
  ]);
  const text = JSON.stringify(said);
  expect(text).toContain('only_web');
  expect(text).toContain('only_api');
  expect(text).not.toContain('foreign');
});

test('a name may be asked for as OpenTelemetry writes it', async () => {
  const { tenant } = await tokenFor('web', false);
  expect(await owners(tenant, '{"queue.depth", "service.name"=~".*"}')).toEqual(['web']);
});

test('a revoked token, one of a deleted app and an ingest token read nothing', async () => {
  const { token } = await tokenFor('api', false);
  const [made] = await query.readTokens(manager, slugOf('api'));
  await query.revokeReadToken(manager, slugOf('api'), made?.id ?? 0);
  expect(await query.tenantOf(token)).toBeNull();
  const ingest = await service.newToken(manager, slugOf('web'));
  expect(await query.tenantOf(ingest.token)).toBeNull();
  const { token: orphan } = await tokenFor('api', false);
  const where = { slug: slugOf('api') };
  await database.prisma.app.update({ where, data: { deletedAt: new Date() } });
  expect(await query.tenantOf(orphan)).toBeNull();
  await database.prisma.app.update({ where, data: { deletedAt: null } });
});

test('a manager cannot end the token of another app or team', async () => {
  await tokenFor('foreign', false);
  const [foreign] = await query.readTokens(stranger, slugOf('foreign'));
  await expect(query.revokeReadToken(manager, slugOf('web'), foreign?.id ?? 0)).rejects.toMatchObject({
    code: 'not-found',
  });
  await expect(query.readTokens(stranger, slugOf('web'))).rejects.toMatchObject({ code: 'not-found' });
});

test('making and ending a token is audited, without the token', async () => {
  const { token } = await tokenFor('web', false);
  const entries = await database.prisma.auditEntry.findMany({ where: { action: 'newReadToken' } });
  expect(entries.length).toBeGreaterThan(0);
  const text = JSON.stringify(entries.map(({ details, actor }) => ({ details, actor })));
  expect(text).not.toContain(token);
});

const input = (metric: string) => ({ metric, value: 'last' as const, fromAt: nowAt - 1_800_000, toAt: nowAt });

test('explore answers a member and nobody else', async () => {
  const answer = await query.explore(manager, slugOf('web'), input('queue.depth'));
  expect(answer.series).toHaveLength(1);
  expect(answer.series[0]?.values.filter((value) => value !== null).length).toBeGreaterThan(20);
  expect(answer.series[0]?.values.every((value) => value === null || value === apps.web?.id)).toBe(true);
  await expect(query.explore(stranger, slugOf('web'), input('queue.depth'))).rejects.toMatchObject({
    code: 'not-found',
  });
});

test('explore says that a metric has never arrived', async () => {
  const answer = await query.explore(manager, slugOf('web'), input('only.foreign'));
  expect(answer.series).toEqual([]);
  expect(answer.notes).toEqual(['No metric named "only.foreign" has arrived.']);
});

test.each([
  [{ ...input('queue.depth'), value: 'quantile' as const, quantile: 0.9 }, 'value'],
  [{ ...input('queue.depth'), value: 'quantile' as const }, 'quantile'],
  [
    { ...input('queue.depth'), filters: [{ of: 'point' as const, key: 'a', op: '=~' as const, value: '(' }] },
    'filters.0.value',
  ],
  [{ ...input('queue.depth'), fromAt: nowAt }, 'toAt'],
  [{ ...input('queue.depth'), fromAt: nowAt - 86_400_000, stepSeconds: 1 }, 'stepMs'],
])('explore names what is wrong with %j', async (given, field) => {
  await expect(query.explore(manager, slugOf('web'), given)).rejects.toMatchObject({ code: 'invalid', field });
});

test('a metric is listed with its attributes', async () => {
  const names = (await query.metrics(manager, slugOf('web'))).map(({ name }) => name);
  expect(names).toEqual(['only.web', 'queue.depth']);
  const detail = await query.metricDetail(manager, slugOf('web'), 'queue.depth');
  expect(detail).toMatchObject({ kind: 'gauge', unit: '{message}', series: 1 });
  expect(detail.attributes).toContainEqual({ of: 'point', key: 'owner', values: ['web'], more: false });
});

test('an exported text that begins like a formula is text', async () => {
  const given = { ...input('only.web'), groupBy: [{ of: 'point' as const, key: '=danger' }] };
  const { body, name } = await query.exportExplore(manager, slugOf('web'), given, 'csv');
  expect(body.split('\r\n')[0]).toBe("time,'=danger=1");
  expect(body.split('\r\n')[30]).toMatch(/^2026-05-20T12:\d\d:\d\d\.000Z,\d+$/);
  expect(name).toMatch(/^web.*-only\.web$/);
  const columns = ['+1', '-x', '@a', '\tb', 'a"b,c', 'plain'].map((title) => ({ title, values: [null] }));
  expect(csvOf({ x: [0], columns })).toBe(`time,'+1,'-x,'@a,'\tb,"a""b,c",plain\r\n1970-01-01T00:00:00.000Z,,,,,,\r\n`);
  const odd = (title: string) => csvOf({ x: [], columns: [{ title, values: [] }] }).trimEnd();
  // Wide signs; and cells of a spreadsheet that parts them at semicolons, whatever quotes say.
  expect(odd('\uFF1D1')).toBe("time,'\uFF1D1");
  expect(odd(' =1')).toBe("time,' =1");
  expect(odd('a;=HYPERLINK(1);-b')).toBe("time,a;'=HYPERLINK(1);'-b");
  expect(odd('a\n=1')).toBe(`time,"a\n'=1"`);
  expect(odd('a-b;c=d')).toBe('time,a-b;c=d');
});
