/** What a roadmap test says, once read. Times are minutes since its start, a Monday at 00:00 UTC. */
import type {
  Deployment,
  Population,
  Price,
  Roadmap,
  SignalDefinition,
  SignalId,
  Step,
  Worsens,
} from '@/catalogue/types';
import type { DateFinding, ObservationId } from '../types';

/** A mistake in the test itself; `says` holds what is wrong and what to write instead. */
export interface TestProblem {
  line: number;
  column: number;
  says: string;
}

/** What Headroom said otherwise than the test expects. */
export interface Failure {
  line: number;
  /** The moment, as the test writes it. */
  at: string;
  expected: string;
  got: string;
}

export type Value =
  | { kind: 'none' }
  | { kind: 'quiet' }
  /** A straight line over the stretch; `percent`: of the stretch's `of`. */
  | { kind: 'line'; from: number; to: number; percent: boolean }
  /** Lowest at 03:00, highest at 15:00, every day. */
  | { kind: 'day'; low: number; high: number; percent: boolean }
  /** base + perUser × users of the moment. */
  | { kind: 'follows'; base: number; perUser: number }
  /** Requests of several durations; shares add up to 1. */
  | { kind: 'mixture'; parts: { share: number; ms: number }[] };

export interface Stretch {
  value: Value;
  /** Capacity, or events a minute; `each`: of one instance. Null where the line says none. */
  of: { amount: number; each: boolean } | null;
  growPerDay: number;
  /** Standard deviation from hour to hour, as a share. */
  noise: number;
  /** Null: up to the last moment. */
  minutes: number | null;
}

export interface Series<Name extends string = SignalId> {
  name: Name;
  line: number;
  column: number;
  stretches: Stretch[];
}

/** A number as written: 1.7 means what rounds to 1.7; or both ends of a range. */
export interface Expected {
  text: string;
  low: number;
  high: number;
}

/** A word of the roadmap (an id) with its place, so that an unknown one can be pointed at. */
export interface Named {
  id: string;
  column: number;
}

export interface Episode {
  openedMinute: number;
  /** Null: still open. */
  closedMinute: number | null;
  state: 'open' | 'recovered' | 'unknown';
}

export type Claim =
  /** `learning` beside a value: whether it is marked as one of less than a week; null: either. */
  | { kind: 'load'; value: Expected | null; code: 'load' | 'learning' | 'no-load'; learning: boolean | null }
  | { kind: 'phase'; phase: Named | null; reason: string | null }
  | { kind: 'architecture'; phase: Named }
  | {
      kind: 'threshold';
      threshold: Named;
      code: string;
      value: Expected | null;
      sinceMinute: number | null;
      worst: Expected | null;
      limit: Expected | null;
    }
  | { kind: 'crossings'; threshold: Named; episodes: Episode[] }
  | { kind: 'headroom'; code: string; value: Expected | null; first: Named[]; reason: string | null }
  | { kind: 'limit'; threshold: Named; code: string; value: Expected | null; reason: string | null }
  | { kind: 'step'; step: Named; status: string; urgency: number | null; by: string | null }
  | { kind: 'order'; steps: Named[] }
  | { kind: 'next'; steps: Named[] }
  /** What a finished step did: to one signal, or why that cannot be told. */
  | {
      kind: 'effect';
      step: Named;
      signal: Named | null;
      code: 'too-early' | 'short-history' | 'none' | 'change' | 'cannot-compare';
      /** After ÷ before at equal load. */
      value: Expected | null;
      reason: string | null;
    }
  | { kind: 'level'; code: 'none' | 'undecided' | 'shifted' }
  | { kind: 'date'; of: 'due' | 'safe'; step: Named; fromMinute: number | null; toMinute: number | null }
  /** When a limit is met (a threshold's id), the first of them, or the next phase entered. */
  | {
      kind: 'forecast';
      of: Named | 'first' | 'phase';
      code: DateFinding['code'];
      fromMinute: number | null;
      toMinute: number | null;
    };

export interface Expectation {
  line: number;
  /** The line as written, without comment. */
  text: string;
  claim: Claim;
}

export interface Moment {
  minute: number;
  text: string;
  line: number;
  expectations: Expectation[];
}

export interface StepWord {
  step: Named;
  line: number;
  status: 'done' | 'wont';
  minute: number;
}

export interface OverrideWord {
  threshold: Named;
  line: number;
  limit: number | null;
  holdMinutes: number | null;
  mutedUntilMinute: number | null;
}

/** A signal that a team declares, for roadmaps that name it. */
export interface OwnSignal {
  id: SignalId;
  worsens: Worsens;
}

export interface RoadmapTest {
  /** Id of a built-in roadmap, or a path. */
  roadmap: string;
  roadmapPlace: { line: number; column: number };
  /** Null: what the roadmap counts. */
  population: Population | null;
  concurrentPerDaily: number | null;
  requestsPerUserMinute: number | null;
  deployment: Deployment;
  /** Bucket bounds of latency in ms. */
  boundsMs: number[];
  steps: StepWord[];
  /** When every instance began anew; the first began with the test. */
  restarts: number[];
  /** When a new version began. */
  releases: number[];
  /** The team's days, by the IANA's name. */
  zone: string;
  /** The team's calendar, in days since the start. */
  holidays: { name: string; from: number; to: number; yearly: boolean }[];
  /** The most instances that the autoscaler's own metrics tell of; null: none arrive. */
  autoscalerMax: number | null;
  overrides: OverrideWord[];
  own: OwnSignal[];
  signals: Series[];
  observations: Series<ObservationId>[];
  /** Instances that run; null: one. */
  instances: Series<'instances'> | null;
  /** In order of time. */
  moments: Moment[];
}

export interface PlayGiven {
  roadmap: Roadmap;
  /** All that the roadmap may name. */
  steps: Step[];
  signals: SignalDefinition[];
  prices: Price[];
}
