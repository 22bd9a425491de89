/**
 * How long stored points take to be asked, warm, in the store: 24 h × 50 series by the minute, 30 d × 50
 * series by the hour, and the p95 of 500 histogram series of the last hour; beside it Prometheus's
 * query_range over HTTP on the same points in the same run, where `prometheus` and `promtool` are installed.
 */
import { spawn, spawnSync } from 'node:child_process';
import { createWriteStream, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import type pg from 'pg';
import { freePort } from '@/scripts/lib/postgres.mjs';
import {
  foldPoints,
  internSeries,
  makePoints,
  PointKind,
  type Query,
  runQuery,
  type Series,
  type SeriesIdentity,
  type SeriesPoints,
} from '@/store';

import { encodeBlock } from '@/store/block/block';
import { Resolution, writeFolded } from '@/store/fold/folded';
import { ensureBlockPartition } from '@/store/partitions';
import { withCluster } from './cluster';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const APP = 1;
const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 21);
/** A server that has run for a minute: its code compiled, its series remembered. The same for both. */
const WARM_UP = 40;
const endAt = Math.floor(Date.now() / HOUR) * HOUR;
const DAYS = 30;
const BOUNDS = Float64Array.of(0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10);

interface Case {
  name: string;
  query: Query;
  promql: string;
}

const base: Omit<Query, 'metric' | 'value' | 'fromAt' | 'stepMs'> = {
  filters: [],
  groupBy: 'series',
  across: 'sum',
  toAt: endAt,
};
const cases: Case[] = [
  {
    name: '24 h × 50 series, by the minute',
    query: { ...base, metric: 'queue.depth', value: 'last', fromAt: endAt - 24 * HOUR, stepMs: MINUTE },
    promql: 'queue_depth',
  },
  {
    name: '30 d × 50 series, by the hour',
    query: { ...base, metric: 'queue.depth', value: 'last', fromAt: endAt - DAYS * 24 * HOUR, stepMs: HOUR },
    promql: 'queue_depth',
  },
  {
    name: 'p95 of 500 histograms, last hour',
    query: {
      ...base,
      metric: 'request.duration',
      value: 'quantile',
      quantile: 0.95,
      groupBy: [],
      fromAt: endAt - HOUR,
      stepMs: MINUTE,
    },
    promql: 'histogram_quantile(0.95, sum by (le) (rate(request_duration_bucket[5m])))',
  },
];

export function bench(migrate: (url: string) => Promise<unknown>): Promise<void> {
  return withCluster(migrate, async (pool, folder) => {
    const openMetrics = join(folder, 'points.om');
    await load(pool, openMetrics);
    const [mine, theirs] = [await ours(pool), await prometheus(folder, openMetrics)];
    console.log(
      `medians of ${ROUNDS} after ${WARM_UP} to warm up${theirs ? '; Prometheus: query_range over HTTP' : ''}`,
    );
    cases.forEach(({ name }, i) => {
      const other = theirs ? `   Prometheus ${(theirs[i] as number).toFixed(1)} ms` : '';
      console.log(`  ${name.padEnd(34)} ${(mine[i] as number).toFixed(1).padStart(6)} ms${other}`);
    });
    if (!theirs) console.log('  `prometheus` and `promtool` are not installed: nothing to compare with');
  });
}

async function ours(pool: pg.Pool): Promise<number[]> {
  const medians: number[] = [];
  for (const { query } of cases) {
    medians.push(
      await median(async () => {
        const answer = await runQuery(pool, APP, query, { nowAt: endAt, kept: { minuteMs: 29 * 24 * HOUR } });
        if (answer.series.length === 0 || answer.cut) throw new Error('the answer is not whole');
      }),
    );
  }
  return medians;
}

async function median(work: () => Promise<void>): Promise<number> {
  const times: number[] = [];
  for (let round = -WARM_UP; round < ROUNDS; round++) {
    const before = performance.now();
    await work();
    if (round >= 0) times.push(performance.now() - before);
  }
  return times.sort((a, b) => a - b)[times.length >> 1] as number;
}

