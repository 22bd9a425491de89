/**
 * Telemetry in PostgreSQL: the only room with SQL for telemetry.
 * May import `telemetry`, `config` and types of advisor and catalogue, nothing else of ours.
 * Comes in: points of an app with their series, signals that were derived. Goes out: the same, exactly as
 * it came in, for the app, metrics and time that were asked for; contract.ts has the signatures.
 */
export { dropAccessChanges, readAccessVersion } from './access';
export { AppendError, appendBatches } from './append';
export { blockRanges, decodeBlock, encodeBlock } from './block/block';
export { FormatError } from './bytes';
export type * from './contract';
export {
  type Claim,
  claimDirtyHours,
  clearDirtyHours,
  countUnderivedHours,
  markDirty,
  readDirtyApps,
} from './dirty';
export { type Flow, type Lag, readDeriveLag, readFlow, readFoldLag, readStoredBytes } from './flow';
export { type DueFold, FOLD_AFTER_MS, markFoldDue, putOffFold, readFoldDue } from './fold/due';
export { type FoldedHour, fold } from './fold/fold';
export { withPartitions } from './fold/folded';
export { foldPoints } from './fold/points';
export { decodeFrame, encodeFrame } from './frame/frame';
export { dropIntake, type Intake, readIntake, readUse, recordIntake, type Use } from './intake';
export {
  BUCKETS,
  bucketOf,
  type Held,
  inLease,
  inLeases,
  LEASE_MS,
  LeaseLostError,
  type Leases,
  releaseLeases,
  renewLeases,
  scrapeBuckets,
  TRANSACTION_LIMIT_MS,
} from './leases';
export {
  addFrames,
  dropBefore,
  type FrameRead,
  hasNewSeries,
  heldBytes,
  holdOpen,
  isStale,
  type OpenPoints,
} from './open/points';
export { openFrames, readFramesSince, readOpened, readSeriesNames } from './open/read';
export { packSeries } from './open/series';
export { dropBlockPartitions, dropFramePartitions, ensureFramePartitions } from './partitions';
export { classicParts } from './points/classic-buckets';
export { emptyColumns } from './points/histogram-columns';
export { concatPoints, cutPoints, makePoints } from './points/point-columns';
export * from './points/points';
export { inScratch } from './points/scratch';
export { isDatabaseAway, telemetryPool } from './pool';
export * from './query/index';
export { readMetricNames, readPoints } from './read';
export { type ReadyOptions, readiness, type WhyNotReady } from './ready';
export { type Refusal, readRefusals, recordRefusals } from './refusals';
export { type Erased, eraseApp, retainApp } from './retain';
export { identityHash } from './series/identity';
export { internBatches, internSeries, type Named } from './series/interning';
export { rememberedSeries } from './series/memory';
export { readSeries } from './series/series';
export { writeDays } from './signals/days';
export { decodeSignals, encodeSignals, type SignalRows } from './signals/rows';
export { readSeen, type Seen } from './signals/seen';
export {
  announceMinute,
  countDirtyHours,
  readDataSpan,
  readObservations,
  readSignalHours,
  readSignals,
  readSignalsOf,
  retainSignals,
  writeSignalRows,
  writeSignals,
  writtenHours,
  writtenHoursOf,
} from './signals/signals';
