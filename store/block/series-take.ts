/** Reads one series of a block after the other, as `block-series` wrote them; what nobody wants is stepped over. */

import { FormatError, type Source, takeByte, takeVarint, takeZigzag } from '../bytes';
import type { ReadOptions } from '../contract';
import { firstNotBefore } from '../points/point-columns';
import { noIds, type PointColumns, type Spread } from '../points/points';
import { type Budget, columnOf } from './budget';
import { takeColumn, takeValues } from './columns';
import { skipHistograms, takeBucketColumns, takeHistograms } from './histograms';
import { blankOf, type Carry, guessSum, Has, roughly, Starts, startColumn, Times } from './series';
import { skipValues } from './skip';
import { type Line, takePositions, takeTimes } from './times';

/** What a reader does without. */
type Lean = NonNullable<ReadOptions['without']>;
const nothing: Lean = new Set();

/** What of a block's series is wanted; default: all. */
export interface WantedPoints {
  /** Exactly these. */
  series?: ReadonlySet<number>;
  without?: Lean;
  /** Points before it (ms) may be left out: of histograms without moments they are. */
  fromAt?: number;
}

/** The next series of a group, where it is wanted: null where it is not. */
export function takeSeries(
  source: Source,
  shared: Float64Array[],
  carry: Carry,
  budget: Budget,
  wanted: WantedPoints,
): { id: number; points: PointColumns } | null {
  const id = carry.id + takeZigzag(source);
  const first = takeByte(source);
  if (!wanted.series || wanted.series.has(id))
    return { id, points: takePoints(source, id, first, shared, carry, budget, wanted) };
  skipSeries(source, id, first, shared, carry, budget);
  return null;
}

function takePoints(
  source: Source,
  id: number,
  first: number,
  shared: Float64Array[],
  carry: Carry,
  budget: Budget,
  { without: lean = nothing, fromAt }: WantedPoints,
): PointColumns {
  const line = takeLine(source, first & 3, shared, carry, budget);
  const { times } = line;
  const length = times.length;
  const start = takeStarts(source, (first >> 2) & 3, line, shared, carry, budget);
  if (carry.blank.value.length !== length) carry.blank = blankOf(length);
  let { value, flags } = carry.blank;
  if (first & Has.values) {
    value = columnOf(budget, length);
    takeValues(source, value);
  }
  if (first & Has.flags) flags = Uint8Array.from(takeColumn(source, length));
  const points: PointColumns = {
    series: noIds,
    time: times,
    start,
    value,
    flags,
    histograms: [],
    length,
  };
  if (first & Has.spread) {
    if (lean.has('spread')) skipSpread(source, length);
    else points.spread = takeSpread(source, value, budget);
  }
  if (first & Has.histograms) {
    const skip = fromAt === undefined || points.spread ? 0 : Math.min(firstNotBefore(points, fromAt), length - 1);
    const buckets = lean.has('moments') ? takeBucketColumns(source, length, carry, budget, skip) : null;
    if (buckets) {
      points.buckets = [buckets];
      if (skip > 0) leaveOut(points, skip, carry);
    } else points.histograms = takeHistograms(source, length, carry, budget);
  }
  carry.id = id;
  carry.line = line;
  return points;
}

/** The first points; what stands in `buckets` begins after them already. */
function leaveOut(points: PointColumns, skip: number, { ends }: Carry): void {
  const endOf = <Column extends Float64Array | Uint8Array>(whole: Column): Column => {
    let end = ends.get(whole);
    if (end?.length !== whole.length - skip) {
      end = whole.subarray(skip);
      ends.set(whole, end);
    }
    return end as Column;
  };
  points.time = endOf(points.time);
  points.start = endOf(points.start);
  points.value = endOf(points.value);
  points.flags = endOf(points.flags);
  points.length -= skip;
}

/** What the next series of the group needs, no more. */
function skipSeries(
  source: Source,
  id: number,
  first: number,
  shared: Float64Array[],
  carry: Carry,
  budget: Budget,
): void {
  const line = takeLine(source, first & 3, shared, carry, budget);
  const { length } = line.times;
  takeStarts(source, (first >> 2) & 3, line, shared, carry, budget);
  if (first & Has.values) skipValues(source, length);
  if (first & Has.flags) skipValues(source, length);
  if (first & Has.spread) skipSpread(source, length);
  if (first & Has.histograms) skipHistograms(source, length, carry, budget);
  carry.id = id;
  carry.line = line;
}

function takeLine(source: Source, way: number, shared: Float64Array[], carry: Carry, budget: Budget): Line {
  if (way === Times.asBefore) {
    if (!carry.line) throw new FormatError('the first series of a group has no times');
    return carry.line;
  }
  if (way === Times.own) return { times: takeTimes(source, budget), shared: -1, positions: null };
  const index = takeVarint(source);
  const timeline = shared[index];
  if (!timeline) throw new FormatError('a series names times that the block does not hold');
  if (way === Times.whole) return { times: timeline, shared: index, positions: null };
  const positions = takePositions(source, timeline.length);
  return { times: Float64Array.from(positions, (at) => timeline[at] as number), shared: index, positions };
}

function takeStarts(
  source: Source,
  way: number,
  line: Line,
  shared: Float64Array[],
  carry: Carry,
  budget: Budget,
): Float64Array {
  const { times, positions } = line;
  const { length } = times;
  if (way === Starts.none) {
    if (carry.blank.value.length !== length) carry.blank = blankOf(length);
    return carry.blank.value;
  }
  if (way === Starts.one) {
    carry.start = takeZigzag(source) + (carry.start || roughly(times[0] as number));
    if (carry.begun.length !== length || carry.begun[0] !== carry.start)
      carry.begun = columnOf(budget, length).fill(carry.start);
    return carry.begun;
  }
  if (way === Starts.follow) {
    const timeline = shared[line.shared];
    if (!timeline) throw new FormatError('starts follow times that are not shared');
    const out = columnOf(budget, length);
    for (let i = 0; i < length; i++) {
      const at = positions ? (positions[i] as number) : i;
      out[i] = at === 0 ? takeZigzag(source) + roughly(times[i] as number) : (timeline[at - 1] as number);
    }
    return out;
  }
  const spans = takeByte(source) === startColumn.spans;
  const column = takeColumn(source, length);
  if (spans) for (let i = 0; i < length; i++) column[i] = (times[i] as number) - (column[i] as number);
  return column;
}

function skipSpread(source: Source, length: number): void {
  for (let column = 0; column < 4; column++) skipValues(source, length);
}

function takeSpread(source: Source, value: Float64Array, budget: Budget): Spread {
  const column = () => columnOf(budget, value.length);
  const [count, min, max, sum] = [column(), column(), column(), column()];
  takeValues(source, count);
  takeValues(source, min, value);
  takeValues(source, max, value);
  takeValues(source, sum, guessSum(value, min, max, count));
  return { min, max, sum, count };
}