const identity = (metric: string, kind: PointKind, route: number): SeriesIdentity => ({
  metric,
  kind,
  temporality: kind === PointKind.histogram ? 2 : 0,
  monotonic: false,
  unit: '',
  description: '',
  scope: { name: '', version: '' },
  resource: { 'service.name': 'shop', 'service.instance.id': `shop-${route % 10}` },
  attributes: { route: `/route/${route}` },
});

/** Folded hours and days as the fold writes them, and the same minutes as OpenMetrics text. */
async function load(pool: pg.Pool, file: string): Promise<void> {
  const gauges = Array.from({ length: 50 }, (_, i) => identity('queue.depth', PointKind.gauge, i));
  const histograms = Array.from({ length: 500 }, (_, i) => identity('request.duration', PointKind.histogram, i));
  const identities = [...gauges, ...histograms];
  const ids = await internSeries(pool, APP, identities);
  const series = identities.map((each, i): Series => ({ ...each, id: ids[i] as number }));
  for (let day = 0; day <= DAYS; day++) {
    const dayAt = Math.floor((endAt - (DAYS - day) * 24 * HOUR) / (24 * HOUR)) * 24 * HOUR;
    const ofDay = series.slice(0, 50).map((each) => ({ series: each, points: gaugeMinutes(each.id, dayAt, 1440) }));
    await write(
      pool,
      Resolution.hour,
      dayAt,
      ofDay.map((each) => foldPoints(each, HOUR)),
    );
    if (dayAt < endAt - 25 * HOUR) continue;
    for (let hour = 0; hour < 24; hour++) {
      const hourAt = dayAt + hour * HOUR;
      if (hourAt >= endAt) break;
      const ofHour = series.map((each, i) => ({
        series: each,
        points: i < 50 ? gaugeMinutes(each.id, hourAt, 60) : histogramMinutes(each.id, hourAt),
      }));
      await write(pool, Resolution.minute, hourAt, hourAt < endAt - 2 * HOUR ? ofHour.slice(0, 50) : ofHour);
    }
  }
  const out = createWriteStream(file);
  writeOpenMetrics(out, series);
  out.end('# EOF\n');
  await finished(out);
}

async function write(pool: pg.Pool, resolution: Resolution, startAt: number, series: SeriesPoints[]) {
  await ensureBlockPartition(pool, resolution, startAt);
  const client = await pool.connect();
  try {
    await writeFolded(client, { appId: APP, resolution, startAt, parts: encodeBlock(series) });
  } finally {
    client.release();
  }
}

const gaugeAt = (id: number, at: number) =>
  Math.round(50 + 40 * Math.sin(at / 3e6 + id) + ((at / MINUTE + id * 7) % 11));

function gaugeMinutes(id: number, fromAt: number, minutes: number) {
  const points = makePoints(minutes);
  for (let minute = 0; minute < minutes; minute++) {
    const at = fromAt + minute * MINUTE + 5_000;
    if (at >= endAt) break;
    const i = points.length++;
    points.series[i] = id;
    points.time[i] = at;
    points.start[i] = Number.NaN;
    points.value[i] = gaugeAt(id, at);
    points.histograms.push(null);
  }
  const value = points.value.slice(0, points.length);
  points.spread = { min: value, max: value, sum: value, count: new Float64Array(points.length).fill(1) };
  return points;
}

const countAt = (id: number, at: number, bucket: number) =>
  Math.floor(((at - (endAt - 48 * HOUR)) / MINUTE) * (1 + ((id + bucket * 3) % 9)) * (bucket < 9 ? 2 : 0.1));

