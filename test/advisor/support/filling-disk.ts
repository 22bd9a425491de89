/** An app whose disk fills, beside load that meets its own limit about 14 Mar. */
import { type Advice, DAY_MS, type DateFinding, type SignalHeadroom } from '@/advisor/types';
import { advice, NOW } from './advice';

/** A date with its 80 % interval, in days from now. */
export const inDays = (early: number, likely: number, late: number): DateFinding => ({
  code: 'date',
  earlyAt: NOW + early * DAY_MS,
  likelyAt: NOW + likely * DAY_MS,
  lateAt: NOW + late * DAY_MS,
  horizonAt: NOW + 90 * DAY_MS,
});
const fills = (date: DateFinding): SignalHeadroom => ({
  code: 'fills',
  signal: 'disk.used',
  thresholdId: 'disk',
  disk: 'db-1 /data',
  usedBytes: 80e9,
  sizeBytes: 100e9,
  growth: { code: 'grows', perDay: 1e9, low: 9e8, high: 1.1e9, days: 40 },
  date,
  full: inDays(18, 20, 22),
});
export const load = inDays(15, 37, 84);
/** `date`: when it is at its limit, as found today; `published`: as told. */
export function withDisk(
  date: DateFinding,
  published?: DateFinding,
  code: Advice['headroom']['code'] = 'multiple',
): Advice {
  return {
    ...advice,
    headroom: { ...advice.headroom, code, bySignal: [...advice.headroom.bySignal, fills(date)] },
    dates: {
      dayAt: NOW,
      first: { date: load, publishedAt: NOW },
      limits: published ? [{ thresholdId: 'disk', signal: 'disk.used', date: published, publishedAt: NOW }] : [],
      phase: null,
      growth: null,
      fan: null,
      record: { cameTrue: 0, settled: 0, boundsHeld: 0, bounds: 0, open: 0 },
      moves: [],
    },
  };
}
