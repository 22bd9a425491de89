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
  takeByte,
  takeRawDoubles,
  takeVarint,
} from '../bytes';
import { putColumn, takeColumn, takeColumnInto } from '../points/columns';
import { makeRoom, type Room } from '../room';

export const minutesVersion = 1;

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

export function encodeMinutes(block: MinutesBlock): Uint8Array {
  const sections = block.minutes.map((columns) => ({
    id: columns.signal,
    bytes: section((sink) => putSignal(sink, columns, block.minutes)),
  }));
  const observations = section((sink) => putObservations(sink, block.observations));
  const sink = makeSink(4096);
  putByte(sink, minutesVersion);
  putVarint(sink, sections.length);
  for (const { id, bytes } of sections) {
    putText(sink, id);
    putVarint(sink, bytes.length);
  }
  putVarint(sink, observations.length);
  for (const { bytes } of sections) putRaw(sink, bytes);
  putRaw(sink, observations);
  return finish(sink);
}

/**
 * Signals (all, or those wanted) of the hour that begins at `hourAt`, in a room that may be shared with hours that
 * live as long. Throws FormatError for an unknown version.
 */
export function decodeMinutes(
  payload: Uint8Array,
  hourAt: number,
  wanted: ReadonlySet<string> | 'all',
  room: Room = makeRoom(),
): SignalColumns[] {
  const { directory } = open(payload);
  const decode = (entry: Entry): SignalColumns => {
    const source = { bytes: payload, at: entry.at };
    const description = takeJson(source) as Description;
    const other = description.sameAs === undefined ? undefined : directory.find(({ id }) => id === description.sameAs);
    const columns = takeSignal(source, { signal: entry.id, hourAt, description, room });
    const shared = other ? (done.get(other.id) ?? decode(other)).buckets : undefined;
    if (shared) columns.buckets = shared;
    done.set(entry.id, columns);
    return columns;
  };
  const done = new Map<string, SignalColumns>();
  return directory
    .filter(({ id }) => wanted === 'all' || wanted.has(id))
    .map((entry) => done.get(entry.id) ?? decode(entry));
}

export function decodeObservations(payload: Uint8Array, hourAt: number): Observations {
  const source: Source = { bytes: payload, at: open(payload).observationsAt };
  const { ids, n } = takeJson(source) as { ids: ObservationId[]; n: number };
  const columns: Observations['columns'] = {};
  for (const id of ids) columns[id] = takeColumn(source, n);
  return { startAt: hourAt, columns };
}

interface Entry {
  id: string;
  at: number;
}

function open(payload: Uint8Array): { directory: Entry[]; observationsAt: number } {
  const source: Source = { bytes: payload, at: 0 };
  const version = takeByte(source);
  if (version !== minutesVersion) {
    throw new FormatError(
      `signal block format ${version} is not known to this release of Headroom (it reads ${minutesVersion}); a newer release wrote it`,
    );
  }
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
  putColumn(sink, new Float64Array(columns.state), 'integers');
  putColumn(sink, new Float64Array(columns.expected), 'integers');
  putColumn(sink, new Float64Array(columns.received), 'integers');
  for (const name of description.has) putColumn(sink, columns[name] as Float64Array, 'values');
  if (worst)
    putColumn(
      sink,
      Float64Array.from(worst, (name) => (name === null ? -1 : names.indexOf(name))),
      'integers',
    );
  if (description.bounds !== undefined && buckets) {
    putRaw(sink, buckets.boundsMs);
    for (let b = 0; b <= description.bounds; b++) putColumn(sink, bucket(buckets, b, description.n), 'integers');
  }
}

/** One bucket's counts over the minutes: most buckets are always empty and then take nine bytes. */
function bucket({ boundsMs, counts }: NonNullable<SignalColumns['buckets']>, b: number, n: number): Float64Array {
  const one = new Float64Array(n);
  for (let minute = 0, at = b; minute < n; minute++, at += boundsMs.length + 1) one[minute] = counts[at] as number;
  return one;
}

function takeSignal(
  source: Source,
  what: { signal: string; hourAt: number; description: Description; room: Room },
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

function section(write: (sink: Sink) => void): Uint8Array {
  const sink = makeSink(1024);
  write(sink);
  return finish(sink);
}

export function putText(sink: Sink, text: string): void {
  const bytes = new TextEncoder().encode(text);
  putVarint(sink, bytes.length);
  putRaw(sink, bytes);
}

export function takeText(source: Source): string {
  const end = takeVarint(source) + source.at;
  if (end > source.bytes.length) throw new FormatError('payload ends before its content does');
  const text = new TextDecoder().decode(source.bytes.subarray(source.at, end));
  source.at = end;
  return text;
}

function putJson(sink: Sink, value: unknown): void {
  putText(sink, JSON.stringify(value));
}

function takeJson(source: Source): unknown {
  return JSON.parse(takeText(source));
}
