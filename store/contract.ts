/**
 * The store's door: what other rooms may ask of telemetry in Postgres. The only room with SQL for
 * telemetry. (Signatures first; index.ts exports the functions that fulfil them.)
 */
import type { Pool, PoolClient } from 'pg';
import type { HourFacts, Observations, SignalColumns, SignalHour } from '@/advisor/types';
import type { SignalId } from '@/catalogue/types';
import type { PointColumns, Series, SeriesIdentity, SeriesPoints } from './points/points';

export type Db = Pool | PoolClient;

/** store/series/series.ts */
export type InternSeries = (db: Pool, appId: number, identities: SeriesIdentity[]) => Promise<number[]>;
export type ReadSeries = (db: Db, appId: number, metrics?: string[]) => Promise<Series[]>;

/** store/append.ts: one transaction, synchronous commit; every app's points or none of a try. */
export interface Batch {
  appId: number;
  points: PointColumns;
}
export type AppendBatches = (db: Pool, batches: Batch[], receivedAt: number) => Promise<void>;

/** What a reader wants beside metrics and time. */
export interface ReadOptions {
  /** Only these of the metrics' series, as read before or being read; default: all of them. */
  series?: Series[] | Promise<Series[]>;
  /**
   * raw (default): every point that frames still hold, and minutes where the hour is folded.
   * minute: folded to minutes everywhere. hour: hour blocks, and what is newer folded to hours.
   */
  resolution?: 'raw' | 'minute' | 'hour';
  /**
   * What the reader can do without, so that stored blocks are read faster: `spread` of folded gauges; `moments`
   * of explicit histograms (count, sum, min, max), which come as `buckets` then where their bounds are equal.
   */
  without?: ReadonlySet<'spread' | 'moments'>;
}
/**
 * store/read.ts: all points of the named metrics of an app with time in [fromAt, toAt), deduplicated by
 * (series, start, time), ordered by time; from frames and blocks, in one snapshot.
 */
export type ReadPoints = (
  db: Db,
  appId: number,
  metrics: string[],
  fromAt: number,
  toAt: number,
  options?: ReadOptions,
) => Promise<SeriesPoints[]>;

/**
 * store/fold/points.ts, pure: what a minute (or an hour) keeps of one series, by DESIGN's table "What a
 * minute holds". Folding folded points, or points in any order of arrival, changes nothing.
 */
export type FoldPoints = (points: SeriesPoints, slotMs: number) => SeriesPoints;

/**
 * store/block/block.ts, pure: one row (or several, cut by metric at about 1 MiB) of an app's folded hour or day.
 * `directory` names where each metric's columns lie in the payload, so that a reader fetches its slice.
 */
export interface BlockPart {
  directory: number[];
  payload: Uint8Array;
}
export type EncodeBlock = (series: SeriesPoints[]) => BlockPart[];

/** store/signals/signals.ts: what derivation writes and everybody else reads. */
export interface SignalHourBlock {
  hourAt: number;
  /** Up to 60 minutes of every signal with data. */
  minutes: SignalColumns[];
  hours: Record<SignalId, SignalHour>;
  facts: HourFacts;
  /** 60 minutes a column. */
  observations: Observations;
}
export type WriteSignals = (db: PoolClient, blocks: (SignalHourBlock & { appId: number })[]) => Promise<void>;
/** Minutes in [fromAt, toAt) as one continuous column set a signal; holes are noData. */
export type ReadSignals = (
  db: Db,
  appId: number,
  signals: SignalId[] | 'all',
  fromAt: number,
  toAt: number,
) => Promise<Map<SignalId, SignalColumns>>;
export type ReadSignalHours = (
  db: Db,
  appId: number,
  fromAt: number,
  toAt: number,
) => Promise<{ signals: Map<SignalId, SignalHour[]>; facts: HourFacts[] }>;

export type ReadObservations = (db: Db, appId: number, fromAt: number, toAt: number) => Promise<Observations>;
