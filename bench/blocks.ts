/**
 * How many bytes a minute's value takes at rest and how fast it is read, on captured telemetry
 * (bench/captures, made by bench/blocks-capture.mjs): four shapes of table in PostgreSQL, and Prometheus's
 * own blocks. The captured hour is told 24 times, an hour later each time.
 *
 * A value is one number a minute of a series as Prometheus would count its samples: one of a sum or gauge;
 * a histogram's count, sum and each bucket. Headroom's bytes hold more beside it (start times, least, most,
 * sum and number behind each gauge's minute), which is not counted as values.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { decodeBlock, encodeBlock, type SeriesPoints } from '@/store';
import { foldPoints } from '@/store/fold/points';
import { cutPoints, hourMs } from '@/store/points/point-columns';
import { unpackCapture } from './blocks-data';
import { type App, compareLayouts, type Row } from './blocks-layouts';
import { type PrometheusSize, prometheusSize } from './blocks-prometheus';
import { readFromStore } from './blocks-read';
import { withCluster } from './cluster';

const hours = 24;

export function bench(migrate: (url: string) => Promise<unknown>): Promise<void> {
  return withCluster(migrate, async (pool, folder) => {
    const apps = capturedApps();
    printCodec(apps);
    printLayouts(await compareLayouts(pool, apps, chartOf(apps)), countValues(apps));
    // Four hours are two of Prometheus's blocks; more would only tell the same.
    const classic = apps
      .filter(({ name }) => name !== 'shop-delta')
      .map((app) => ({ ...app, hours: app.hours.slice(0, 4) }));
    printPrometheus(await prometheusSize(folder, classic), classic);
    await readFromStore(pool, apps);
  });
}

/** One app a capture; hours of minutes. */
function capturedApps(): App[] {
  const files = readdirSync('bench/captures').filter((name) => name.endsWith('.capture'));
  let firstId = 1;
  return files.map((file) => {
    const { name, series } = unpackCapture(readFileSync(join('bench/captures', file)), firstId);
    firstId += series.length;
    const startAt = Math.floor((series[0]?.points.time[0] as number) / hourMs) * hourMs;
    const hour = series
      .map((each) => ({ ...each, points: cutPoints(foldPoints(each, 60_000).points, startAt, startAt + hourMs) }))
      .filter(({ points }) => points.length > 0);
    return {
      name,
      hours: Array.from({ length: hours }, (_, h) => ({
        startAt: startAt + h * hourMs,
        series: later(hour, h * hourMs),
      })),
    };
  });
}

function later(series: SeriesPoints[], ms: number): SeriesPoints[] {
  return series.map((each) => ({
    ...each,
    points: { ...each.points, time: each.points.time.map((t) => t + ms), start: each.points.start.map((t) => t + ms) },
  }));
}

function countValues(apps: App[]): number {
  let values = 0;
  for (const { hours: list } of apps)
    for (const { series } of list)
      for (const { points } of series) for (let i = 0; i < points.length; i++) values += valuesOf(points.histograms[i]);
  return values;
}

function valuesOf(histogram: SeriesPoints['points']['histograms'][number] | undefined): number {
  if (!histogram) return 1;
  const { counts, exponential } = histogram;
  // Of exponential ones: zero, positive and negative buckets as the sender sent them.
  const placed = exponential ? 1 + exponential.positive.length + exponential.negative.length : 0;
  return 2 + (counts?.length ?? 0) + placed;
}

function numbersOf(series: SeriesPoints[]): number {
  let numbers = 0;
  for (const { points } of series)
    for (let i = 0; i < points.length; i++)
      numbers += points.spread ? 5 : valuesOf(points.histograms[i]) + (points.histograms[i] ? 2 : 0);
  return numbers;
}

