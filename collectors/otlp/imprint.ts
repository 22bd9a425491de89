/**
 * A sender's next request mostly looks like its last one, but for times and values. An imprint knows where those
 * stand: they are read from there, and the rest is shown to be as it was by one comparison of memory or, of senders
 * that come seldom, by a hash, for which nothing of the request is kept. Whatever is out of the ordinary is read in
 * full.
 */
import { hash } from 'node:crypto';
import { emptyColumns, type HistogramColumns } from '@/store';
import { type Decoded, ensureRoom, look } from './decoded';
import { findResource } from './find-series';
import { noView } from './forget-series';
import { startAt, timeAt } from './point-fields';
import { type AppSeries, type Imprint, type ResourceNode, touchRow } from './series-cache';
import { Kind, placesAHistogram, placesAPoint, type Trace } from './trace';
import { cursor, span } from './wire';

const mostBytes = 256 * 1024;
/** Requests of different lengths that a resource is expected to send in turns. */
const mostImprints = 4;
/** Who comes again within this is compared with a copy of its request. */
const oftenMs = 2_000;

/** Reads the request by the imprint of one like it: true if that is all there was to do, else nothing was done. */
export function replay(buf: Buffer, out: Decoded): boolean {
  const { app } = out;
  const resource = buf.length <= mostBytes ? firstResource(buf, out) : null;
  if (resource) {
    look(buf, out);
    const known = resource.imprints.get(buf.length);
    if (known && isActive(known, app) && copyPoints(known, out) && isAlike(known, buf)) {
      if (!known.bytes && app.usedAt - known.usedAt < oftenMs) keepBytes(known, buf, app);
      known.usedAt = app.usedAt;
      out.points.length = known.rows.length;
      return true;
    }
    if (out.points.packed) emptyColumns(out.points.packed, 0, 0);
    // The second one of a length may be the beginning of a habit, and so is the first one of all.
    if (known === null || resource.imprints.size === 0) out.trace = { refs: [], places: [], inside: [], bounds: [] };
    if (known !== null) forget(resource, buf.length, app);
  }
  app.readAt = app.usedAt;
  return false;
}

/** The resource that the request begins with. */
function firstResource(buf: Buffer, out: Decoded): ResourceNode | null {
  cursor.at = 0;
  if (buf[cursor.at++] !== 0x0a) return null;
  if (span(buf, buf.length) <= cursor.at || buf[cursor.at++] !== 0x0a) return null;
  const end = span(buf, buf.length);
  return findResource(buf, cursor.at, end, out);
}

/** Notes that this length was met once, instead of whatever is known of it. */
function forget({ imprints }: ResourceNode, length: number, { cost }: AppSeries): void {
  if (imprints.size >= mostImprints && !imprints.has(length)) {
    for (const imprint of imprints.values()) cost.imprints -= imprint ? bytesOf(imprint) : 0;
    imprints.clear();
  }
  const known = imprints.get(length);
  if (known) cost.imprints -= bytesOf(known);
  imprints.set(length, null);
}

/** Keeps the imprint of a request that was traced and read without a refusal. */
export function learn(buf: Buffer, out: Decoded): void {
  const { trace, app, points } = out;
  if (!trace || out.rejections.size > 0 || trace.refs.length !== points.length) return;
  const resource = firstResource(buf, out);
  if (!resource || trace.refs.some(({ table }) => table !== app.refs)) return;
  const imprint = imprintOf(trace, app);
  imprint.digest = digestOf(imprint, buf);
  resource.imprints.set(buf.length, imprint);
  app.cost.imprints += bytesOf(imprint);
}

/** Without its digest. One allocation for all numbers. */
function imprintOf({ refs, places, inside, bounds }: Trace, app: AppSeries): Imprint {
  const numbers = new Int32Array(refs.length + places.length + inside.length);
  const placesFrom = refs.length;
  const insideFrom = placesFrom + places.length;
  numbers.set(refs.map(({ row }) => row));
  numbers.set(places, placesFrom);
  numbers.set(inside, insideFrom);
  return {
    digest: '',
    bytes: null,
    view: noView,
    table: app.refs,
    rows: numbers.subarray(0, placesFrom),
    places: numbers.subarray(placesFrom, insideFrom),
    inside: numbers.subarray(insideFrom),
    bounds,
    counts: inside.reduce((sum, place, i) => (i % placesAHistogram === 4 ? sum + place : sum), 0),
    seenMinute: app.countedMinute,
    usedAt: app.usedAt,
  };
}

function bytesOf({ bytes, rows, inside }: Imprint): number {
  return (bytes?.length ?? 0) + rows.length * (4 + 4 * placesAPoint) + inside.length * 6 + 1_000;
}

/** Notes once a minute that its series have points; false: the app may not have so many, or it is out of date. */
function isActive(imprint: Imprint, app: AppSeries): boolean {
  if (imprint.table !== app.refs) return false;
  if (imprint.seenMinute === app.countedMinute) return true;
  for (const row of imprint.rows) if (!touchRow(app, row)) return false;
  imprint.seenMinute = app.countedMinute;
  return true;
}

