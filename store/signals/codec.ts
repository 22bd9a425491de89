/**
 * The bytes of derived signals: a minutes block and an hour row an (app, hour). Lossless. Byte 0 is the
 * version; every released one stays readable (golden files in test/fixtures/formats).
 *
 * minutes: version, count, per signal {id, section length}, observations' length, then the sections;
 * so that a chart of one signal skips the others. A section is a JSON description and its columns.
 */
import type { ObservationId, Observations, RecipeUse, SignalColumns } from '@/advisor/types';
import {
  FormatError,
  finish,
  makeSink,
  putByte,
  putRaw,
  putVarint,
  type Sink,
  type Source,
  takeRawDoubles,
  takeVarint,
  takeVersion,
} from '../bytes';
import { putColumn, takeColumn, takeColumnInto } from '../points/columns';
import { makeRoom, type Room } from '../points/room';

export const minutesVersion = 1;

const encoder = new TextEncoder();
const decoder = new TextDecoder();

const COUNTS = ['state', 'expected', 'received'] as const;
const OPTIONAL = ['numerator', 'denominator', 'demand', 'capacity'] as const;

interface Description {
  n: number;
  has: (typeof OPTIONAL)[number][];
  recipe: RecipeUse | null;
  /** Number of bucket bounds, or the signal whose section holds the same buckets. */
  bounds?: number;
  sameAs?: string;
  /** Names that `worst` points into. */
  worst?: string[];
}

export interface MinutesBlock {
  minutes: SignalColumns[];
  observations: Observations;
}

/** Where sections are written before their lengths are known: used again by each block. */
const sections = makeSink(64 * 1024);

export function encodeMinutes(block: MinutesBlock): Uint8Array {
  sections.at = 0;
  const ends = block.minutes.map((columns) => {
    putSignal(sections, columns, block.minutes);
    return sections.at;
  });
  const observationsAt = sections.at;
  putObservations(sections, block.observations);
  const sink = makeSink(sections.at + 64 * (ends.length + 1));
  putByte(sink, minutesVersion);
  putVarint(sink, ends.length);
  block.minutes.forEach(({ signal }, i) => {
    putText(sink, signal);
    putVarint(sink, (ends[i] as number) - (ends[i - 1] ?? 0));
  });
  putVarint(sink, sections.at - observationsAt);
  putRaw(sink, finish(sections));
  return finish(sink);
}

/**
 * Signals (all, or those wanted) of the hour that begins at `hourAt`, in a room that may be shared with hours that
 * live as long. Without `judged` no buckets and no worst instances, which judging alone asks for and which take most of
 * the time. Throws FormatError for an unknown version.
 */
export function decodeMinutes(
  payload: Uint8Array,
  hourAt: number,
  wanted: ReadonlySet<string> | 'all',
  { room = makeRoom(), judged = true }: { room?: Room; judged?: boolean } = {},
): SignalColumns[] {
  const { directory } = open(payload);
  const decode = (entry: Entry): SignalColumns => {
    const source = { bytes: payload, at: entry.at };
    const description = takeJson(source) as Description;
    const other = description.sameAs === undefined ? undefined : directory.find(({ id }) => id === description.sameAs);
    const columns = takeSignal(source, { signal: entry.id, hourAt, description, room, judged });
    const shared = other && judged ? (done.get(other.id) ?? decode(other)).buckets : undefined;
    if (shared) columns.buckets = shared;
    done.set(entry.id, columns);
    return columns;
  };
  const done = new Map<string, SignalColumns>();
  return directory
    .filter(({ id }) => wanted === 'all' || wanted.has(id))
    .map((entry) => done.get(entry.id) ?? decode(entry));
}

export function decodeObservations(payload: Uint8Array, hourAt: number, room = makeRoom()): Observations {
  const source: Source = { bytes: payload, at: open(payload).observationsAt };
  const { ids, n } = takeJson(source) as { ids: ObservationId[]; n: number };
  const columns: Observations['columns'] = {};
  for (const id of ids) columns[id] = takeColumn(source, n, room.doubles(n));
  return { startAt: hourAt, columns };
}

/** An hour's block whose signals are read one by one, without what judging alone asks for. */
export interface OpenedHour {
  ids: string[];
  recipe(id: string): RecipeUse | null;
  columns(id: string, room: Room): SignalColumns;
}

/** Throws FormatError for an unknown version. */
export function openHour(payload: Uint8Array, hourAt: number): OpenedHour {
  const { directory } = open(payload);
  const at = new Map(directory.map((entry) => [entry.id, entry.at]));
  const described = (signal: string) => {
    const source = { bytes: payload, at: at.get(signal) as number };
    return { source, description: takeJson(source) as Description };
  };
  return {
    ids: directory.map(({ id }) => id),
    recipe: (id) => described(id).description.recipe,
    columns: (signal, room) => {
      const { source, description } = described(signal);
      return takeSignal(source, { signal, hourAt, description, room, judged: false });
    },
  };
}

interface Entry {
  id: string;
  at: number;
}

function open(payload: Uint8Array): { directory: Entry[]; observationsAt: number } {
  const source: Source = { bytes: payload, at: 0 };
  takeVersion(source, [minutesVersion], 'signal block');
  const lengths: { id: string; length: number }[] = [];
  const count = takeVarint(source);
  for (let i = 0; i < count; i++) lengths.push({ id: takeText(source), length: takeVarint(source) });
  takeVarint(source);
  let at = source.at;
  const directory = lengths.map(({ id, length }) => {
    const entry = { id, at };
    at += length;
    return entry;
  });
  return { directory, observationsAt: at };
}

