/** What an app stands at since it was evaluated, as far as watching it and its next evaluation go by it. */
import { type Advice, type CrossingFacts, type EffectiveThreshold, HOUR_MS, MINUTE_MS } from '@/advisor/types';
import type { SignalDefinition } from '@/catalogue/types';
import type { AppTelemetry } from '../signals/reads';
import { type Calm, calmOf } from './calm';
import { limitsOf } from './judged';

/** Crossings that ended longer ago are of no use to watching. */
const ENDED_MS = 26 * HOUR_MS;

export interface Standing {
  /** When it was evaluated (ms). */
  at: number;
  limits: string;
  thresholds: { threshold: EffectiveThreshold; definition: SignalDefinition | undefined }[];
  crossings: CrossingFacts[];
  /** It had no signals yet. */
  isEmpty: boolean;
  /** Minutes before it were looked at under these limits. */
  watchedTo: number;
  /** Null: nothing is known of the minutes before. */
  calm: Calm | null;
}

/** What was judged, and by what. */
interface By {
  thresholds: readonly EffectiveThreshold[];
  columns: AppTelemetry['judged'];
}

export function standingOf(
  said: Pick<Advice, 'computedAt' | 'thresholds' | 'crossings' | 'firstAt'>,
  signals: readonly SignalDefinition[],
  by?: By,
): Standing {
  const at = said.computedAt;
  const definitions = new Map(signals.map((each) => [each.id, each]));
  const thresholds = said.thresholds.map(({ threshold }) => threshold);
  const held = {
    thresholds: thresholds.map((threshold) => ({
      threshold: { ...threshold, sourceText: '' },
      definition: definitions.get(threshold.signal),
    })),
    crossings: said.crossings.filter(({ closedAt }) => closedAt === null || closedAt >= at - ENDED_MS),
  };
  return {
    ...held,
    at,
    limits: limitsOf(by?.thresholds ?? thresholds),
    calm: by === undefined || by.columns.size === 0 ? null : calmOf(held, by.columns, startOf(by.columns)),
    isEmpty: said.firstAt === null,
    watchedTo: Math.floor(at / MINUTE_MS) * MINUTE_MS,
  };
}

/** From when on the columns of all signals tell something. */
const startOf = (columns: By['columns']) => Math.max(...[...columns.values()].map(({ startAt }) => startAt));
