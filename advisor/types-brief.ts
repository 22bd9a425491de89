/** What lists of apps read of an app's advice. */
import type { SignalId } from '@/catalogue/types';
import type {
  Advice,
  CrossingFacts,
  DateFinding,
  EffectiveThreshold,
  HeadroomFinding,
  StepFinding,
  ThresholdStatus,
} from './types';

/** What one line about an app says of its advice (advisor/brief.ts). */
export interface AdviceBrief extends Pick<Advice, 'newestAt' | 'load' | 'position'> {
  headroom: Omit<HeadroomFinding, 'bySignal' | 'next' | 'throughput'>;
  /** Those that are crossed. */
  thresholds: ThresholdStatus[];
  /** When load meets the first limit; absent where no forecast was made. */
  dates?: { first: { date: DateFinding } };
  /** The disk that is at its limit by time, before load meets one (`fillsFirst`). */
  fills: { signal: SignalId; date: DateFinding } | null;
  /** Cents a month, today's and of the phase after the load's. */
  bill: { nowCents: number | null; nextCents: number | null; currency?: string };
  /** The steps to do first. */
  due: Pick<
    StepFinding,
    'stepId' | 'title' | 'urgency' | 'dueAt' | 'safeAt' | 'effortDays' | 'addsCents' | 'currency'
  >[];
  /** Daily peaks of load of eight weeks, a day each from `fromAt`; null: no such day. */
  loadDays: { fromAt: number; peaks: (number | null)[] } | null;
}

/** What the sentence about an app is told from: its advice, or the brief of it. */
export type StatedAdvice = Pick<AdviceBrief, 'newestAt' | 'load' | 'headroom' | 'thresholds' | 'dates' | 'fills'>;

/** What the state of an app is told from. */
export interface StatedFacts extends Pick<AdviceBrief, 'newestAt' | 'dates' | 'fills'> {
  headroom: Pick<HeadroomFinding, 'code' | 'multiple'> & { reason: { code: string } | null };
  load: { code: string };
  thresholds: { code: string; threshold: Pick<EffectiveThreshold, 'mutedUntil'> }[];
}

/** What the place of an app in a list, and the sums of the list, are told from: of a thousand apps still a small read. */
export interface AdviceLine extends StatedFacts {
  headroom: StatedFacts['headroom'] & Pick<HeadroomFinding, 'first'>;
  /** Those that are crossed. */
  thresholds: (StatedFacts['thresholds'][number] & { crossing: Pick<CrossingFacts, 'openedAt'> })[];
  bill: Pick<AdviceBrief['bill'], 'nowCents' | 'currency'>;
  due: Pick<StepFinding, 'urgency' | 'safeAt'>[];
}
