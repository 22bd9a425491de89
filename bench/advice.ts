/**
 * What an app's forecast costs on one core: 400 daily peaks, six limits and the next phase, all dates of a day.
 * Headroom asks for it once a day and app.
 */
import { cpus } from 'node:os';
import { fanAt, meetingOf, pathsOf } from '@/advisor/forecast/date';
import { median, nearestRank, seeded } from '@/advisor/math';

const APPS = 30;
const DAYS = 400;
const LIMITS = 6;
const FAN_POINTS = 80;

export async function bench(): Promise<void> {
  const took = Array.from({ length: APPS + 3 }, (_, n) => oneApp(n)).slice(3);
  console.log(`forecast and dates of one app: ${DAYS} days, ${LIMITS} limits, the next phase and the fan`);
  console.log(
    `  ${median(took).toFixed(0)} ms (median of ${APPS} apps), ${nearestRank(took, 0.9).toFixed(0)} ms (90th percentile); at most 100 are meant`,
  );
  console.log(`  one core of ${cpus()[0]?.model.trim() ?? 'an unknown machine'}, Node.js ${process.version}`);
}

/** @returns milliseconds */
function oneApp(seed: number): number {
  const peaks = peaksOf(seed + 1);
  const highest = Math.max(...peaks.slice(-7));
  const startedAt = performance.now();
  const paths = pathsOf(peaks);
  if (paths === null) throw new Error('400 days are enough');
  for (let limit = 0; limit < LIMITS; limit++)
    meetingOf(paths, { lnLimit: Math.log(highest * (1.2 + 0.3 * limit)), lnLimitSd: 0.05, kind: 'limit' });
  meetingOf(paths, { lnLimit: Math.log(highest * 1.5), lnLimitSd: 0, kind: 'phase', peakFactor: 1.14 });
  for (let point = 1; point <= FAN_POINTS; point++) fanAt(paths, Math.ceil((point * paths.horizon) / FAN_POINTS));
  return performance.now() - startedAt;
}

function peaksOf(seed: number): number[] {
  const random = seeded(seed);
  const growth = 0.001 + 0.003 * random();
  return Array.from(
    { length: DAYS },
    (_, day) => 1_000 * Math.exp(growth * day + (day % 7 > 4 ? -0.2 : 0) + 0.12 * (random() - 0.5)),
  );
}
