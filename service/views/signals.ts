/** What the pages of signals and crossings are handed. */
import type { CrossingFacts } from '@/advisor/types';
import type { Aggregation, CustomSignal, SignalId } from '@/catalogue/types';
import type { SeriesMaker } from '../apps/series-makers';
import type { CrossingNote, Happened } from '../crossings/notes';
import type { AppView } from './views';

export interface SignalsView extends AppView {
  /** Dropped or refused telemetry of the last 7 days. */
  refused: { reason: string; points: number; lastAt: number; example: string }[];
  /**
   * Every metric that arrives, with series count, unit, kind; `counted` of its series Headroom made from spans or
   * log records; what a signal of the team's own can make of it, and the attributes that it carries.
   */
  metrics: {
    name: string;
    kind: string;
    unit: string;
    series: number;
    counted: number;
    aggregations: readonly Aggregation[];
    attributes: string[];
  }[];
  /** The language of the SDK that sends most of the series, as snippets call it; null where none says. */
  sdk: string | null;
  /** Signals that the team declared for this app, and how many it may. */
  custom: CustomSignal[];
  customAtMost: number;
  /** The attribute that makes most of all series; null where none makes any. */
  seriesMaker: SeriesMaker | null;
}

/** One crossing with what stands beside it. */
export interface CrossingRow extends CrossingFacts {
  id: number;
  before: Happened[];
  notes: CrossingNote[];
  /** Columns from half an hour before to a quarter after it, where they are still kept. */
  slice: { startAt: number; stepMs: number; values: (number | null)[] } | null;
}

/** What was crossed, when, how badly, and what came of it. */
export interface CrossingsView extends AppView {
  open: CrossingRow[];
  /** Ended ones, newest first. */
  past: CrossingRow[];
  /** What late data showed to have been none, newest first. */
  withdrawn: { at: number; signal: SignalId; thresholdId: string; openedAt: number; closedAt: number | null }[];
  /** Signals that ever crossed, for the filter; and the one chosen. */
  signalsCrossed: SignalId[];
  signal: SignalId | null;
  /** `before` of the next page; null on the last one. */
  olderBefore: number | null;
  mutes: { thresholdId: string; until: number; reason: string; by: string | null; sinceAt: number | null }[];
}

/** What a signal that is being declared would have been in the last hour. */
export interface CustomPreview {
  id: SignalId;
  series: number;
  startAt: number;
  /** A value a minute, null where there is none. */
  values: (number | null)[];
  last: number | null;
  /** Its provenance; null where nothing came in that hour. */
  says: string | null;
}
