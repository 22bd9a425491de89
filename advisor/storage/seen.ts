/**
 * What hours say of a disk that was enlarged or emptied, as minutes that evidence is judged by (RULES 14). The disk is
 * the one that was fullest of the last two weeks: another one's size proves nothing about it.
 */
import { DAY_MS, HOUR_MS, MINUTE_MS, type Observations } from '../types';
import { DISK, type DiskReading, readingsOf, type StorageInput } from './storage';

const BACK_DAYS = 15;
/** A provider's smallest change is a tenth; what a file system counts for itself moves by less. */
const LARGER = 1.05;
/** Of the disk's size. */
const EMPTIER = 0.1;

/** The same observations with columns of that disk; as they were where no disk is told. */
export function withDisks(observations: Observations, input: StorageInput): Observations {
  const isRecent = ({ at }: { at: number }) => at >= input.nowAt - BACK_DAYS * DAY_MS;
  const recent = { ...input, hourFacts: input.hourFacts.filter(isRecent) };
  const readings = fullest([...readingsOf(recent, DISK).values()].map((list) => list.filter(isRecent)));
  const newest = readings.at(-1);
  if (newest === undefined || newest.at + HOUR_MS <= observations.startAt) return observations;
  const length = Math.ceil((newest.at + HOUR_MS - observations.startAt) / MINUTE_MS);
  const column = () => new Float64Array(length).fill(Number.NaN);
  const [told, larger, emptier] = [column(), column(), column()];
  let leastSize = Number.POSITIVE_INFINITY;
  let fullestYet: DiskReading = newest;
  for (const [i, now] of readings.entries()) {
    const from = Math.max(0, Math.round((now.at - observations.startAt) / MINUTE_MS));
    const to = Math.max(0, Math.round((now.at + HOUR_MS - observations.startAt) / MINUTE_MS));
    told.fill(1, from, to);
    larger.fill(Number(now.sizeBytes >= LARGER * leastSize), from, to);
    emptier.fill(Number(i > 0 && isEmptier(now, fullestYet)), from, to);
    leastSize = Math.min(leastSize, now.sizeBytes);
    if (i === 0 || shareOf(now) > shareOf(fullestYet)) fullestYet = now;
  }
  const columns = { 'disk.told': told, 'disk.larger': larger, 'disk.emptier': emptier };
  return { ...observations, columns: { ...observations.columns, ...columns } };
}

const shareOf = ({ usedBytes, sizeBytes }: DiskReading): number => usedBytes / sizeBytes;

/** A larger disk is emptier too, and nobody cleared anything out. */
const isEmptier = (now: DiskReading, then: DiskReading): boolean =>
  now.sizeBytes < LARGER * then.sizeBytes && shareOf(then) - shareOf(now) >= EMPTIER;

/** Of the disks the one that was nearest to full at any time. */
function fullest(disks: DiskReading[][]): DiskReading[] {
  const most = (list: DiskReading[]) => Math.max(0, ...list.map(shareOf));
  return disks.reduce((a, b) => (most(b) > most(a) ? b : a), []);
}
