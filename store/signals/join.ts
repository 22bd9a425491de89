/** Hours of signals laid end to end. Pure. */
import type { ObservationId, Observations, SignalColumns } from '@/advisor/types';
import { makeRoom, type Room } from '../points/room';

const minuteMs = 60_000;
const PARTS = ['numerator', 'denominator', 'demand', 'capacity'] as const;

/** Columns from `fromAt` to `toAt` of every signal in the hours (oldest first); minutes without an hour are noData. */
export function joinSignals(hours: SignalColumns[][], fromAt: number, toAt: number): Map<string, SignalColumns> {
  const startAt = Math.floor(fromAt / minuteMs) * minuteMs;
  const n = Math.max(0, Math.ceil((toAt - startAt) / minuteMs));
  const bySignal = new Map<string, SignalColumns[]>();
  for (const hour of hours) {
    for (const columns of hour) {
      const list = bySignal.get(columns.signal);
      if (list) list.push(columns);
      else bySignal.set(columns.signal, [columns]);
    }
  }
  const room = makeRoom();
  return new Map([...bySignal].map(([signal, parts]) => [signal, joinOne(signal, parts, { startAt, n, room })]));
}

/** Columns of one signal over so many minutes from `startAt` on, out of its hours. */
export function joinOne(
  signal: string,
  parts: SignalColumns[],
  { startAt, n, room }: { startAt: number; n: number; room: Room },
): SignalColumns {
  const nans = (length: number) => room.doubles(length).fill(Number.NaN);
  const joined: SignalColumns = {
    signal,
    startAt,
    value: nans(n),
    state: room.bytes(n),
    expected: room.shorts(n),
    received: room.shorts(n),
    // The newest hour that had a source says where the signal comes from today.
    recipe: parts.findLast((part) => part.recipe !== null)?.recipe ?? null,
  };
  for (const name of PARTS) if (parts.some((part) => part[name])) joined[name] = nans(n);
  if (parts.some((part) => part.worst)) joined.worst = new Array<string | null>(n).fill(null);
  const boundsMs = parts.findLast((part) => part.buckets)?.buckets?.boundsMs;
  if (boundsMs) joined.buckets = { boundsMs, counts: nans(n * (boundsMs.length + 1)) };
  for (const part of parts) copyInto(joined, part);
  return joined;
}

function copyInto(joined: SignalColumns, part: SignalColumns): void {
  const offset = Math.round((part.startAt - joined.startAt) / minuteMs);
  const n = joined.value.length;
  const from = Math.max(0, -offset);
  const to = Math.min(part.value.length, n - offset);
  if (to <= from) return;
  const at = from + offset;
  joined.value.set(part.value.subarray(from, to), at);
  joined.state.set(part.state.subarray(from, to), at);
  joined.expected.set(part.expected.subarray(from, to), at);
  joined.received.set(part.received.subarray(from, to), at);
  for (const name of PARTS) {
    const values = part[name];
    if (values) joined[name]?.set(values.subarray(from, to), at);
  }
  if (joined.worst && part.worst) for (let m = from; m < to; m++) joined.worst[m + offset] = part.worst[m] ?? null;
  if (joined.buckets && part.buckets) copyAllBuckets(joined.buckets, part.buckets, { from, to, offset });
}

function copyAllBuckets(
  into: Buckets,
  part: Buckets,
  { from, to, offset }: { from: number; to: number; offset: number },
) {
  const width = into.boundsMs.length + 1;
  if (sameBounds(into.boundsMs, part.boundsMs)) {
    into.counts.set(part.counts.subarray(from * width, to * width), (from + offset) * width);
    return;
  }
  const map = bucketMap(part.boundsMs, into.boundsMs);
  if (map) for (let m = from; m < to; m++) copyBuckets(into, m + offset, part, m, map);
}

function sameBounds(a: Float64Array, b: Float64Array): boolean {
  if (a === b) return true;
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

type Buckets = NonNullable<SignalColumns['buckets']>;

function copyBuckets(into: Buckets, at: number, part: Buckets, minute: number, map: Uint16Array): void {
  const width = into.boundsMs.length + 1;
  const partWidth = part.boundsMs.length + 1;
  into.counts.fill(0, at * width, (at + 1) * width);
  for (let b = 0; b < partWidth; b++) {
    const to = at * width + (map[b] as number);
    into.counts[to] = (into.counts[to] as number) + (part.counts[minute * partWidth + b] as number);
  }
}

/**
 * Which bucket of the newest hour each bucket of an older one falls into; null where that is not exact,
 * because the newest hour has a bound that the older one lacks. Those minutes have no counts then (NaN).
 */
export function bucketMap(from: Float64Array, to: Float64Array): Uint16Array | null {
  const known = new Set(from);
  if (!to.every((bound) => known.has(bound))) return null;
  const map = new Uint16Array(from.length + 1);
  let bucket = 0;
  for (let b = 0; b <= from.length; b++) {
    // Bucket b of the old one ends at from[b]; it lies in the first new bucket that ends there or later.
    while (bucket < to.length && (b === from.length || (to[bucket] as number) < (from[b] as number))) bucket++;
    map[b] = bucket;
  }
  return map;
}

export function joinObservations(hours: Observations[], fromAt: number, toAt: number): Observations {
  const startAt = Math.floor(fromAt / minuteMs) * minuteMs;
  const n = Math.max(0, Math.ceil((toAt - startAt) / minuteMs));
  const columns: Observations['columns'] = {};
  for (const hour of hours) {
    const offset = Math.round((hour.startAt - startAt) / minuteMs);
    for (const [id, values] of Object.entries(hour.columns) as [ObservationId, Float64Array][]) {
      let into = columns[id];
      if (!into) {
        into = nans(n);
        columns[id] = into;
      }
      const from = Math.max(0, -offset);
      const to = Math.min(values.length, n - offset);
      if (to > from) into.set(values.subarray(from, to), from + offset);
    }
  }
  return { startAt, columns };
}

function nans(n: number): Float64Array {
  return new Float64Array(n).fill(Number.NaN);
}
