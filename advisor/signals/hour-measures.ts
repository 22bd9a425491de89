/** What an hour measured beside its signals: numbers that fits need, and that nobody charts or limits. */
import { smallest } from '../math';
import type { HourFacts } from '../types';
import type { Memory } from './memory';
import { at, MINUTES } from './points';
import { openConnections } from './pools';
import { meanResponse, type Requests } from './requests';
import type { Scope } from './scope';

/** The least of so many minutes stands for what is left after a collection (RULES 1.6). */
const FLOOR_MINUTES = 30;

export function measuresOf(
  scope: Scope,
  { requests, memory }: { requests: Requests | null; memory: Memory | null },
): Pick<HourFacts, 'responseMs' | 'memoryFloor' | 'connectionsOpen'> {
  const responseMs = meanResponse(requests);
  const memoryFloor = memory === null ? undefined : floorOf(memory);
  const connectionsOpen = openConnections(scope);
  return {
    ...(responseMs === undefined ? {} : { responseMs: short(responseMs) }),
    ...(memoryFloor === undefined ? {} : { memoryFloor: Math.round(memoryFloor) }),
    ...(connectionsOpen === undefined ? {} : { connectionsOpen: short(connectionsOpen) }),
  };
}

/** Bytes over all instances: what collectors say is left, else the least of each half hour; the hour's middle minute. */
function floorOf({ units, afterCollection }: Memory): number | undefined {
  const floors = units.map(({ demand }, i) => afterCollection[i] ?? leastOfHalfHours(demand));
  const sums: number[] = [];
  for (let m = 0; m < MINUTES; m++) {
    const known = floors.filter((floor) => !Number.isNaN(at(floor, m)));
    if (known.length > 0) sums.push(known.reduce((sum, floor) => sum + at(floor, m), 0));
  }
  sums.sort((a, b) => a - b);
  return sums[sums.length >> 1];
}

/** Each known minute's least value of its half hour. */
function leastOfHalfHours(values: Float64Array): Float64Array {
  const result = values.slice();
  for (let from = 0; from < MINUTES; from += FLOOR_MINUTES) {
    const part = result.subarray(from, from + FLOOR_MINUTES);
    const least = smallest([...part].filter((value) => !Number.isNaN(value)));
    for (let m = 0; m < part.length; m++) if (!Number.isNaN(at(part, m))) part[m] = least;
  }
  return result;
}

const short = (value: number): number => Number(value.toPrecision(6));
