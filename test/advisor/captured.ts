/**
 * What real programs pushed (test/fixtures/otlp, made by `npm run capture`), read by the collector's own decoder:
 * the exports before known work at minute 9, those after it at minute 10, the spans of the work in minute 10.
 */
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { planMetrics, runTasks } from '@/collectors/otlp/decode';
import { startDecoding } from '@/collectors/otlp/decoded';
import { seriesCache } from '@/collectors/otlp/series-cache';
import { addSpans } from '@/collectors/otlp/traces';
import type { PushedCapture } from '@/scripts/capture/pushed';
import { defaultLimits } from '@/service/ingest';
import { makePoints, type SeriesPoints } from '@/store';
import type { SeriesIdentity } from '@/store/points/points';
import { HOUR, minute } from './signals-points';

/** Captures stay what they were, however old. */
const ANY_TIME = { ...defaultLimits, oldestMs: Number.MAX_SAFE_INTEGER, futureMs: Number.MAX_SAFE_INTEGER };
const MOST_POINTS = 64;

/** The whole of the work lies in this minute: it ends with the second exports. */
export const AFTER = 10;

export function capturedWork(name: string): Record<string, number> {
  return read(name).work;
}

export async function capturedPoints(
  name: string,
  what: { metrics?: boolean; spans?: boolean } = { metrics: true },
): Promise<SeriesPoints[]> {
  const { before, after, spans } = read(name);
  const into = gathering();
  if (what.metrics) {
    for (const body of before) into.metrics(unpack(body), HOUR + (AFTER - 1) * minute);
    for (const body of after) into.metrics(unpack(body), HOUR + AFTER * minute);
  }
  if (what.spans) for (const body of spans) await into.spans(unpack(body), HOUR + AFTER * minute - 30_000);
  return into.all();
}

function gathering() {
  const cache = seriesCache(1e9);
  const all = new Map<object, SeriesPoints>();
  let startShift = Number.NaN;
  const decoding = () => startDecoding(cache.of(1, 10_000, 0), ANY_TIME, 0);
  /** Moves a request's points so that the newest is at `at`; starts of cumulative ones move with the first request. */
  const collect = (out: ReturnType<typeof decoding>, at: number, isDelta: boolean) => {
    if (out.rejections.size > 0) throw new Error(`refused: ${[...out.rejections.keys()].join(', ')}`);
    if (out.points.length === 0) return;
    const shift = at - Math.max(...out.points.time.subarray(0, out.points.length));
    if (Number.isNaN(startShift)) startShift = shift;
    for (const { index, ref } of out.pending) {
      const series = { id: all.size + 1, ...(ref.identity as SeriesIdentity) };
      const found = all.get(ref) ?? { series, points: makePoints(MOST_POINTS) };
      all.set(ref, found);
      const { points } = found;
      const i = points.length++;
      if (i >= MOST_POINTS) throw new Error(`more than ${MOST_POINTS} points of ${series.metric}`);
      points.series[i] = found.series.id;
      points.time[i] = (out.points.time[index] as number) + shift;
      points.start[i] = (out.points.start[index] as number) + (isDelta ? shift : startShift);
      points.value[i] = out.points.value[index] as number;
      points.flags[i] = out.points.flags[index] as number;
      points.histograms[i] = out.points.histograms[index] ?? null;
    }
  };
  return {
    metrics(body: Buffer, at: number) {
      const out = decoding();
      const tasks = planMetrics(body, out);
      while (!runTasks(body, tasks, out, 1e9));
      collect(out, at, false);
    },
    async spans(body: Buffer, at: number) {
      const out = decoding();
      await addSpans(body, 'protobuf', out);
      collect(out, at, true);
    },
    all: () => [...all.values()],
  };
}

function read(name: string): PushedCapture {
  return JSON.parse(readFileSync(new URL(`../fixtures/otlp/${name}.json`, import.meta.url), 'utf8'));
}

const unpack = (body: string) => gunzipSync(Buffer.from(body, 'base64'));