function putSignal(sink: Sink, columns: SignalColumns, all: SignalColumns[]): void {
  const { buckets, worst } = columns;
  const first = buckets && all.find((each) => each.buckets === buckets);
  const names = worst ? [...new Set(worst)].filter((name) => name !== null) : [];
  const description: Description = {
    n: columns.value.length,
    has: OPTIONAL.filter((name) => columns[name] !== undefined),
    recipe: columns.recipe,
    ...(buckets && first === columns ? { bounds: buckets.boundsMs.length } : {}),
    ...(first && first !== columns ? { sameAs: first.signal } : {}),
    ...(worst ? { worst: names } : {}),
  };
  putJson(sink, description);
  putColumn(sink, columns.value, 'values');
  for (const name of COUNTS) {
    const counts = scratch(columns[name].length);
    counts.set(columns[name]);
    putColumn(sink, counts, 'integers');
  }
  for (const name of description.has) putColumn(sink, columns[name] as Float64Array, 'values');
  if (worst) {
    const indexes = scratch(worst.length);
    for (let m = 0; m < worst.length; m++) indexes[m] = worst[m] === null ? -1 : names.indexOf(worst[m] as string);
    putColumn(sink, indexes, 'integers');
  }
  if (description.bounds !== undefined && buckets) {
    putRaw(sink, buckets.boundsMs);
    for (let b = 0; b <= description.bounds; b++) putColumn(sink, bucket(buckets, b, description.n), 'integers');
  }
}

let column = new Float64Array(60);

/** A column for as long as it takes to write it. */
function scratch(length: number): Float64Array {
  if (length !== column.length) column = new Float64Array(length);
  return column;
}

/** One bucket's counts over the minutes: most buckets are always empty and then take nine bytes. */
function bucket({ boundsMs, counts }: NonNullable<SignalColumns['buckets']>, b: number, n: number): Float64Array {
  const one = scratch(n);
  for (let minute = 0, at = b; minute < n; minute++, at += boundsMs.length + 1) one[minute] = counts[at] as number;
  return one;
}

function takeSignal(
  source: Source,
  what: { signal: string; hourAt: number; description: Description; room: Room; judged: boolean },
): SignalColumns {
  const { room } = what;
  const { n, has, recipe, bounds, worst } = what.description;
  const take = <T extends Uint8Array | Uint16Array>(out: T): T => {
    takeColumnInto(source, n, { out, first: 0, stride: 1 });
    return out;
  };
  const columns: SignalColumns = {
    signal: what.signal,
    startAt: what.hourAt,
    value: takeColumn(source, n, room.doubles(n)),
    state: take(room.bytes(n)),
    expected: take(room.shorts(n)),
    received: take(room.shorts(n)),
    recipe,
  };
  for (const name of has) columns[name] = takeColumn(source, n, room.doubles(n));
  if (!what.judged) return columns;
  if (worst) columns.worst = Array.from(takeColumn(source, n), (index) => worst[index] ?? null);
  if (bounds !== undefined) {
    const boundsMs = takeRawDoubles(source, bounds);
    const counts = room.doubles(n * (bounds + 1));
    for (let b = 0; b <= bounds; b++) takeColumnInto(source, n, { out: counts, first: b, stride: bounds + 1 });
    columns.buckets = { boundsMs, counts };
  }
  return columns;
}

function putObservations(sink: Sink, observations: Observations): void {
  const ids = Object.keys(observations.columns) as ObservationId[];
  const n = Math.max(0, ...ids.map((id) => observations.columns[id]?.length ?? 0));
  putJson(sink, { ids, n });
  for (const id of ids) putColumn(sink, observations.columns[id] as Float64Array, 'integers');
}

export function putText(sink: Sink, text: string): void {
  const bytes = encoder.encode(text);
  putVarint(sink, bytes.length);
  putRaw(sink, bytes);
}

export function takeText(source: Source): string {
  const { at, bytes } = source;
  const length = takeVarint(source);
  const from = source.at;
  const end = from + length;
  if (end > bytes.length) throw new FormatError('payload ends before its content does');
  source.at = end;
  if (length > MOST_NAMED) return decoder.decode(bytes.subarray(from, end));
  let hash = 0;
  for (let i = at; i < end; i++) hash = (Math.imul(hash, 31) + (bytes[i] as number)) | 0;
  const known = names.get(hash);
  if (known !== undefined && isSame(known.bytes, bytes, from)) return known.text;
  const text = decoder.decode(bytes.subarray(from, end));
  if (names.size >= MOST_NAMES) names.clear();
  names.set(hash, { text, bytes: bytes.slice(from, end) });
  return text;
}

/** Short texts are names, the same few again and again: making one anew takes longer than finding it. */
const names = new Map<number, { text: string; bytes: Uint8Array }>();
const MOST_NAMED = 32;
const MOST_NAMES = 4096;

function isSame(known: Uint8Array, bytes: Uint8Array, from: number): boolean {
  for (let i = 0; i < known.length; i++) if (known[i] !== bytes[from + i]) return false;
  return true;
}

function putJson(sink: Sink, value: unknown): void {
  putText(sink, JSON.stringify(value));
}

function takeJson(source: Source): unknown {
  return JSON.parse(takeText(source));
}
