/**
 * What every OTLP transport does with a request once it knows the app: un-gzip, decode, give ids to new
 * series, commit. Knows nothing of HTTP or gRPC; what it throws is mapped by `asRefused`.
 */
import { setImmediate as turn } from 'node:timers/promises';
import type pg from 'pg';
import type { IngestLimits, TokenApp } from '@/service/ingest';
import { isDatabaseAway } from '@/store';
import type { Admission } from '../admission';
import type { Committer } from '../committer';
import type { Ledger } from '../ledger';
import { planMetrics, runTasks, type Task } from './decode';
import { type Decoded, endDecoding, startDecoding } from './decoded';
import { type Boarding, type BodyLimits, type Flight, tooLarge } from './flight';
import { gunzipBriefly, isBrief } from './gunzip';
import { learn, replay } from './imprint';
import { nameSeries } from './intern';
import { decodeJson } from './json';
import { addLogs } from './logs';
import { describe, rejectedPoints } from './reasons';
import { type Encoding, Refused } from './reply';
import type { SeriesCache } from './series-cache';
import { addSpans } from './traces';
import { unzip } from './unzip';
import { DecodeError } from './wire';

export interface IngestParts {
  pool: pg.Pool;
  admission: Admission;
  committer: Committer;
  ledger: Ledger;
  cache: SeriesCache;
  limits: BodyLimits;
  flight: Flight;
  now: () => number;
  /** For errors that are nobody's on purpose. */
  log: (message: string, error: unknown) => void;
}

export type Signal = 'metrics' | 'traces' | 'logs';
export type Coding = 'gzip' | 'identity';

/** One request as it was sent; `seat` counts `sent` already. */
export interface Delivery {
  app: TokenApp;
  encoding: Encoding;
  coding: Coding;
  sent: Buffer;
  seat: Boarding;
}

/** What the answer says: durable, but for `rejected` points, of which `message` tells. */
export interface Kept {
  rejected: number;
  message: string;
}

const keptAll: Kept = { rejected: 0, message: '' };

/** Points decoded before others get their turn. */
const sliceOfPoints = 20_000;

/** Called once: with what was kept, or with Refused, DecodeError or what the store threw. Must not throw. */
export type Done = (error: unknown, kept: Kept) => void;

/** Resolves when what the request holds is durable. Throws Refused, DecodeError or what the store threw. */
export function ingest(signal: Signal, delivery: Delivery, parts: IngestParts): Promise<Kept> {
  return new Promise((resolve, reject) => {
    ingestThen(signal, delivery, parts, (error, kept) => (error ? reject(error) : resolve(kept)));
  });
}

/** The same; a request that is small and like the one before it passes without a promise. */
export function ingestThen(signal: Signal, delivery: Delivery, parts: IngestParts, done: Done): void {
  const { app } = delivery;
  let read: Decoded | Promise<Decoded>;
  try {
    read = readPoints(signal, delivery, parts);
  } catch (error) {
    done(error, keptAll);
    return;
  }
  if (read instanceof Promise || read.pending.length > 0 || read.points.length === 0) {
    keep(signal, read, app, parts).then(
      (kept) => done(null, kept),
      (error) => done(error, keptAll),
    );
    return;
  }
  const out = read;
  parts.committer.add(app.appId, out.points, (error) =>
    done(error, error ? keptAll : account(signal, out, app, parts)),
  );
}

/** Names what is new, commits, counts. */
async function keep(
  signal: Signal,
  read: Decoded | Promise<Decoded>,
  app: TokenApp,
  parts: IngestParts,
): Promise<Kept> {
  const out = await read;
  if (out.pending.length > 0) await nameSeries(out, parts.pool);
  if (out.points.length > 0) await parts.committer.commit(app.appId, out.points);
  return account(signal, out, app, parts);
}

/** Counts what is durable, and what was refused. */
function account(signal: Signal, out: Decoded, { appId, tokenId }: TokenApp, parts: IngestParts): Kept {
  parts.ledger.kept(appId, tokenId, out.points.length, out.app.active);
  const { rejections } = out;
  endDecoding(out);
  if (rejections.size === 0) return keptAll;
  for (const [reason, { points, example }] of rejections) parts.ledger.lost(appId, reason, points, example);
  return { rejected: rejectedPoints(rejections), message: describe(rejections, itemsOf[signal]) };
}

