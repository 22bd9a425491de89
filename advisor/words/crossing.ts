/** Crossings, thresholds and evidence in words. */
import type { SignalDefinition } from '@/catalogue/types';
import { UNBOUNDED_MS } from '../crossings/latency';
import {
  type CrossingFacts,
  type EffectiveThreshold,
  type EvidenceFinding,
  MINUTE_MS,
  type ThresholdStatus,
} from '../types';
import { formatDay, formatSince } from './dates';
import { formatCount, formatDuration, formatMinutes, formatNumber, formatValue } from './format';
import { unitOf } from './names';
import type { Wording } from './wording';

/** "crossed 1 h 24 min, closed 20:10", "past its limit since 09:10"; no subject, no full stop. */
export function crossingSentence(crossing: CrossingFacts, wording: Wording): string {
  const when = (at: number) => formatSince(at, wording.nowAt, wording.zone);
  const { openedAt, closedAt, state, overMinutes, unknownSinceAt } = crossing;
  if (closedAt === null) {
    const unknown = unknownSinceAt === null ? '' : `, unknown since ${when(unknownSinceAt)}`;
    return `past its limit since ${when(openedAt)}${unknown}`;
  }
  if (state === 'unknown') {
    return `crossed ${when(openedAt)}, at least ${formatMinutes(overMinutes)}; how it ended is unknown`;
  }
  return `crossed ${formatDuration(closedAt - openedAt)}, closed ${when(closedAt)}`;
}

/** "40 min, since 13:52" for a narrow column. */
export function openFor(crossing: Pick<CrossingFacts, 'openedAt'>, wording: Wording): string {
  const { nowAt, zone } = wording;
  return `${formatDuration(Math.max(MINUTE_MS, nowAt - crossing.openedAt))}, since ${formatSince(crossing.openedAt, nowAt, zone)}`;
}

/** "worst 734 ms of 500 ms at 19:31, instances web-1 and web-2". */
export function worstSentence(
  crossing: CrossingFacts,
  definitions: readonly SignalDefinition[],
  wording: Wording,
  /** A time of the day that the reader sees beside it: that day is not said again. */
  daySaidAt: number = wording.nowAt,
): string {
  const unit = unitOf(crossing.signal, definitions);
  const at = formatSince(crossing.worstAt, daySaidAt, wording.zone);
  const instances = crossing.instances.length === 0 ? '' : `, on ${formatCount(crossing.instances.length, 'instance')}`;
  return `worst ${formatValue(crossing.worstValue, unit)} of ${formatValue(crossing.limit, unit)} at ${at}${instances}`;
}

/** "500 ms for 5 min": the label on a threshold's line. */
export function limitLabel(threshold: Pick<EffectiveThreshold, 'limit' | 'holdMinutes'>, unit: string): string {
  return `${formatValue(threshold.limit, unit)} for ${formatMinutes(threshold.holdMinutes)}`;
}

/** Where a signal stands against its threshold now: "below its threshold", "no data since 14:03". */
export function thresholdSentence(
  status: ThresholdStatus,
  definitions: readonly SignalDefinition[],
  wording: Wording,
): string {
  const { threshold } = status;
  switch (status.code) {
    case 'crossed':
      return crossingSentence(status.crossing, wording);
    case 'clear':
      return clearSentence(threshold, status.value);
    case 'no-data':
      return status.lastAt === null
        ? 'no data yet'
        : `no data since ${formatSince(status.lastAt, wording.nowAt, wording.zone)}`;
    case 'no-traffic':
      return 'no traffic';
    case 'too-few': {
      const what = definitions.find(({ id }) => id === threshold.signal)?.kind;
      const of = what === 'latency' ? 'requests' : what === 'ratio' ? 'events' : 'points';
      return `too few ${of} to tell: ${formatNumber(Math.floor(status.have))} of ${formatNumber(Math.ceil(status.need))} needed`;
    }
    case 'between-bounds': {
      const unit = unitOf(threshold.signal, definitions) || 'ms';
      const scale = unit === 's' ? 1000 : 1;
      const high = status.highMs < UNBOUNDED_MS ? formatNumber(status.highMs / scale) : null;
      const between =
        high === null
          ? `above ${formatValue(status.lowMs / scale, unit)}`
          : `between ${formatNumber(status.lowMs / scale)} and ${high} ${unit}`;
      return `cannot tell: ${between}. Send a bucket bound at ${formatValue(threshold.limit, unit)}`;
    }
  }
}

// A value beyond the limit is no crossing before it has lasted as long as the threshold asks.
function clearSentence({ worsens, limit, holdMinutes }: EffectiveThreshold, value: number): string {
  const beyond = worsens === 'down' ? value < limit : value > limit;
  if (beyond) return `past its limit, not for ${formatMinutes(holdMinutes)} yet`;
  return worsens === 'down' ? 'above its threshold' : 'below its threshold';
}

/** What telemetry says of a step: "seen working, ticks after 20 of 24 h". */
export function evidenceSentence(evidence: EvidenceFinding, wording: Wording): string {
  switch (evidence.code) {
    case 'proved':
      return 'seen working';
    case 'seen':
      return `seen working, ticks after ${span(evidence.needHours, evidence.windowHours)}`;
    case 'suggested':
      return 'looks done: confirm';
    case 'gone': {
      const since = formatDay(evidence.sinceAt, wording.zone, wording.nowAt);
      return evidence.sourceStillReports
        ? `no longer seen since ${since}`
        : `proof not seen since ${since}: its source is silent`;
    }
    case 'not-seen':
      return 'not seen yet';
    case 'person':
      return 'only a person can tick this';
  }
}

/** "20 of 24 h", and in minutes where the window was set shorter: "2 of 2 min". */
function span(needHours: number, windowHours: number): string {
  if (windowHours >= 1) return `${formatNumber(needHours, 2)} of ${formatNumber(windowHours, 2)} h`;
  return `${Math.ceil(needHours * 60 - 1e-9)} of ${Math.round(windowHours * 60)} min`;
}
