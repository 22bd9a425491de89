/**
 * A sender's next request mostly looks like its last one, but for times and values. An imprint keeps the
 * bytes of a request and where those stand: what comes next is copied from there, and one comparison of
 * memory shows that all the rest was as it had been. Whatever is out of the ordinary is read in full.
 */
import { emptyColumns, type HistogramColumns } from '@/store';
import { type Decoded, ensureRoom, look } from './decoded';
import { findResource } from './find-series';
import { startAt, timeAt } from './point-fields';
import { type AppSeries, type Imprint, type ResourceNode, touch } from './series-cache';
import { Kind, placesAHistogram, placesAPoint } from './trace';
import { cursor, span } from './wire';

const mostBytes = 256 * 1024;
/** Requests of different lengths that a resource is expected to send in turns. */
const mostImprints = 4;

/** Reads the request by the imprint of one like it: true if that is all there was to do, else nothing was done. */
export function replay(buf: Buffer, out: Decoded): boolean {
  const resource = buf.length <= mostBytes ? firstResource(buf, out) : null;
  if (!resource) return false;
  look(buf, out);
  const known = resource.imprints.get(buf.length);
  if (known && isActive(known, out.app) && copyPoints(known, out) && known.bytes.equals(buf)) {
    out.points.length = known.ids.length;
    return true;
  }
  if (out.points.packed) emptyColumns(out.points.packed, 0, 0);
  // The second one of a length may be the beginning of a habit.
  if (known === null) out.trace = { refs: [], places: [], inside: [], bounds: [] };
  if (known !== null) forget(resource, buf.length, out.app);
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
    for (const imprint of imprints.values()) cost.bytes -= imprint ? bytesOf(imprint) : 0;
    imprints.clear();
  }
  const known = imprints.get(length);
  if (known) cost.bytes -= bytesOf(known);
  imprints.set(length, null);
}

/** Keeps the imprint of a request that was traced and read without a refusal, all of its series named. */
export function learn(buf: Buffer, out: Decoded): void {
  const { trace, app, points } = out;
  if (!trace || out.pending.length > 0 || out.rejections.size > 0 || trace.refs.length !== points.length) return;
  const resource = firstResource(buf, out);
  if (!resource) return;
  const bytes = Buffer.from(buf);
  const imprint: Imprint = {
    bytes,
    view: new DataView(bytes.buffer, bytes.byteOffset, bytes.length),
    refs: trace.refs,
    ids: Float64Array.from(trace.refs, ({ id }) => id),
    places: Int32Array.from(trace.places),
    inside: Int32Array.from(trace.inside),
    bounds: trace.bounds,
    counts: trace.inside.reduce((sum, place, i) => (i % placesAHistogram === 4 ? sum + place : sum), 0),
    seenMinute: app.countedMinute,
  };
  resource.imprints.set(buf.length, imprint);
  app.cost.bytes += bytesOf(imprint);
}

function bytesOf({ bytes, refs, inside }: Imprint): number {
  return bytes.length + refs.length * (8 + 8 + 4 * placesAPoint) + inside.length * 6 + 500;
}

/** Notes once a minute that its series have points; false: the app may not have so many. */
function isActive(imprint: Imprint, app: AppSeries): boolean {
  if (imprint.seenMinute === app.countedMinute) return true;
  for (const ref of imprint.refs) if (!touch(app, ref)) return false;
  imprint.seenMinute = app.countedMinute;
  return true;
}

/**
 * Copies times and values into the columns and, where they stand, into the imprint: then it is equal to the
 * request if nothing else has changed. False: one of them is for the full reading to judge.
 */
function copyPoints(imprint: Imprint, out: Decoded): boolean {
  const { ids, places, view: known, counts, bounds } = imprint;
  const { view, newestAt, oldestAt } = out;
  ensureRoom(out, ids.length);
  const { words, points } = out;
  const { time, start, value } = points;
  points.series.set(ids);
  points.flags.fill(0, 0, ids.length);
  const packed = emptyColumns(points.packed, bounds.length, counts);
  points.packed = packed;
  for (let i = 0, p = 0; i < ids.length; i++, p += placesAPoint) {
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
      copyHistogram(imprint, place, view, packed);
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
function copyHistogram(imprint: Imprint, place: number, view: DataView, packed: HistogramColumns): void {
  const { inside, bounds, view: known } = imprint;
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
