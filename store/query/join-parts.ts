/** The parts of a series that blocks hold, one after the other: what a chart of a day reads of many series. */
import { joinBuckets } from '../points/bucket-columns';
import { concatPoints, copySpread, cutPoints, firstNotBefore, makeShortSpread } from '../points/point-columns';
import { type BucketPart, noIds, type PointColumns, type Spread } from '../points/points';
import { makeRoom, type Room } from '../points/room';
import { columnIn } from '../points/scratch';

/** One series' parts, which of their points are meant, and what they became. */
interface Joined {
  parts: PointColumns[];
  from: number[];
  to: number[];
  points: PointColumns;
}

/**
 * Joins the parts of one series after the other (each ordered by time, as the parts are) and cuts them to
 * [fromAt, toAt) (ms). Series of one sender share their times, and often starts and flags: such columns are
 * joined once and shared by the results, so nobody may write to them.
 */
export function partsJoiner(fromAt: number, toAt: number): (parts: PointColumns[]) => PointColumns {
  const room = makeRoom();
  let last: Joined | null = null;
  return (parts) => {
    const buckets = bucketsOf(parts);
    const plain = parts.every(({ histograms, packed }) => histograms.length === 0 && !packed);
    if (!plain || buckets === 'mixed') return cutPoints(concatPoints(parts), fromAt, toAt);
    const spread = parts.some((part) => part.spread);
    last = join(parts, buckets, spread, sameTimes(parts, last) ?? rangesOf(parts, fromAt, toAt), room);
    return last.points;
  };
}

type Ranges = Pick<Joined, 'from' | 'to'> & Partial<Joined>;

/** The series before, where this one has its times. */
function sameTimes(parts: PointColumns[], last: Joined | null): Ranges | null {
  return last && same(parts, last, 'time') ? last : null;
}

function same(parts: PointColumns[], last: Ranges, name: 'time' | 'start' | 'flags' | 'value'): boolean {
  const before = last.parts;
  if (before?.length !== parts.length) return false;
  for (let p = 0; p < parts.length; p++) if (before[p]?.[name] !== parts[p]?.[name]) return false;
  return true;
}

function rangesOf(parts: PointColumns[], fromAt: number, toAt: number): Ranges {
  return {
    from: parts.map((part) => firstNotBefore(part, fromAt)),
    to: parts.map((part) => firstNotBefore(part, toAt)),
  };
}

function join(
  parts: PointColumns[],
  buckets: BucketPart[] | null,
  spread: boolean,
  ranges: Ranges,
  room: Room,
): Joined {
  const { from, to, points: before } = ranges;
  let length = 0;
  for (let p = 0; p < parts.length; p++) length += (to[p] as number) - (from[p] as number);
  const fill = (columnOf: (part: PointColumns) => Float64Array) => {
    const out = columnIn(room, length);
    for (let p = 0, at = 0; p < parts.length; p++) {
      const column = columnOf(parts[p] as PointColumns);
      const [first, end] = [from[p] as number, to[p] as number];
      out.set(first === 0 && end === column.length ? column : column.subarray(first, end), at);
      at += end - first;
    }
    return out;
  };
  const column = (name: 'time' | 'start' | 'value') =>
    before && same(parts, ranges, name) ? before[name] : fill((part) => part[name]);
  const points: PointColumns = {
    series: noIds,
    time: column('time'),
    start: column('start'),
    value: column('value'),
    flags: before && same(parts, ranges, 'flags') ? before.flags : joinFlags(parts, ranges, length),
    histograms: [],
    length,
  };
  if (spread) {
    const behind = new Map(parts.map((part) => [part, part.spread ?? spreadOf(part)]));
    const of = (name: 'min' | 'max' | 'sum' | 'count') => fill((part) => behind.get(part)?.[name] as Float64Array);
    points.spread = { min: of('min'), max: of('max'), sum: of('sum'), count: of('count') };
  }
  if (buckets) points.buckets = cut(buckets, ranges);
  return { parts, from, to, points };
}

/** Behind points that were not folded. */
function spreadOf(points: PointColumns): Spread {
  const spread = makeShortSpread(points.length);
  for (let i = 0; i < points.length; i++) copySpread(points, i, spread, i);
  return spread;
}

function joinFlags(parts: PointColumns[], { from, to }: Ranges, length: number): Uint8Array {
  const out = new Uint8Array(length);
  for (let p = 0, at = 0; p < parts.length; p++) {
    const [first, end] = [from[p] as number, to[p] as number];
    out.set((parts[p] as PointColumns).flags.subarray(first, end), at);
    at += end - first;
  }
  return out;
}

/** One a part; null where none has buckets. */
function bucketsOf(parts: PointColumns[]): BucketPart[] | null | 'mixed' {
  if (!parts.some(({ buckets }) => buckets)) return null;
  const joined = joinBuckets(parts);
  return joined?.length === parts.length ? joined : 'mixed';
}

function cut(buckets: BucketPart[], { from, to }: Ranges): BucketPart[] {
  const kept: BucketPart[] = [];
  for (const [p, { bounds, columns, counts, stride, first }] of buckets.entries()) {
    const [start, end] = [from[p] as number, to[p] as number];
    if (start < end) kept.push({ bounds, columns, counts, stride, first: first + start, length: end - start });
  }
  return kept;
}
