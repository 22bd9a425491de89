/**
 * `prometheus.WriteRequest` of remote write 1.0, scanned in place.
 * https://prometheus.io/docs/specs/prw/remote_write_spec/
 */
import type { Decoded } from '../otlp/decoded';
import { cursor, skip, span, text, varint } from '../otlp/wire';
import { announce, readPointField, type Written } from './remote-write-points';
import { type Label, type LabelEntry, makeEntry, type RemoteSeries } from './remote-write-series';

const labelTag = 0x0a;
const sampleTag = 0x12;
const histogramTag = 0x22;

/** One TimeSeries: its content is buf[from, end). */
export function readTimeSeries(
  buf: Buffer,
  from: number,
  end: number,
  remote: RemoteSeries,
  out: Decoded,
  written: Written,
): void {
  let labelsFrom = -1;
  let labelsTo = -1;
  let pointsFrom = end;
  let points = 0;
  let scattered: Buffer[] | null = null;
  cursor.at = from;
  // Labels come first, but nothing obliges a sender to that.
  while (cursor.at < end) {
    const tagAt = cursor.at;
    const tag = varint(buf, end);
    if (tag !== labelTag) {
      if (tag === sampleTag || tag === histogramTag) points++;
      pointsFrom = Math.min(pointsFrom, tagAt);
      skip(buf, tag, end);
      continue;
    }
    cursor.at = span(buf, end);
    if (labelsFrom < 0) labelsFrom = tagAt;
    else if (scattered) scattered.push(buf.subarray(tagAt, cursor.at));
    else if (labelsTo !== tagAt) scattered = [buf.subarray(labelsFrom, labelsTo), buf.subarray(tagAt, cursor.at)];
    labelsTo = cursor.at;
  }
  announce(out, points);
  const gathered = scattered ? Buffer.concat(scattered) : null;
  const entry = gathered
    ? findEntry(gathered, 0, gathered.length, remote, out)
    : findEntry(buf, Math.max(labelsFrom, 0), Math.max(labelsTo, 0), remote, out);
  const at = { entry, created: Number.NaN, histogramTag };
  cursor.at = pointsFrom;
  while (cursor.at < end) readPointField(buf, varint(buf, end), end, at, out, written);
}

function findEntry(buf: Buffer, from: number, to: number, remote: RemoteSeries, out: Decoded): LabelEntry {
  const guess = remote.last?.next;
  if (guess && sameBytes(guess.spelling, buf, from, to)) {
    remote.last = guess;
    return guess;
  }
  const key = buf.toString('latin1', from, to);
  let entry = remote.byLabels.get(key);
  if (!entry) {
    const spelling = Buffer.from(buf.subarray(from, to));
    entry = makeEntry({ spelling, type: 'unknown', help: '', labels: readLabels(spelling) }, out.app);
    remote.byLabels.set(key, entry);
    out.app.cost.bytes += 2 * key.length;
  }
  if (remote.last) remote.last.next = entry;
  remote.last = entry;
  return entry;
}

/** Whether buf[from, to) holds exactly `bytes`: short, and nearly always equal, so that a plain loop wins. */
function sameBytes(bytes: ArrayLike<number>, buf: Buffer, from: number, to: number): boolean {
  if (to - from !== bytes.length) return false;
  for (let i = 0; i < bytes.length; i++) if (bytes[i] !== buf[from + i]) return false;
  return true;
}

function readLabels(buf: Buffer): Label[] {
  const labels: Label[] = [];
  cursor.at = 0;
  while (cursor.at < buf.length) {
    varint(buf, buf.length);
    const end = span(buf, buf.length);
    let name = '';
    let value = '';
    while (cursor.at < end) {
      const tag = varint(buf, end);
      if (tag === 0x0a) name = text(buf, end);
      else if (tag === 0x12) value = text(buf, end);
      else skip(buf, tag, end);
    }
    labels.push([name, value]);
  }
  return labels;
}