function histogramMinutes(id: number, fromAt: number) {
  const points = makePoints(60);
  for (let minute = 0; minute < 60; minute++) {
    const at = fromAt + minute * MINUTE + 5_000;
    const counts = Float64Array.from({ length: BOUNDS.length + 1 }, (_, b) => countAt(id, at, b));
    const count = counts.reduce((a, b) => a + b);
    const i = points.length++;
    points.series[i] = id;
    points.time[i] = at;
    points.start[i] = endAt - 48 * HOUR;
    points.value[i] = Number.NaN;
    points.histograms.push({ count, sum: count * 0.2, min: Number.NaN, max: Number.NaN, bounds: BOUNDS, counts });
  }
  return points;
}

/** What the store holds, no more: hours up to yesterday, minutes since then, histograms of two hours. */
function writeOpenMetrics(out: NodeJS.WritableStream, series: Series[]): void {
  const minutesFrom = Math.floor((endAt - 25 * HOUR) / (24 * HOUR)) * 24 * HOUR;
  out.write('# TYPE queue_depth gauge\n');
  for (const { id, attributes } of series.slice(0, 50)) {
    const line = (at: number) =>
      out.write(`queue_depth{route="${attributes.route}"} ${gaugeAt(id, at)} ${at / 1000}\n`);
    for (let at = endAt - DAYS * 24 * HOUR; at < minutesFrom; at += HOUR) line(at + HOUR - MINUTE + 5_000);
    for (let at = minutesFrom; at < endAt; at += MINUTE) line(at + 5_000);
  }
  out.write('# TYPE request_duration_bucket unknown\n');
  for (const { id, attributes } of series.slice(50)) {
    for (let at = endAt - 2 * HOUR + 5_000; at < endAt; at += MINUTE) {
      let below = 0;
      for (let b = 0; b <= BOUNDS.length; b++) {
        below += countAt(id, at, b);
        const le = b === BOUNDS.length ? '+Inf' : BOUNDS[b];
        out.write(`request_duration_bucket{route="${attributes.route}",le="${le}"} ${below} ${at / 1000}\n`);
      }
    }
  }
}

/** Medians of Prometheus; null where it is not installed. */
async function prometheus(folder: string, openMetrics: string): Promise<number[] | null> {
  if (['prometheus', 'promtool'].some((name) => spawnSync(name, ['--version'], { stdio: 'ignore' }).status !== 0))
    return null;
  const data = join(folder, 'prometheus');
  const made = spawnSync(
    'promtool',
    ['tsdb', 'create-blocks-from', '--max-block-duration=1440h', 'openmetrics', '-q', openMetrics, data],
    {
      encoding: 'utf8',
    },
  );
  if (made.status !== 0) throw new Error(`promtool: ${made.stderr}`);
  const port = await freePort();
  writeFileSync(join(folder, 'prometheus.yml'), 'global: {}\n');
  const child = spawn(
    'prometheus',
    [
      `--config.file=${join(folder, 'prometheus.yml')}`,
      `--storage.tsdb.path=${data}`,
      '--storage.tsdb.retention.time=60d',
      `--web.listen-address=127.0.0.1:${port}`,
      '--log.level=error',
    ],
    { stdio: 'ignore' },
  );
  try {
    const url = `http://127.0.0.1:${port}`;
    while (
      !(await fetch(`${url}/-/ready`).then(
        (answer) => answer.ok,
        () => false,
      ))
    )
      await new Promise((r) => setTimeout(r, 100));
    const medians: number[] = [];
    for (const { query, promql } of cases) {
      const { fromAt, toAt, stepMs } = query;
      const asked = {
        query: promql,
        start: `${fromAt / 1000}`,
        end: `${(toAt - 1000) / 1000}`,
        step: `${stepMs / 1000}`,
      };
      medians.push(
        await median(async () => {
          const answer = await fetch(`${url}/api/v1/query_range?${new URLSearchParams(asked)}`);
          const body = (await answer.json()) as { data?: { result: unknown[] } };
          if (!body.data?.result.length) throw new Error(`Prometheus has no answer to ${promql}`);
        }),
      );
    }
    return medians;
  } finally {
    child.kill('SIGKILL');
  }
}