/** What the request holds, unpacked and decoded, taken from the points that the app may send. */
function readPoints(signal: Signal, delivery: Delivery, parts: IngestParts): Decoded | Promise<Decoded> {
  const { app, encoding } = delivery;
  const decodeAll = (bytes: Buffer): Decoded | Promise<Decoded> => {
    const { appId, limits } = app;
    const series = parts.cache.of(appId, limits.activeSeries, parts.now(), limits.share);
    const out = startDecoding(series, limits, parts.now());
    const takeItems = (items: number) => {
      parts.admission.takePoints(appId, limits, items);
      return out;
    };
    const items = decode(signal, bytes, encoding, out);
    return typeof items === 'number' ? takeItems(items) : items.then(takeItems);
  };
  const bytes = unpackBriefly(signal, delivery, parts.limits);
  return bytes ? decodeAll(bytes) : unpack(delivery, parts.limits).then(decodeAll);
}

/** Bytes of an unzipped body at most. */
export function mostBytes(encoding: Encoding, limits: BodyLimits, { bodyBytes }: IngestLimits): number {
  return Math.min(bodyBytes, encoding === 'json' ? limits.jsonBytes : limits.bytes);
}

/** Small gzipped metrics in protobuf, into a buffer that is overwritten when others get their turn; null: not these. */
function unpackBriefly(
  signal: Signal,
  { app, coding, encoding, sent, seat }: Delivery,
  limits: BodyLimits,
): Buffer | null {
  if (signal !== 'metrics' || coding !== 'gzip' || encoding !== 'protobuf') return null;
  const bytes = gunzipBriefly(sent);
  if (!bytes) return null;
  const most = mostBytes(encoding, limits, app.limits);
  if (bytes.length > most) throw tooLarge('body', most);
  seat.take(bytes.length);
  return bytes;
}

async function unpack({ app, coding, encoding, sent, seat }: Delivery, limits: BodyLimits): Promise<Buffer> {
  const most = mostBytes(encoding, limits, app.limits);
  const bytes = coding === 'gzip' ? await unzip(sent, most, seat) : sent;
  if (bytes.length > most) throw tooLarge('body', most);
  return bytes;
}

/** What a request of each signal is made of, in the words of its answer. */
const itemsOf: Record<Signal, string> = { metrics: 'points', traces: 'spans', logs: 'log records' };

/** Adds what the request holds to `out`; answers how many points, spans or records that were. */
function decode(signal: Signal, bytes: Buffer, encoding: Encoding, out: Decoded): number | Promise<number> {
  if (signal === 'traces') return addSpans(bytes, encoding, out);
  if (signal === 'logs') return addLogs(bytes, encoding, out);
  if (encoding === 'json') decodeJson(bytes.toString('utf8'), out);
  else if (!replay(bytes, out)) {
    const tasks = planMetrics(bytes, out);
    if (!runTasks(bytes, tasks, out, sliceOfPoints)) return decodeInSlices(bytes, tasks, out);
    learn(bytes, out);
  }
  return pointsOf(out);
}

async function decodeInSlices(bytes: Buffer, tasks: Task[], out: Decoded): Promise<number> {
  const own = isBrief(bytes) ? Buffer.from(bytes) : bytes;
  do await turn();
  while (!runTasks(own, tasks, out, sliceOfPoints));
  return pointsOf(out);
}

/** Kept and refused ones. */
function pointsOf({ points, rejections }: Decoded): number {
  return points.length + (rejections.size === 0 ? 0 : rejectedPoints(rejections));
}

/** What an error means to the sender; one that is nobody's on purpose is logged. */
export function asRefused(error: unknown, { log }: Pick<IngestParts, 'log'>): Refused {
  if (error instanceof Refused) return error;
  if (error instanceof DecodeError) return new Refused(400, error.message, 'cannot-be-decoded');
  if (!isDatabaseAway(error)) log('a request failed', error);
  // Whatever it was, its outcome is unknown: the sender repeats, and repeats are harmless.
  return new Refused(503, 'the points could not be stored now: send them again', 'not-stored', 5);
}
