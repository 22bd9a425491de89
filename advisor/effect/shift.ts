/**
 * The shift of one window (RULES 9.1): y = hour of day + linear spline of x with knots at its terciles
 * + δ·after, by least squares. Hours of day are taken out by their means (Frisch, Waugh and Lovell).
 */

export interface ShiftPoint {
  /** Days and hour of day, UTC. */
  day: number;
  hour: number;
  /** ln(load) and ln(signal). */
  x: number;
  y: number;
}

export interface Window {
  /** Days, ends excluded. */
  beforeFrom: number;
  beforeTo: number;
  afterFrom: number;
  afterTo: number;
}

/** Least share of a window's hours that must be known. */
const KNOWN = 0.5;

/** Points by column, sorted by day: a window is read off them a hundred times. */
export interface ShiftColumns {
  day: Float64Array;
  hour: Uint8Array;
  x: Float64Array;
  y: Float64Array;
}

export function columnsOf(points: readonly ShiftPoint[]): ShiftColumns {
  const columns: ShiftColumns = {
    day: new Float64Array(points.length),
    hour: new Uint8Array(points.length),
    x: new Float64Array(points.length),
    y: new Float64Array(points.length),
  };
  points.forEach(({ day, hour, x, y }, i) => {
    columns.day[i] = day;
    columns.hour[i] = hour;
    columns.x[i] = x;
    columns.y[i] = y;
  });
  return columns;
}

/** δ, and the share of the hours after whose load lies within the middle 90 % of those before (9.4). */
export function shiftAt(points: ShiftColumns, window: Window): { delta: number; overlap: number } | null {
  const before = between(points.day, window.beforeFrom, window.beforeTo);
  const after = between(points.day, window.afterFrom, window.afterTo);
  const count = before.to - before.from;
  if (count < KNOWN * 24 * (window.beforeTo - window.beforeFrom)) return null;
  if (after.to - after.from < KNOWN * 24 * (window.afterTo - window.afterFrom)) return null;
  const hour = joined(points.hour, before, after, Uint8Array);
  const x = joined(points.x, before, after, Float64Array);
  const y = joined(points.y, before, after, Float64Array);
  const sorted = x.slice().sort();
  const columns = [
    x,
    beyond(x, at(sorted, 1 / 3)),
    beyond(x, at(sorted, 2 / 3)),
    new Float64Array(x.length).fill(1, count),
  ];
  const loads = x.slice(0, count).sort();
  const [low, high] = [at(loads, 0.05), at(loads, 0.95)];
  let inside = 0;
  for (let i = count; i < x.length; i++) if ((x[i] as number) >= low && (x[i] as number) <= high) inside++;
  for (const column of [...columns, y]) takeOutHours(column, hour);
  const delta = lastFactor(columns, y);
  return delta === null ? null : { delta, overlap: inside / (x.length - count) };
}

const at = (sorted: Float64Array, share: number): number => sorted[Math.floor(share * (sorted.length - 1))] as number;

interface Range {
  from: number;
  to: number;
}

/** Where days [from, to) lie. */
function between(days: Float64Array, fromDay: number, toDay: number): Range {
  const first = (day: number) => {
    let [low, high] = [0, days.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((days[middle] as number) < day) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  return { from: first(fromDay), to: first(toDay) };
}

function joined<T extends Uint8Array | Float64Array>(
  column: T,
  a: Range,
  b: Range,
  make: new (length: number) => T,
): T {
  const rows = new make(a.to - a.from + b.to - b.from);
  rows.set(column.subarray(a.from, a.to));
  rows.set(column.subarray(b.from, b.to), a.to - a.from);
  return rows;
}

function beyond(x: Float64Array, knot: number): Float64Array {
  const out = new Float64Array(x.length);
  for (let i = 0; i < x.length; i++) out[i] = Math.max(0, (x[i] as number) - knot);
  return out;
}

/** Each value less the mean of its hour of day. */
function takeOutHours(column: Float64Array, hours: Uint8Array): void {
  const sums = new Float64Array(24);
  const counts = new Float64Array(24);
  for (let i = 0; i < column.length; i++) {
    const hour = hours[i] as number;
    sums[hour] = (sums[hour] as number) + (column[i] as number);
    counts[hour] = (counts[hour] as number) + 1;
  }
  for (let i = 0; i < column.length; i++) {
    const hour = hours[i] as number;
    column[i] = (column[i] as number) - (sums[hour] as number) / (counts[hour] as number);
  }
}

/** Factor of the last column in y ≈ Σ factor·column: the rest of it, after the others, against y. */
function lastFactor(columns: readonly Float64Array[], y: Float64Array): number | null {
  const basis: Float64Array[] = [];
  for (const column of columns) {
    const own = column.slice();
    const length = Math.sqrt(dot(own, own));
    for (const q of basis) {
      const share = dot(q, own);
      for (let i = 0; i < own.length; i++) own[i] = (own[i] as number) - share * (q[i] as number);
    }
    const rest = Math.sqrt(dot(own, own));
    const isLast = column === columns[columns.length - 1];
    // A knot that no load lies beyond says nothing; a shift that load explains whole cannot be told.
    if (!(rest > 1e-9 * Math.max(length, 1e-9))) {
      if (isLast) return null;
      continue;
    }
    if (isLast) return dot(own, y) / (rest * rest);
    for (let i = 0; i < own.length; i++) own[i] = (own[i] as number) / rest;
    basis.push(own);
  }
  return null;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number);
  return sum;
}