/** 50 series of the app with most of them. */
function chartOf(apps: App[]): { app: number; ids: Set<number>; metrics: string[] } {
  const sizes = apps.map(({ name }) => (name === 'node exporter' ? 1 : 0));
  const app = sizes.indexOf(1);
  const all = (apps[app]?.hours[0]?.series ?? []).toSorted((a, b) => (a.series.metric < b.series.metric ? -1 : 1));
  const from = all.findIndex(({ series }) => series.metric === 'node_scrape_collector_duration_seconds');
  const chosen = all.slice(from, from + 50);
  return {
    app: app + 1,
    ids: new Set(chosen.map(({ series }) => series.id)),
    metrics: [...new Set(chosen.map(({ series }) => series.metric))],
  };
}

function printCodec(apps: App[]): void {
  console.log('one hour of minutes, one core; numbers: all that are kept, values: as Prometheus counts');
  console.log(row('capture', 'series', 'values', 'bytes/value', 'no spread', 'encode M/s', 'decode M/s'));
  for (const { name, hours: list } of apps) {
    const series = list[0]?.series ?? [];
    const parts = encodeBlock(series);
    const values = countValues([{ name, hours: list.slice(0, 1) }]);
    const bytes = bytesOf(series);
    const bare = bytesOf(series.map((each) => ({ ...each, points: withoutSpread(each.points) })));
    const encode = medianMs(() => encodeBlock(series));
    const decode = medianMs(() => parts.map(({ directory, payload }) => decodeBlock(directory, payload)));
    const speed = (ms: number) => (numbersOf(series) / ms / 1000).toFixed(1);
    console.log(
      row(
        name,
        series.length,
        values,
        (bytes / values).toFixed(2),
        (bare / values).toFixed(2),
        speed(encode),
        speed(decode),
      ),
    );
  }
}

function withoutSpread({ spread: _, ...points }: SeriesPoints['points']): SeriesPoints['points'] {
  return points;
}

function bytesOf(series: SeriesPoints[]): number {
  return encodeBlock(series).reduce((sum, { payload, directory }) => sum + payload.length + 4 * directory.length, 0);
}

function medianMs(run: () => unknown): number {
  const times: number[] = [];
  for (let i = 0; i < 60; i++) {
    // CPU time: what else the machine does is not the codec's.
    const from = process.cpuUsage();
    run();
    const { user, system } = process.cpuUsage(from);
    times.push((user + system) / 1000);
  }
  return times.slice(20).sort((a, b) => a - b)[20] as number;
}

function printLayouts(rows: Row[], values: number): void {
  console.log(`\nin PostgreSQL, ${hours} hours, ${values} values; table, TOAST and indexes counted`);
  console.log(row('layout', 'rows', 'bytes/value', 'encode M values/s', '1 series 24 h ms', '50 series 24 h ms'));
  for (const { layout, rows: count, bytes, encodeMs, oneSeriesMs, fiftySeriesMs } of rows)
    console.log(
      row(
        layout,
        count,
        (bytes / values).toFixed(2),
        (values / encodeMs / 1000).toFixed(1),
        oneSeriesMs.toFixed(2),
        fiftySeriesMs.toFixed(2),
      ),
    );
}

function printPrometheus(size: PrometheusSize | null, apps: App[]): void {
  if (!size) {
    console.log('\npromtool is not installed: no comparison with Prometheus');
    return;
  }
  const values = countValues(apps);
  const ours = apps.flatMap((app) => app.hours).reduce((sum, { series }) => sum + bytesOf(series), 0);
  console.log(`\nPrometheus's own blocks (2 h each) of the same minutes, without the exponential histograms`);
  console.log(`  samples ${size.samples}, values here ${values}`);
  console.log(
    `  bytes a sample ${(size.bytes / size.samples).toFixed(2)}, chunks alone ${(size.chunkBytes / size.samples).toFixed(2)}`,
  );
  console.log(
    `  Headroom's payload and directory ${(ours / values).toFixed(2)}: ${(ours / size.bytes).toFixed(2)} of Prometheus's`,
  );
}

function row(...cells: (string | number)[]): string {
  return cells.map((cell, i) => (i === 0 ? String(cell).padEnd(28) : String(cell).padStart(18))).join('');
}
