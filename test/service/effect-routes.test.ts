import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Advice, DAY_MS, HOUR_MS, MinuteState, type SignalColumns } from '@/advisor/types';
import { createApp, tickStep } from '@/service';
import { evaluateApp } from '@/service/evaluate/evaluate';
import { setResources } from '@/service/resources';
import { readRouteHours } from '@/service/work/effect-routes';
import {
  appendBatches,
  ensureFramePartitions,
  internSeries,
  makePoints,
  PointKind,
  type SeriesIdentity,
  writeSignals,
} from '@/store/index';
import { type TestDatabase, testDatabase } from '../support/database';
import { HOST, person, ROADMAP } from './people';

const METRIC = 'http.server.request.duration';
const STEP = 'paginate-lists';
const doneAt = Date.UTC(2026, 4, 20, 12);
const firstAt = doneAt - 62 * DAY_MS;
const nowAt = doneAt + 17 * DAY_MS;
const BOUNDS = Float64Array.from([0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2]);
let clock = doneAt;
let database: TestDatabase;
let appId: number;
let slug: string;

/** p95 of each route and environment, s; pages take half from the step on. */
const ROUTES = [
  { route: '/assets/*', environment: 'production', requests: 3000, p95: (_: number) => 0.015 },
  { route: '/', environment: 'production', requests: 1000, p95: (at: number) => (at >= doneAt ? 0.3 : 0.6) },
  { route: '/healthz', environment: 'production', requests: 2000, p95: (_: number) => 0.012 },
  { route: '/', environment: 'staging', requests: 9000, p95: (_: number) => 1.9 },
];

beforeAll(async () => {
  database = await testDatabase();
  setResources({ prisma: database.prisma, telemetry: database.pool, now: () => clock });
  await person(database.prisma, 'ann@example.org', 'shop', 'admin');
  ({ slug } = await createApp(HOST, { teamSlug: 'shop', name: 'Checkout', roadmapId: ROADMAP, population: 'daily' }));
  appId = Number((await database.prisma.app.findUniqueOrThrow({ where: { slug } })).id);
  await ensureFramePartitions(database.pool, nowAt);
  await points();
  await signals();
});
afterAll(() => database.close());

const identity = ({ route, environment }: (typeof ROUTES)[number]): SeriesIdentity => ({
  metric: METRIC,
  kind: PointKind.histogram,
  temporality: 1,
  monotonic: true,
  unit: 's',
  description: '',
  scope: { name: 'http', version: '1' },
  resource: { 'service.name': 'checkout', 'deployment.environment.name': environment },
  attributes: { 'http.route': route, 'http.request.method': 'GET', 'http.response.status_code': 200 },
});

const usersAt = (at: number) => 1000 * (1.5 + Math.sin((2 * Math.PI * at) / DAY_MS) + 0.1 * Math.sin(at / 9_876_543));

/** One delta an hour and route: 94 of 100 in the first bucket below the p95's, two beyond it. */
async function points() {
  const ids = await internSeries(database.pool, appId, ROUTES.map(identity));
  const all = makePoints(ROUTES.length * 79 * 24);
  for (let at = firstAt; at < nowAt; at += HOUR_MS) {
    ROUTES.forEach(({ requests, p95 }, r) => {
      const count = (requests * usersAt(at)) / 1000;
      const counts = new Float64Array(BOUNDS.length + 1);
      const bucket = BOUNDS.findIndex((bound) => bound >= p95(at));
      counts[bucket] = 0.1 * count;
      counts[bucket - 1] = 0.9 * count;
      const i = all.length++;
      all.series[i] = ids[r] as number;
      all.time[i] = at + 59 * 60_000;
      all.start[i] = at;
      all.value[i] = Number.NaN;
      all.histograms.push({ count, sum: count, min: Number.NaN, max: Number.NaN, bounds: BOUNDS, counts });
    });
  }
  await appendBatches(database.pool, [{ appId, points: all }], nowAt);
}

async function signals() {
  const client = await database.pool.connect();
  await client.query('BEGIN');
  for (let hourAt = firstAt; hourAt < nowAt; hourAt += HOUR_MS) {
    const users = usersAt(hourAt);
    const environment = { name: 'production', said: true };
    await writeSignals(client, [
      {
        appId,
        hourAt,
        minutes: hourAt >= nowAt - HOUR_MS ? [latency(hourAt)] : [],
        hours: { 'users.active': { at: hourAt, max5: users, median5: users, means: 12 } },
        facts: {
          at: hourAt,
          instancesMedian: 1,
          versions: ['1.0'],
          newestAt: hourAt,
          environment,
          service: 'checkout',
        },
        observations: { startAt: hourAt, columns: {} },
      },
    ]);
  }
  await client.query('COMMIT');
  client.release();
}

function latency(startAt: number): SignalColumns {
  return {
    signal: 'latency.p95',
    startAt,
    value: new Float64Array(60).fill(600),
    state: new Uint8Array(60).fill(MinuteState.value),
    expected: new Uint16Array(60).fill(1),
    received: new Uint16Array(60).fill(1),
    recipe: { recipe: METRIC, metrics: [METRIC], quality: 'measured', newestAt: nowAt, intervalMs: 60_000 },
  };
}

const asked = () => ({
  appId,
  metric: METRIC,
  signals: ['latency.p95'],
  fromAt: firstAt,
  toAt: nowAt,
  nowAt,
  covers: { environment: { name: 'production', said: true }, service: 'checkout' },
  names: {},
  keepMinutesDays: null,
});

test('routes are read by the hour: of the environment that signals cover, without health checks', async () => {
  const read = await readRouteHours(asked());
  if (read === null || read === 'too-many') throw new Error('no routes were read');
  expect(read.routes.map(({ route }) => route).sort()).toEqual(['GET /', 'GET /assets/*']);
  const pages = read.routes.find(({ route }) => route === 'GET /');
  const step = (doneAt - read.startAt) / HOUR_MS;
  expect(pages?.requests[step]).toBeCloseTo(usersAt(doneAt));
  expect(pages?.requests.findIndex(Number.isNaN)).toBe(-1);
  const p95 = pages?.latency.get('latency.p95');
  expect(p95?.[step - 1]).toBeGreaterThan(0.5);
  expect(p95?.[step]).toBeLessThan(0.5);
});

test('another app has none of it', async () => {
  expect(await readRouteHours({ ...asked(), appId: appId + 1 })).toBeNull();
});

test('a finished step is compared route by route', async () => {
  await tickStep(HOST, slug, STEP, { status: 'done' });
  clock = nowAt;
  await evaluateApp(appId, clock);
  const { advice } = await database.prisma.appState.findUniqueOrThrow({ where: { appId } });
  const { checklist } = advice as unknown as Advice;
  const effect = [...checklist.done, ...checklist.helpful].find(({ stepId }) => stepId === STEP)?.effect;
  const signals_ = effect?.code === 'measured' ? effect.signals : [];
  expect(signals_.find(({ signal }) => signal === 'latency.p95')).toMatchObject({
    code: 'change',
    claimed: true,
    byRoute: { routes: 2, named: [{ route: 'GET /' }] },
  });
});
