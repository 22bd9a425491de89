/** Buckets of one series' histograms: a row a point, written bucket by bucket through time. */

import { FormatError, putByte, putVarint, reserve, type Sink, type Source, takeByte, takeVarint } from '../bytes';
import type { BucketPart } from '../points/points';
import { type Budget, columnOf, spend } from './budget';
import { putValues, takeColumn, takeCounts, takeValues } from './columns';

/** How rows lie: all of one length; each its own; each its own and its own place. */
const Rows = { even: 0, ragged: 1, placed: 2 } as const;

/** Nothing for no rows. The ways that fit are tried, the shorter one stays. */
export function putRows(sink: Sink, rows: Float64Array[], offsets?: number[]): void {
  const first = rows[0];
  if (!first) return;
  if (offsets) putValues(sink, Float64Array.from(offsets));
  if (rows.every((row) => row.length === first.length) && (!offsets || offsets.every((o) => o === offsets[0]))) {
    putByte(sink, Rows.even);
    putVarint(sink, first.length);
    putMatrix(sink, first.length, rows, () => 0);
    return;
  }
  const start = sink.at;
  putByte(sink, Rows.ragged);
  putValues(
    sink,
    Float64Array.from(rows, (row) => row.length),
  );
  const cells = rows.reduce((sum, row) => sum + row.length, 0);
  const one = new Float64Array(cells);
  let at = 0;
  for (const row of rows) {
    one.set(row, at);
    at += row.length;
  }
  putValues(sink, one);
  if (!offsets || cells === 0) return;
  const filled = rows.flatMap((row, i) => (row.length > 0 ? [{ row, from: offsets[i] as number }] : []));
  const from = filled.reduce((least, row) => Math.min(least, row.from), Number.POSITIVE_INFINITY);
  const to = filled.reduce((most, row) => Math.max(most, row.from + row.row.length), Number.NEGATIVE_INFINITY);
  // Buckets at very different places would make a matrix of nearly nothing.
  if (!(to - from <= mostPlaced) || (to - from) * rows.length > cells * 8 + 256) return;
  const ragged = sink.bytes.slice(start, sink.at);
  sink.at = start;
  putByte(sink, Rows.placed);
  putValues(
    sink,
    Float64Array.from(rows, (row) => row.length),
  );
  putMatrix(sink, to - from, rows, (i) => (offsets[i] as number) - from);
  if (sink.at - start <= ragged.length) return;
  sink.at = start;
  reserve(sink, ragged.length);
  sink.bytes.set(ragged, start);
  sink.at += ragged.length;
}

/** Buckets of an exponential histogram that a matrix may span. */
const mostPlaced = 4096;

/** Which of `width` buckets ever hold something, a bit each; then those, each through time. */
function putMatrix(sink: Sink, width: number, rows: Float64Array[], placeOf: (i: number) => number): void {
  const bitmapAt = sink.at;
  const bitmapBytes = (width + 7) >>> 3;
  reserve(sink, bitmapBytes);
  sink.bytes.fill(0, bitmapAt, bitmapAt + bitmapBytes);
  sink.at += bitmapBytes;
  const column = new Float64Array(rows.length);
  const bits = new Uint32Array(column.buffer);
  for (let j = 0; j < width; j++) {
    for (let i = 0; i < rows.length; i++) column[i] = (rows[i] as Float64Array)[j - placeOf(i)] ?? 0;
    if (bits.every((word) => word === 0)) continue;
    const at = bitmapAt + (j >>> 3);
    sink.bytes[at] = (sink.bytes[at] as number) | (1 << (j & 7));
    putValues(sink, column);
  }
}

interface TakenRows {
  rows: Float64Array[];
  offsets: Float64Array;
}

export function takeRows(source: Source, n: number, budget: Budget, placed = false): TakenRows {
  if (n === 0) return { rows: [], offsets: new Float64Array(0) };
  const offsets = placed ? takeColumn(source, n) : new Float64Array(n);
  const way = takeByte(source);
  if (way === Rows.even) {
    const width = takeVarint(source);
    const matrix = takeMatrix(source, n, width, budget);
    return { rows: Array.from({ length: n }, (_, i) => matrix.subarray(i * width, (i + 1) * width)), offsets };
  }
  const lengths = takeColumn(source, n);
  let cells = 0;
  for (const length of lengths) {
    if (!Number.isInteger(length) || length < 0) throw new FormatError('a histogram has no length');
    cells += length;
  }
  if (way === Rows.ragged) {
    spend(budget, cells);
    const one = takeColumn(source, cells);
    let at = 0;
    const rows = Array.from(lengths, (length) => {
      at += length;
      return one.subarray(at - length, at);
    });
    return { rows, offsets };
  }
  if (way !== Rows.placed)
    throw new FormatError(`buckets in the manner ${way} are not known to this release of Headroom`);
  let from = Number.POSITIVE_INFINITY;
  let to = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < n; i++) {
    if (lengths[i] === 0) continue;
    from = Math.min(from, offsets[i] as number);
    to = Math.max(to, (offsets[i] as number) + (lengths[i] as number));
  }
  const width = to - from;
  if (!(width >= 0 && width <= mostPlaced)) throw new FormatError('the buckets of a histogram lie too far apart');
  const matrix = takeMatrix(source, n, width, budget);
  const rows = Array.from(lengths, (length, i) => {
    const at = length === 0 ? 0 : i * width + (offsets[i] as number) - from;
    return matrix.subarray(at, at + length);
  });
  return { rows, offsets };
}

/** Bucket after bucket, of the rows from `skip` on, where all are of one length; null and nothing taken else. */
export function takeEvenColumns(
  source: Source,
  n: number,
  budget: Budget,
  skip: number,
): Omit<BucketPart, 'bounds'> | null {
  const from = source.at;
  const even = takeByte(source) === Rows.even;
  const width = even ? takeVarint(source) : 0;
  if (!even || width > mostPlaced) {
    source.at = from;
    return null;
  }
  const bitmap = takeBitmap(source, width);
  const columns = new Int16Array(width).fill(-1);
  let used = 0;
  for (let j = 0; j < width; j++) if ((bitmap[j >>> 3] as number) & (1 << (j & 7))) columns[j] = used++;
  const length = n - skip;
  const counts = columnOf(budget, length * used);
  for (let k = 0; k < used; k++) takeCounts(source, counts, k * length, n, skip);
  return { columns, counts, stride: length, first: 0, length };
}

function takeBitmap(source: Source, width: number): Uint8Array {
  const bytes = Math.ceil(width / 8);
  if (source.at + bytes > source.bytes.length) throw new FormatError('payload ends before its content does');
  source.at += bytes;
  return source.bytes.subarray(source.at - bytes, source.at);
}

/** Row by row: `n` rows of `width` buckets. */
function takeMatrix(source: Source, n: number, width: number, budget: Budget): Float64Array {
  const bitmap = takeBitmap(source, width);
  spend(budget, n * width);
  const matrix = new Float64Array(n * width);
  const column = new Float64Array(n);
  for (let j = 0; j < width; j++) {
    if (((bitmap[j >>> 3] as number) & (1 << (j & 7))) === 0) continue;
    takeValues(source, column);
    for (let i = 0, at = j; i < n; i++, at += width) matrix[at] = column[i] as number;
  }
  return matrix;
}
