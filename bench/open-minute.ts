/**
 * How long an app's next minute takes a worker, without the database: 120 series at 10 s, their open hour held,
 * six new frames, the hour derived and encoded; first argument: from which minute of the hour on. `npx esbuild bench/open-minute.ts --bundle --platform=node
 * --format=esm --packages=external --alias:@=. --outfile=dist/open-minute.mjs && node --single-threaded-gc
 * --max-semi-space-size=32 dist/open-minute.mjs` (as scripts/lib/node-args.mjs has a worker run).
 */
import { LOOK_BACK_MS } from '@/advisor/signals/index';
import { MINUTE_MS } from '@/advisor/types';
import {
  addFrames,
  decodeFrame,
  encodeFrame,
  type FrameRead,
  holdOpen,
  type OpenPoints,
  type SeriesPoints,
} from '@/store/index';
import { exportAt, manySeries } from '@/test/worker/demo-hours';
import { hourOf, type KeptHour, windowFrom } from '@/worker/open-hours';

const APPS = Number(process.argv[3] ?? 60);
const MINUTES = 8;
/** Until it is as if it had always gone on. */
const WARM = 14;
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

const times = { decode: 0, add: 0, derive: 0 };
let bytes = 0;
let whole = 0;

interface Open {
  points: OpenPoints;
  hour: KeptHour | undefined;
}

function minuteOf({ points: held, hour: before }: Open, toAt: number): Open {
  const t0 = performance.now();
  const frames = framesOf(toAt - MINUTE_MS, toAt);
  const t1 = performance.now();
  const added = addFrames(held, frames, { upTo: toAt, nowAt: toAt, neededFrom: windowFrom(held.sealedAt, toAt) });
  if ('lateMs' in added) throw new Error('late');
  const t2 = performance.now();
  const { newest, newestFrom, next } = added;
  const from = { newest, newestFrom, newFrom: held.sealedAt };
  const all = () => {
    whole++;
    return added.whole();
  };
  const rest = { metricNames, next, touchedAt: 0 };
  const hour = hourOf({ appId: 1, settings }, hourAt, { ...from, whole: all, ...rest }, before);
  const t3 = performance.now();
  bytes = hour.rows.hour.length + hour.rows.minutes.length;
  times.decode += t1 - t0;
  times.add += t2 - t1;
  times.derive += t3 - t2;
  return { points: next, hour };
}

const startAt = hourAt + (Number(process.argv[2] ?? 40) - WARM) * MINUTE_MS;
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
let held: Open[] = Array.from({ length: APPS }, () => ({ points: first.next, hour: undefined }));
const round = (m: number) => {
  held = held.map((each) => minuteOf(each, startAt + m * MINUTE_MS));
};
for (let m = 1; m <= WARM; m++) round(m);
whole = 0;
for (const name of Object.keys(times) as (keyof typeof times)[]) times[name] = 0;
const cpu = process.cpuUsage();
for (let m = WARM + 1; m <= WARM + MINUTES; m++) round(m);
const { user, system } = process.cpuUsage(cpu);
const n = APPS * MINUTES;
console.log(
  `${((user + system) / 1000 / n).toFixed(2)} ms of CPU an app and minute, ${bytes} bytes written, ${whole} of ${n} times from all points:`,
);
for (const [name, ms] of Object.entries(times)) console.log(`  ${name.padEnd(7)} ${(ms / n).toFixed(2)} ms`);
