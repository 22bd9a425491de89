/**
 * How long one app-hour takes from stored frames to a signals block, without the database: 120 series, a
 * point each 10 s, one frame an export. Run: `npx esbuild bench/derive.ts --bundle --platform=node
 * --format=esm --packages=external --alias:@=. --outfile=.bench-derive.mjs && node .bench-derive.mjs`.
 */
import { deriveHour } from '@/advisor/signals/index';
import { HOUR_MS } from '@/advisor/types';
import { decodeFrame, encodeFrame, foldPoints, type PointColumns } from '@/store/index';
import { gatherSeries } from '@/store/points/order';
import { encodeMinutes } from '@/store/signals/codec';
import { exportAt, manySeries } from '@/test/worker/demo-hours';

const ROUNDS = 15;
const hourAt = Date.UTC(2026, 10, 21, 9);
const identities = manySeries();
const ids = identities.map((_, i) => i + 1);
const series = identities.map((identity, i) => ({ ...identity, id: i + 1 }));
const settings = { metricNames: {}, deployment: {}, environment: null, mainService: null };

// The hour and the ten minutes before it, which counters need.
const frames = Array.from({ length: 6 * 70 }, (_, i) =>
  encodeFrame(exportAt({ ids, identities }, hourAt - 10 * 60_000 + (i + 1) * 10_000 - 500, hourAt - HOUR_MS)),
);

const times = {
  decode: [] as number[],
  gather: [] as number[],
  fold: [] as number[],
  derive: [] as number[],
  encode: [] as number[],
  all: [] as number[],
};
let bytes = 0;
for (let round = 0; round < ROUNDS; round++) {
  const t0 = performance.now();
  const decoded: PointColumns[] = frames.map((frame) => decodeFrame(frame));
  const t1 = performance.now();
  const gathered = gatherSeries(decoded, series, 0, Number.POSITIVE_INFINITY);
  const t2 = performance.now();
  const points = gathered.map((each) => foldPoints(each, 60_000));
  const tFolded = performance.now();
  const block = deriveHour({ hourAt, points, settings });
  const t3 = performance.now();
  bytes = encodeMinutes(block).length;
  const t4 = performance.now();
  times.decode.push(t1 - t0);
  times.gather.push(t2 - t1);
  times.fold.push(tFolded - t2);
  times.derive.push(t3 - tFolded);
  times.encode.push(t4 - t3);
  times.all.push(t4 - t0);
}

const median = (values: number[]) => [...values].sort((a, b) => a - b)[values.length >> 1] as number;
console.log(
  `one app-hour of ${ids.length} series at 10 s (${frames.length * ids.length} points with the look-back), median of ${ROUNDS}:`,
);
for (const [name, values] of Object.entries(times)) console.log(`  ${name.padEnd(7)} ${median(values).toFixed(1)} ms`);
console.log(`  first   ${(times.all[0] as number).toFixed(1)} ms (cold)`);
console.log(`  block   ${bytes} bytes`);
