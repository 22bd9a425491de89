/** The same samples in a real Prometheus and in Headroom: the same answers to many queries. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { seriesOfLabels } from '@/collectors/prometheus/labels';
import { instantQuery, rangeQuery, type Tenant } from '@/service/query/prometheus';
import { appendBatches, ensureFramePartitions, internSeries, makePoints } from '@/store';
import type { TestDatabase } from '../../support/database';
import { serviceDatabase } from '../people';
import {
  hasPrometheus,
  type LabelledSamples,
  type PrometheusServer,
  type Sample,
  startPrometheus,
} from './prometheus-server';

const APP = 7;
const MINUTE = 60_000;
const startAt = Math.floor(Date.now() / 3_600_000) * 3_600_000 - 3 * 3_600_000;
const MINUTES = 150;
const tenant: Tenant = { apps: [{ id: APP, slug: 'shop', keepMinutesDays: null }], byTeam: false };

/** Numbers that look random and are the same each time. */
function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
}

type Shape = 'steady' | 'resets' | 'gaps' | 'late' | 'stale' | 'jitter';
const shapes: Shape[] = ['steady', 'resets', 'gaps', 'late', 'stale', 'jitter'];

/** Minutes of one series: values by `next`, with what the shape takes away or shakes. */
function minutes(shape: Shape, seed: number, next: (before: number, random: () => number) => number): Sample[] {
  const random = dice(seed);
  const samples: Sample[] = [];
  let value = 0;
  for (let minute = 0; minute < MINUTES; minute++) {
    value = next(value, random);
    if (shape === 'resets' && minute % 37 === 20) value = Math.floor(random() * 3);
    if (shape === 'gaps' && (minute % 41 > 28 || random() < 0.1)) continue;
    if (shape === 'late' && minute < 60) continue;
    const at = startAt + minute * MINUTE + (shape === 'jitter' ? Math.floor(random() * 20_000) : 0);
    const ends = shape === 'stale' && minute % 50 === 30;
    if (shape === 'stale' && minute % 50 > 30 && minute % 50 < 36) continue;
    samples.push({ at, value: ends ? null : value });
  }
  return samples;
}

function data(): LabelledSamples[] {
  const all: LabelledSamples[] = [];
  shapes.forEach((shape, i) => {
    const base = { job: i % 2 ? 'api' : 'shop/web', instance: `host-${i}:80`, shape };
    const counter = minutes(shape, i + 1, (before, random) => before + Math.floor(random() * 50));
    all.push({ labels: { ...base, __name__: 'http_requests_total', code: i % 3 ? '200' : '500' }, samples: counter });
    const gauge = minutes(shape, i + 20, (_, random) => (random() < 0.03 ? Number.NaN : random() * 100 - 20));
    all.push({ labels: { ...base, __name__: 'temperature' }, samples: gauge });
    const parts = ['0.1', '0.5', '1', '2.5', '+Inf'].map((le, b) => ({
      le,
      samples: minutes(shape, i + 40, (before, random) => before + Math.floor(random() * 10) * (b + 1)),
    }));
    for (const { le, samples } of parts)
      all.push({ labels: { ...base, __name__: 'latency_seconds_bucket', le }, samples });
  });
  return all;
}

const queries = [
  'temperature',
  'http_requests_total',
  'http_requests_total{code="500"}',
  'http_requests_total{code!="500",shape=~"ste.*|gaps"}',
  'http_requests_total{shape!~"re|st.*"}',
  '{__name__=~"temp.*", job="api"}',
  'temperature offset 7m',
  'rate(http_requests_total[5m])',
  'rate(http_requests_total[1m])',
  'rate(http_requests_total[2m30s])',
  'rate(http_requests_total[20m] offset 3m)',
  'increase(http_requests_total[10m])',
  'increase(http_requests_total[1h])',
  'rate(temperature[7m])',
  'sum(rate(http_requests_total[5m]))',
  'sum by (job) (rate(http_requests_total[5m]))',
  'sum by (job, code) (increase(http_requests_total[5m]))',
  'sum without (instance, shape) (rate(http_requests_total[5m]))',
  'avg(temperature)',
  'avg by (job) (temperature)',
  'min(temperature)',
  'max by (job) (temperature)',
  'max without (job) (temperature)',
  'sum by (nothing) (temperature)',
  'histogram_quantile(0.95, sum by (le) (rate(latency_seconds_bucket[5m])))',
  'histogram_quantile(0.5, rate(latency_seconds_bucket[10m]))',
  'histogram_quantile(0, latency_seconds_bucket)',
  'histogram_quantile(1, sum by (le, job) (latency_seconds_bucket))',
  'histogram_quantile(1.2, sum by (le) (latency_seconds_bucket))',
  'histogram_quantile(-1, sum by (le) (latency_seconds_bucket))',
  'histogram_quantile(0.9, sum by (job, le) (increase(latency_seconds_bucket[30m]))) * 1000',
  'temperature * 2 + 1',
  '100 - temperature',
  '-temperature',
  'temperature / 0',
  '0 / (temperature - temperature)',
  'temperature % 7',
  '-7 % temperature',
  'temperature ^ 2',
  '2 ^ -1 ^ 2',
  '-2 ^ 2',
  '1 + 2 * 3 - 4 / 5 % 3',
  '(1 + 2) * 3',
  '1 / 0',
  'sum(rate(http_requests_total{code="500"}[5m])) / sum(rate(http_requests_total[5m]))',
  'sum by (job) (rate(http_requests_total[5m])) / sum by (job) (temperature)',
  'rate(http_requests_total{shape="none"}[5m])',
  '0x1F + 1e2 + .5 + Inf',
  'NaN',
  '-(-temperature)',
  'sum(temperature) by (shape)',
  'max((min by (job) (temperature)))',
];

