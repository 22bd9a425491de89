/**
 * The directory of a block: which bytes of the payload hold which metrics. Metrics stand in the order of
 * their hash, a few of them in one group, groups one after the other behind a head that all share:
 * [hash of the group's first metric, offset of the group] for each group, then the payload's length.
 * A negative offset (its complement, ~offset) says that the group goes on with the metric that the group
 * before ended with.
 */
import { FormatError } from '../bytes';

export interface ByteRange {
  /** From the first byte of the payload, 0-based (PostgreSQL's `substr` wants one more). */
  from: number;
  length: number;
}

/** Of one group: its range, and the hash of the first metric in it. */
export interface Group extends ByteRange {
  first: number;
  continues: boolean;
}

/** Unwanted bytes between two wanted groups that cost less to read than another `substr`. */
const smallGap = 1024;

/**
 * A metric's number in the directory: 32-bit FNV-1a of its UTF-8 name as a signed integer. A hash and not
 * an id out of a table: whoever knows the name knows it, it never changes, and it needs no row that must
 * outlive the block. Two metrics with one hash share a place; series ids tell them apart.
 */
export function metricHash(metric: string): number {
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(metric, 'utf8')) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash | 0;
}

export function makeDirectory(groups: Group[], length: number): number[] {
  const directory = groups.flatMap(({ first, from, continues }) => [first, continues ? ~from : from]);
  directory.push(length);
  return directory;
}

/** Throws FormatError where offsets do not rise or the directory is cut off. */
export function readDirectory(directory: readonly number[]): { groups: Group[]; head: number; length: number } {
  const length = directory[directory.length - 1];
  if (length === undefined || directory.length % 2 === 0 || !(length >= 0))
    throw new FormatError('the directory of a block is cut off');
  const groups: Group[] = [];
  for (let i = 0; i + 1 < directory.length; i += 2) {
    const offset = directory[i + 1] as number;
    const from = offset < 0 ? ~offset : offset;
    const before = groups[groups.length - 1];
    if (before) before.length = from - before.from;
    groups.push({ first: directory[i] as number, from, continues: offset < 0, length: length - from });
  }
  if (groups.some((group) => !(group.length >= 0))) throw new FormatError('the offsets of a block do not rise');
  return { groups, head: groups[0]?.from ?? length, length };
}

/** The groups that may hold one of these hashes, in order; all of them where none are named. */
export function wantedGroups(groups: Group[], hashes?: ReadonlySet<number>): Group[] {
  if (!hashes) return groups;
  const sorted = [...hashes].sort((a, b) => a - b);
  let at = 0;
  return groups.filter((group, i) => {
    const next = groups[i + 1];
    while (at < sorted.length && (sorted[at] as number) < group.first) at++;
    const hash = sorted[at];
    if (hash === undefined) return false;
    return !next || hash < next.first || (hash === next.first && next.continues);
  });
}

/**
 * The bytes of a payload that hold these metrics (default: all), in order and without overlap: at most one
 * range where they lie close together. Read one after the other they are what `decodeBlock` takes. Empty
 * where the block has none of the metrics.
 */
export function blockRanges(directory: readonly number[], metrics?: readonly string[]): ByteRange[] {
  const { groups, head, length } = readDirectory(directory);
  if (!metrics) return length === 0 ? [] : [{ from: 0, length }];
  const wanted = wantedGroups(groups, new Set(metrics.map(metricHash)));
  if (wanted.length === 0) return [];
  const ranges: ByteRange[] = [{ from: 0, length: head }];
  for (const group of wanted) {
    const last = ranges[ranges.length - 1] as ByteRange;
    const end = group.from + group.length;
    if (group.from - (last.from + last.length) <= smallGap) last.length = end - last.from;
    else ranges.push({ from: group.from, length: group.length });
  }
  return ranges;
}

/** Finds a group in bytes that hold the ranges one after the other. */
export function placeIn(ranges: ByteRange[]): (group: ByteRange) => number {
  return (group) => {
    let before = 0;
    for (const range of ranges) {
      if (group.from >= range.from && group.from + group.length <= range.from + range.length)
        return before + group.from - range.from;
      before += range.length;
    }
    throw new FormatError('the bytes that were read do not hold the metric');
  };
}
