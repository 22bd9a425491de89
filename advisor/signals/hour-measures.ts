/** What an hour measured beside its signals: numbers that fits need, and that nobody charts or limits. */
import { smallest } from '../math';
import type { HourFacts } from '../types';
import { cacheFacts, type ServerCache } from './database-size';
import { type Disk, type Disks, diskFacts } from './disks';
import { type JoinRange, renew, same } from './join-minutes';
import type { Memory } from './memory';
import { at, hourGrid, total, zeros } from './points';
import { openConnections } from './pools';
import type { Requests } from './requests';
import type { Scope } from './scope';

/** The least of so many minutes stands for what is left after a collection (RULES 1.6). */
const FLOOR_MINUTES = 30;

/** The minutes that an hour's measures come from. */
export interface Measured {
  /** Requests that told how long they took, and the sum of it. */
  timed: Requests['timed'] | null;
  /** Connections that pools hold open. */
  open: Float64Array | null;
  /** Bytes of each instance; `collected`: what its collector says is left. */
  memory: { bytes: Float64Array; collected: boolean }[];
  disks: Disk[];
  /** Databases' own caches. */
  caches: ServerCache[];
}

interface Read {
  requests: Requests | null;
  memory: Memory | null;
  disks: Disks | null;
  caches: ServerCache[];
}

export function measuredOf(scope: Scope, { requests, memory, disks, caches }: Read): Measured {
  const { units = [], afterCollection = [] } = memory ?? {};
  return {
    timed: requests?.timed ?? null,
    open: openConnections(scope),
    memory: units.map(({ demand }, i) => {
      const left = afterCollection[i];
      return { bytes: left ?? demand, collected: left !== undefined };
    }),
    disks: disks?.disks ?? [],
    caches,
  };
}

export function measuresOf({
  timed,
  open,
  memory,
  disks,
  caches,
}: Measured): Pick<HourFacts, 'responseMs' | 'memoryFloor' | 'connectionsOpen' | 'disks' | 'databaseCache'> {
  const count = timed === null ? 0 : total(timed.count);
  const memoryFloor = floorOf(memory);
  const known = open?.filter((value) => !Number.isNaN(value)) ?? new Float64Array(0);
  return {
    ...(timed === null || !(count > 0) ? {} : { responseMs: short(total(timed.ms) / count) }),
    ...(memoryFloor === undefined ? {} : { memoryFloor: Math.round(memoryFloor) }),
    ...(known.length === 0 ? {} : { connectionsOpen: short(total(known) / known.length) }),
    ...diskFacts(disks),
    ...cacheFacts(caches),
  };
}

/** The minutes before `keptTo` of one, the others of the other; null where they are not alike or differ where both tell. */
export function joinMeasured(before: Measured, now: Measured, range: JoinRange): Measured | null {
  const [a, b] = [arraysOf(before), arraysOf(now)];
  const isAlike = (known: Float64Array, i: number) => b[i] && same(known, b[i], range);
  if (shapeOf(before) !== shapeOf(now) || !a.every(isAlike)) return null;
  let next = 0;
  return eachArray(now, (values) => {
    const all = zeros();
    all.set(a[next++] as Float64Array);
    renew(all, values, range);
    return all;
  });
}

const shapeOf = ({ timed, open, memory, disks, caches }: Measured): string =>
  [
    timed !== null,
    open !== null,
    ...memory.map(({ collected }) => collected),
    ...disks.map(({ name }) => name),
    caches.length,
  ].join();

const arraysOf = ({ timed, open, memory, disks, caches }: Measured): Float64Array[] => [
  ...(timed === null ? [] : [timed.count, timed.ms]),
  ...(open === null ? [] : [open]),
  ...memory.map(({ bytes }) => bytes),
  ...[...disks, ...caches].flatMap(({ used, size }) => [used, size]),
];

/** The same in memory of its own, to be held until the next derivation. */
export function heldMeasured(measured: Measured): Measured {
  return eachArray(measured, (values) => values.slice());
}

/** The same with other arrays, made in the order of arraysOf. */
function eachArray(
  { timed, open, memory, disks, caches }: Measured,
  made: (values: Float64Array) => Float64Array,
): Measured {
  const sized = <T extends { used: Float64Array; size: Float64Array }>(each: T): T => ({
    ...each,
    used: made(each.used),
    size: made(each.size),
  });
  return {
    timed: timed && { count: made(timed.count), ms: made(timed.ms) },
    open: open && made(open),
    memory: memory.map(({ bytes, collected }) => ({ bytes: made(bytes), collected })),
    disks: disks.map(sized),
    caches: caches.map(sized),
  };
}

/** Bytes over all instances: what collectors say is left, else the least of each half hour; the hour's middle minute. */
function floorOf(memory: Measured['memory']): number | undefined {
  const floors = memory.map(({ bytes, collected }) => (collected ? bytes : leastOfHalfHours(bytes)));
  const sums: number[] = [];
  for (let m = 0; m < hourGrid.minutes; m++) {
    const known = floors.filter((floor) => !Number.isNaN(at(floor, m)));
    if (known.length > 0) sums.push(known.reduce((sum, floor) => sum + at(floor, m), 0));
  }
  sums.sort((a, b) => a - b);
  return sums[sums.length >> 1];
}

/** Each known minute's least value of its half hour. */
function leastOfHalfHours(values: Float64Array): Float64Array {
  const result = values.slice();
  for (let from = 0; from < hourGrid.minutes; from += FLOOR_MINUTES) {
    const part = result.subarray(from, from + FLOOR_MINUTES);
    const least = smallest([...part].filter((value) => !Number.isNaN(value)));
    for (let m = 0; m < part.length; m++) if (!Number.isNaN(at(part, m))) part[m] = least;
  }
  return result;
}

const short = (value: number): number => Number(value.toPrecision(6));
