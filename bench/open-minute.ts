/**
 * How long an app's next minute takes a worker, without the database: 120 series at 10 s, their open hour held,
 * six new frames, the hour derived and encoded. `npx esbuild bench/open-minute.ts --bundle --platform=node
 * --format=esm --packages=external --alias:@=. --outfile=dist/open-minute.mjs && node dist/open-minute.mjs`.
 */
import { deriveHour, LOOK_BACK_MS } from '@/advisor/signals/index';
import { MINUTE_MS } from '@/advisor/types';
import { encodeHour } from '@/store/hour-codec';
import {
  addFrames,
  decodeFrame,
  encodeFrame,
  type FrameRead,
  holdOpen,
  type OpenPoints,
  type SeriesPoints,
} from '@/store/index';
import { encodeMinutes } from '@/store/signal-codec';
import { exportAt, manySeries } from '@/test/worker/demo-hours';

const APPS = 150;
const MINUTES = 8;
const hourAt = Date.UTC(2026, 10, 21, 9);
const since = hourAt - LOOK_BACK_MS;
const identities = manySeries();
const ids = identities.map((_, i) => i + 1);
const series = identities.map((identity, i) => ({ ...identity, id: i + 1 }));
const settings = { metricNames: {}, deployment: {}, environment: null, mainService: null };
const metricNames = [...new Set(series.map(({ metric }) => metric))];
const payloadAt = new Map<number, Uint8Array>();
for (let at = since; at < hourAt + 50 * MINUTE_MS; at += 10_000)
  payloadAt.set(at, encodeFrame(exportAt({ ids, identities }, at + 9_500, since)));

function framesOf(fromAt: number, toAt: number): FrameRead[] {
  const frames: FrameRead[] = [];
  for (let at = fromAt; at < toAt; at += 10_000) {
    const payload = payloadAt.get(at) as Uint8Array;
    frames.push({ payload, points: decodeFrame(payload) });
  }
  return frames;
}

const times = { decode: 0, add: 0, derive: 0, encode: 0 };
let bytes = 0;

function minuteOf(held: OpenPoints, toAt: number): OpenPoints {
  const t0 = performance.now();
  const frames = framesOf(toAt - MINUTE_MS, toAt);
  const t1 = performance.now();
  const added = addFrames(held, frames, { upTo: toAt, nowAt: toAt });
  if ('lateMs' in added) throw new Error('late');
  const t2 = performance.now();
  const block = deriveHour({ hourAt, points: added.points as SeriesPoints[], settings, knownMetrics: metricNames });
  const t3 = performance.now();
  bytes = encodeMinutes(block).length + encodeHour(block).length;
  const t4 = performance.now();
  times.decode += t1 - t0;
  times.add += t2 - t1;
  times.derive += t3 - t2;
  times.encode += t4 - t3;
  return added.next;
}

const startAt = hourAt + 30 * MINUTE_MS;
const opened = {
  fromAt: since,
  upTo: 1,
  series,
  known: new Set(ids),
  metricNames,
  points: [] as SeriesPoints[],
  frames: [] as FrameRead[],
  foldedHourAt: null,
};
const empty = holdOpen(opened, since) as OpenPoints;
const first = addFrames(empty, framesOf(since, startAt), { upTo: 1, nowAt: startAt });
if ('lateMs' in first) throw new Error('late');
let held = Array.from({ length: APPS }, () => first.next);
const round = (m: number) => {
  held = held.map((each) => minuteOf(each, startAt + m * MINUTE_MS));
};
round(1);
for (const name of Object.keys(times) as (keyof typeof times)[]) times[name] = 0;
const cpu = process.cpuUsage();
for (let m = 2; m < 2 + MINUTES; m++) round(m);
const { user, system } = process.cpuUsage(cpu);
const n = APPS * MINUTES;
console.log(`${((user + system) / 1000 / n).toFixed(2)} ms of CPU an app and minute, ${bytes} bytes written:`);
for (const [name, ms] of Object.entries(times)) console.log(`  ${name.padEnd(7)} ${(ms / n).toFixed(2)} ms`);
