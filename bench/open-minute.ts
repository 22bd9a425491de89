/**
 * How long an app's next minute takes a worker, without the database: the 100 series of the fleet's apps (or 120 of
 * the tests', `shop`) at 10 s, their open hour held, six new frames, the hour derived and encoded. Arguments: from
 * which minute of the hour on, how many apps, `fleet` or `shop`, minutes since the app began. `npx esbuild
 * bench/open-minute.ts --bundle --platform=node --format=esm --packages=external --alias:@=.
 * --outfile=dist/open-minute.mjs && node --single-threaded-gc --max-semi-space-size=32 dist/open-minute.mjs` (as
 * scripts/lib/node-args.mjs has a worker run).
 */
import { LOOK_BACK_MS, wantedMetrics } from '@/advisor/signals/index';
import { MINUTE_MS } from '@/advisor/types';
import {
  addFrames,
  encodeFrame,
  type FrameRead,
  holdOpen,
  inScratch,
  type OpenPoints,
  openFrames,
  type SeriesPoints,
} from '@/store/index';
import { exportAt, manySeries } from '@/test/worker/demo-hours';
import { hourOf, type KeptHour, windowFrom } from '@/worker/open-hours';
import { fleetSeries } from './fleet-series';

const APPS = Number(process.argv[3] ?? 60);
const age = Number(process.argv[5] ?? Number.POSITIVE_INFINITY);
const MINUTES = age < 8 ? 2 : 8;
/** Until it is as if it had always gone on. */
const WARM = Math.min(14, age);
const hourAt = Date.UTC(2026, 10, 21, 9);
const startAt = hourAt + (Number(process.argv[2] ?? 40) - WARM) * MINUTE_MS;
const since = age < 14 ? startAt : hourAt - LOOK_BACK_MS;
const identities = process.argv[4] === 'shop' ? manySeries() : fleetSeries();
const ids = identities.map((_, i) => i + 1);
const settings = { metricNames: {}, deployment: {}, environment: null, mainService: null };
const wanted = new Set(wantedMetrics(settings.metricNames));
const series = identities.map((identity, i) => ({ ...identity, id: i + 1 })).filter(({ metric }) => wanted.has(metric));
const metricNames = [...new Set(identities.map(({ metric }) => metric))];
const payloadAt = new Map<number, Uint8Array>();
for (let at = since; at < hourAt + 50 * MINUTE_MS; at += 10_000)
  payloadAt.set(at, encodeFrame(exportAt({ ids, identities }, at + 9_500, since)));

function framesOf(fromAt: number, toAt: number): FrameRead[] {
  const payloads: Uint8Array[] = [];
  for (let at = fromAt; at < toAt; at += 10_000) payloads.push(payloadAt.get(at) as Uint8Array);
  return openFrames(payloads);
}

const times = { decode: 0, add: 0, derive: 0 };
let bytes = 0;
let took: number[] = [];
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
  held = held.map((each) => {
    const before = performance.now();
    const next = inScratch(() => minuteOf(each, startAt + m * MINUTE_MS));
    took.push(performance.now() - before);
    return next;
  });
};
for (let m = 1; m <= WARM; m++) round(m);
whole = 0;
took = [];
for (const name of Object.keys(times) as (keyof typeof times)[]) times[name] = 0;
const cpu = process.cpuUsage();
let least = Number.POSITIVE_INFINITY;
for (let m = WARM + 1; m <= WARM + MINUTES; m++) {
  const before = process.cpuUsage();
  round(m);
  const { user, system } = process.cpuUsage(before);
  least = Math.min(least, (user + system) / 1000 / APPS);
}
const { user, system } = process.cpuUsage(cpu);
const quick = took.sort((a, b) => a - b)[Math.floor(took.length / 10)] as number;
const n = APPS * MINUTES;
console.log(
  `${((user + system) / 1000 / n).toFixed(2)} ms of CPU an app and minute (${least.toFixed(2)} in the quickest), ${quick.toFixed(2)} ms in the quickest tenth, ${bytes} bytes written, ${whole} of ${n} times from all points:`,
);
for (const [name, ms] of Object.entries(times)) console.log(`  ${name.padEnd(7)} ${(ms / n).toFixed(2)} ms`);