describe.skipIf(!hasPrometheus)('the same as Prometheus (skipped where `prometheus` is not installed)', () => {
  let database: TestDatabase;
  let server: PrometheusServer;

  beforeAll(async () => {
    database = await serviceDatabase({ now: Date.now });
    const all = data();
    server = await startPrometheus();
    await server.write(all);
    await store(all);
  });
  afterAll(async () => {
    await server?.stop();
    await database.close();
  });

  async function store(all: LabelledSamples[]) {
    const identities = all.map(({ labels }) =>
      seriesOfLabels({
        labels: Object.entries(labels),
        type: labels.__name__ === 'temperature' ? 'gauge' : 'counter',
        help: '',
        shape: 'number',
      }),
    );
    const ids = await internSeries(database.pool, APP, identities);
    const points = makePoints(all.reduce((sum, { samples }) => sum + samples.length, 0));
    all.forEach(({ samples }, s) => {
      for (const { at, value } of samples) {
        const i = points.length++;
        points.series[i] = ids[s] as number;
        points.time[i] = at;
        points.start[i] = Number.NaN;
        points.value[i] = value ?? Number.NaN;
        points.flags[i] = value === null ? 1 : 0;
        points.histograms.push(null);
      }
    });
    await ensureFramePartitions(database.pool, Date.now());
    await appendBatches(database.pool, [{ appId: APP, points }], Date.now());
  }

  async function theirs(path: string, parameters: Record<string, string>) {
    const answer = await fetch(`${server.url}/api/v1/${path}?${new URLSearchParams(parameters)}`);
    const body = (await answer.json()) as { status: string; data: Data; error?: string };
    if (body.status !== 'success') throw new Error(`prometheus: ${body.error}`);
    return body.data;
  }

  const seconds = (at: number) => String(at / 1000);
  const instants = [0, 7, 61, 90.5, 128, 149, 153, 154, 155.5, 170];

  test.each(queries)('range: %s', async (query) => {
    for (const [from, to, step] of [
      [0, 160, '60'],
      [3.21, 140, '97.5'],
      [-20, 40, '15s'],
    ] as const) {
      const parameters = { query, start: seconds(startAt + from * MINUTE), end: seconds(startAt + to * MINUTE), step };
      const mine = (await rangeQuery(tenant, new URLSearchParams(parameters))).data as Data;
      expectSame(mine, await theirs('query_range', parameters));
    }
  });

  test.each(queries)('instant: %s', async (query) => {
    for (const minute of instants) {
      const parameters = { query, time: seconds(startAt + minute * MINUTE) };
      const mine = (await instantQuery(tenant, new URLSearchParams(parameters))).data as Data;
      expectSame(mine, await theirs('query', parameters));
    }
  });

  test('a range selector gives its samples', async () => {
    for (const minute of instants) {
      const parameters = { query: 'http_requests_total[17m]', time: seconds(startAt + minute * MINUTE) };
      const mine = (await instantQuery(tenant, new URLSearchParams(parameters))).data as Data;
      expectSame(mine, await theirs('query', parameters));
    }
  });
});

type Pair = [number, string];
type Data =
  | { resultType: 'scalar'; result: Pair }
  | { resultType: 'vector' | 'matrix'; result: { metric: Record<string, string>; value?: Pair; values?: Pair[] }[] };

/** Label sets and times equal, values within 1e-9 of their size. */
function expectSame(mine: Data, theirs: Data) {
  expect(mine.resultType).toBe(theirs.resultType);
  const [left, right] = [plain(mine), plain(theirs)];
  expect(left.map(([key, values]) => [key, values.map(([at]) => at)])).toEqual(
    right.map(([key, values]) => [key, values.map(([at]) => at)]),
  );
  left.forEach(([key, values], i) => {
    values.forEach(([at, text], j) => {
      const [a, b] = [numberOf(text), numberOf(right[i]?.[1][j]?.[1] ?? '')];
      const close = Object.is(a, b) || a === b || Math.abs(a - b) <= 1e-9 * Math.max(1e-3, Math.abs(a), Math.abs(b));
      if (!close) expect(`${key} at ${at}: ${a}`).toBe(`${key} at ${at}: ${b}`);
    });
  });
}

const numberOf = (text: string) =>
  text.endsWith('Inf') ? Number(`${text.replace('Inf', '')}1`) * Number.POSITIVE_INFINITY : Number(text);

function plain(data: Data): [string, Pair[]][] {
  if (data.resultType === 'scalar') return [['', [data.result]]];
  return data.result
    .map(({ metric, value, values }): [string, Pair[]] => [
      JSON.stringify(Object.entries(metric).sort(([a], [b]) => (a < b ? -1 : 1))),
      value ? [value] : (values ?? []),
    ])
    .sort(([a], [b]) => (a < b ? -1 : 1));
}