function keepBytes(imprint: Imprint, buf: Buffer, { cost }: AppSeries): void {
  const bytes = Buffer.from(buf);
  imprint.bytes = bytes;
  imprint.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  cost.imprints += bytes.length;
}

/** A copy of the request in hand, for its digest. */
const blank = Buffer.alloc(mostBytes);
const blankView = new DataView(blank.buffer, blank.byteOffset, blank.length);

function isAlike(imprint: Imprint, buf: Buffer): boolean {
  return imprint.bytes ? imprint.bytes.equals(buf) : digestOf(imprint, buf) === imprint.digest;
}

/** Of the request with zeros where something changes. */
function digestOf({ places, inside }: Imprint, buf: Buffer): string {
  buf.copy(blank);
  for (let p = 0; p < places.length; p += placesAPoint) for (let i = 0; i < 3; i++) clear(places[p + i] as number);
  for (let h = 0; h < inside.length; h += placesAHistogram) {
    for (let i = 0; i < 3; i++) clear(inside[h + i] as number);
    const counts = inside[h + 3] as number;
    if (counts >= 0) blank.fill(0, counts, counts + 8 * (inside[h + 4] as number));
  }
  return hash('sha256', blank.subarray(0, buf.length), 'binary');
}

function clear(place: number): void {
  if (place >= 0) blankView.setFloat64(place, 0);
}

/**
 * Copies times and values into the columns and, where they stand, into the imprint's copy of a request: then it is
 * equal to this one if nothing else has changed. False: one of them is for the full reading to judge.
 */
function copyPoints(imprint: Imprint, out: Decoded): boolean {
  const { rows, places, counts, bounds } = imprint;
  const { ids } = imprint.table;
  const known = imprint.bytes ? imprint.view : blankView;
  const { view, newestAt, oldestAt } = out;
  ensureRoom(out, rows.length);
  const { words, points } = out;
  const { series, time, start, value } = points;
  points.flags.fill(0, 0, rows.length);
  const packed = emptyColumns(points.packed, bounds.length, counts);
  points.packed = packed;
  for (let i = 0, p = 0; i < rows.length; i++, p += placesAPoint) {
    const id = ids[rows[i] as number] as number;
    if (id === 0) return false;
    series[i] = id;
    const startPlace = places[p] as number;
    const timePlace = places[p + 1] as number;
    const place = places[p + 2] as number;
    const kind = places[p + 3] as Kind;
    copy(view, known, timePlace);
    const at = timeAt(view, timePlace);
    if (!(at > 0) || at > newestAt || at < oldestAt) return false;
    time[i] = at;
    if (startPlace < 0) start[i] = Number.NaN;
    else {
      copy(view, known, startPlace);
      const from = startAt(view, startPlace);
      if (from > at) return false;
      start[i] = from;
    }
    if (kind === Kind.histogram) {
      value[i] = Number.NaN;
      packed.position[packed.length] = i;
      copyHistogram(imprint, place, view, known, packed);
      continue;
    }
    copy(view, known, place);
    const low = view.getUint32(place, true);
    const high = view.getInt32(place + 4, true);
    if (kind === Kind.integer) value[i] = high * 0x100000000 + low;
    else if ((high & 0x7ff00000) === 0x7ff00000) return false;
    else {
      words[2 * i] = low;
      words[2 * i + 1] = high;
    }
  }
  return true;
}

/** Eight bytes. */
function copy(from: DataView, to: DataView, at: number): void {
  to.setInt32(at, from.getInt32(at, true), true);
  to.setInt32(at + 4, from.getInt32(at + 4, true), true);
}

/** The next histogram, whose count stands at `place`. */
function copyHistogram(
  { inside, bounds }: Imprint,
  place: number,
  view: DataView,
  known: DataView,
  packed: HistogramColumns,
): void {
  const i = packed.length++;
  const at = i * placesAHistogram;
  packed.count[i] = place < 0 ? 0 : copyCount(view, known, place);
  packed.sum[i] = copyDouble(view, known, inside[at] as number);
  packed.min[i] = copyDouble(view, known, inside[at + 1] as number);
  packed.max[i] = copyDouble(view, known, inside[at + 2] as number);
  packed.bounds[i] = bounds[i] as Float64Array;
  const length = inside[at + 4] as number;
  packed.buckets[i] = length;
  const { counts, filled } = packed;
  packed.filled += length;
  for (let n = 0, k = inside[at + 3] as number; n < length; n++, k += 8) counts[filled + n] = copyCount(view, known, k);
}

/** Unsigned 64 bits as a double, as the full reading has them. */
function copyCount(view: DataView, known: DataView, place: number): number {
  copy(view, known, place);
  return view.getUint32(place + 4, true) * 0x100000000 + view.getUint32(place, true);
}

function copyDouble(view: DataView, known: DataView, place: number): number {
  if (place < 0) return Number.NaN;
  copy(view, known, place);
  return view.getFloat64(place, true);
}
