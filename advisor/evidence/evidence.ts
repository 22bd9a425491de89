/**
 * Which steps telemetry proves (RULES 14): a condition that held in 20 of the last 24 hours over at
 * least 100 operations. Absence proves nothing; a silent source makes a tick grey, not undone.
 */
import type { Step } from '@/catalogue/types';
import { type AppFacts, type EvidenceFinding, MINUTE_MS, type Observations } from '../types';
import { EVIDENCE_RULES } from './rules';
import { type EvidenceRule, reportedMinutes, type Slot, sum } from './slot';

export type StepState = AppFacts['stepStates'][number];

const WINDOW_MINUTES = 24 * 60;
/** 24 slots a window: hours of a day, or minutes where the app's own window is shorter than 24 of them. */
const SLOTS = 24;
const NEED_SHARE = 20 / 24;
const NEED_OPERATIONS = 100;
/** "Now" is the last five minutes, or one slot where that is shorter. */
const NOW_MINUTES = 5;
/** Newest minutes that may still be on their way (export and derivation). */
const LATE_MINUTES = 3;
/** 72 h of a 24 h window. */
const WITHDRAW_WINDOWS = 3;
/** Traffic below half of the window's is no fair witness of absence. */
const USUAL_TRAFFIC = 0.5;

export interface EvidenceOptions {
  nowAt: number;
  /** The app's own window; null is the usual 24 hours. */
  evidenceWindowMinutes: number | null;
  /** What is stored of this step, if anything. */
  state?: StepState | undefined;
  /** The one that the observations are of; one that nobody named counts as production. */
  environment?: { name: string; said: boolean } | null | undefined;
}

/** Names that no production has. */
const NO_PRODUCTION = /^(dev|test|stag|stg|qa|uat|ci|local|sandbox|preview|demo|int(egration)?$)/i;

/** What the last window of observations says of one step. */
export function findEvidence(step: Step, observations: Observations, options: EvidenceOptions): EvidenceFinding {
  const { rule: name, strength, says } = step.evidence;
  const rule = name === null ? undefined : EVIDENCE_RULES[name];
  if (name === null || rule === undefined) return { code: 'person' };
  const { environment } = options;
  const seen = look(rule, observations, options);
  const ticked = options.state?.by === 'telemetry' && options.state.status === 'done';
  if (environment?.said && NO_PRODUCTION.test(environment.name)) {
    // What works elsewhere proves nothing for production, and what is missing there denies nothing.
    const since = options.state?.falseSinceAt ?? options.nowAt;
    if (ticked) return { code: 'gone', rule: name, sinceAt: since, sourceStillReports: false };
    return seen.enough
      ? { code: 'suggested', rule: name, says: `${says} Seen in “${environment.name}”, not in production.` }
      : { code: 'not-seen', rule: name, says };
  }
  if (strength === 'proves') {
    const hours = { trueHours: seen.trueHours, needHours: seen.needHours };
    if (seen.enough || (ticked && seen.now)) return { code: 'proved', rule: name, ...hours, says };
    if (ticked) {
      const sinceAt = options.state?.falseSinceAt ?? seen.lastTrueAt ?? options.nowAt;
      const now = instrumentationAt(observations, seen.end);
      const then = options.state?.instrumentation ?? instrumentationAt(observations, minuteOf(observations, sinceAt));
      // Another release of the SDK may count otherwise: what it does not show is not undone.
      const isSame = now === null || then === null || now === then;
      const window = { observations, from: seen.from, to: seen.end };
      const sourceStillReports = isSame && sourceReports(rule, window, seen.recentMinutes);
      return {
        code: 'gone',
        rule: name,
        sinceAt,
        sourceStillReports,
        ...(then === null ? {} : { instrumentation: then }),
      };
    }
    if (seen.now) return { code: 'seen', rule: name, ...hours, windowHours: seen.windowHours, says };
  } else if (strength === 'suggests' && seen.enough) {
    return { code: 'suggested', rule: name, says };
  }
  if (seen.suggestedNow && rule.alsoSuggests !== undefined)
    return { code: 'suggested', rule: name, says: rule.alsoSuggests.says };
  return { code: 'not-seen', rule: name, says };
}

const minuteOf = ({ startAt }: Observations, at: number): number => Math.floor((at - startAt) / MINUTE_MS);

/** Which releases of the SDKs reported at a minute or last before it, as one number; null where they do not say. */
function instrumentationAt({ columns: { instrumentation } }: Observations, minute: number): number | null {
  for (let i = Math.min(minute, (instrumentation?.length ?? 0) - 1); i >= 0; i--) {
    const value = instrumentation?.[i] ?? Number.NaN;
    if (!Number.isNaN(value)) return value;
  }
  return null;
}

export interface StepStatus {
  status: 'open' | 'done' | 'wont';
  by: 'telemetry' | 'person' | null;
  doneAt: number | null;
  reason: string | null;
}

/** Whether a step counts as done: what is stored, or proof seen now. */
export function stepStatus(state: StepState | undefined, evidence: EvidenceFinding, nowAt: number): StepStatus {
  if (state !== undefined) return { status: state.status, by: state.by, doneAt: state.at, reason: state.reason };
  if (evidence.code === 'proved') return { status: 'done', by: 'telemetry', doneAt: nowAt, reason: null };
  return { status: 'open', by: null, doneAt: null, reason: null };
}

/**
 * What has to be stored after looking: `tick` a step that is proved; `false-since` notes when the proof
 * of a machine's tick was last seen (null: it is back); `withdraw` the tick after 72 h of that.
 */
export type EvidenceChange =
  | { change: 'tick'; at: number }
  | { change: 'withdraw' }
  | { change: 'false-since'; at: number | null; instrumentation?: number }
  | { change: 'none' };

export function evidenceChange(
  state: StepState | undefined,
  evidence: EvidenceFinding,
  nowAt: number,
  evidenceWindowMinutes: number | null = null,
): EvidenceChange {
  if (state === undefined) return evidence.code === 'proved' ? { change: 'tick', at: nowAt } : { change: 'none' };
  if (state.by !== 'telemetry' || state.status !== 'done') return { change: 'none' };
  if (evidence.code === 'proved')
    return state.falseSinceAt === null ? { change: 'none' } : { change: 'false-since', at: null };
  if (evidence.code !== 'gone') return { change: 'none' };
  const { instrumentation } = evidence;
  if (state.falseSinceAt === null)
    return {
      change: 'false-since',
      at: evidence.sinceAt,
      ...(instrumentation === undefined ? {} : { instrumentation }),
    };
  const withdrawAfterMs = WITHDRAW_WINDOWS * (evidenceWindowMinutes ?? WINDOW_MINUTES) * MINUTE_MS;
  const longEnough = nowAt - state.falseSinceAt >= withdrawAfterMs;
  return longEnough && evidence.sourceStillReports ? { change: 'withdraw' } : { change: 'none' };
}

interface Look {
  enough: boolean;
  now: boolean;
  suggestedNow: boolean;
  trueHours: number;
  needHours: number;
  windowHours: number;
  lastTrueAt: number | null;
  /** Index after the newest minute that was looked at. */
  end: number;
  /** Index of the first one. */
  from: number;
  /** The newest of them, which say whether the source still reports. */
  recentMinutes: number;
}

/**
 * A step is looked at for its tick and for what is said of it: of the same observations at the same moment. A look may
 * not hold the observations: a WeakMap's key that its value leads to outlives many collections of young memory.
 */
const looks = new WeakMap<
  Observations,
  Map<EvidenceRule, { nowAt: number; windowMinutes: number | null; seen: Look }>
>();

function look(rule: EvidenceRule, observations: Observations, options: EvidenceOptions): Look {
  let mine = looks.get(observations);
  if (mine === undefined) {
    mine = new Map();
    looks.set(observations, mine);
  }
  const { nowAt, evidenceWindowMinutes: windowMinutes } = options;
  const known = mine.get(rule);
  if (known !== undefined && known.nowAt === nowAt && known.windowMinutes === windowMinutes) return known.seen;
  const seen = lookAt(rule, observations, options);
  mine.set(rule, { nowAt, windowMinutes, seen });
  return seen;
}

function lookAt(rule: EvidenceRule, observations: Observations, options: EvidenceOptions): Look {
  const windowMinutes = options.evidenceWindowMinutes ?? WINDOW_MINUTES;
  const slotMinutes = Math.max(1, Math.round(windowMinutes / SLOTS));
  const slots = Math.max(1, Math.round(windowMinutes / slotMinutes));
  const need = Math.ceil(slots * NEED_SHARE - 1e-9);
  const end = newestMinute(rule, observations, options.nowAt);
  const slotAt = (index: number): Slot => ({
    observations,
    from: end - (index + 1) * slotMinutes,
    to: end - index * slotMinutes,
  });
  const window: Slot = { observations, from: end - windowMinutes, to: end };

  let held = 0;
  let lastTrueAt: number | null = null;
  // From the oldest slot on, so that a sight that counts on can be carried forward.
  for (let index = slots - 1; index >= 0; index--) {
    const holds = rule.holds(slotAt(index));
    if (holds === true) lastTrueAt = observations.startAt + slotAt(index).to * MINUTE_MS;
    if (holds === true || (rule.absenceSaysNothing === true && lastTrueAt !== null)) held += 1;
  }
  const recent: Slot = { observations, from: end - Math.min(NOW_MINUTES, windowMinutes), to: end };
  const operations = rule.operations.reduce((total, id) => total + (sum(window, id) ?? 0), 0);
  const hours = (count: number) => (count * slotMinutes) / 60;
  return {
    enough: held >= need && operations >= NEED_OPERATIONS,
    now: rule.holds(recent) === true,
    suggestedNow: rule.alsoSuggests?.holds(recent) === true,
    trueHours: hours(held),
    needHours: hours(need),
    windowHours: windowMinutes / 60,
    lastTrueAt,
    end,
    from: window.from,
    recentMinutes: Math.max(slotMinutes, NOW_MINUTES),
  };
}

/** Index after the newest minute that counts: the newest reported one, if that is fresh; else now. */
function newestMinute(rule: EvidenceRule, observations: Observations, nowAt: number): number {
  const now = Math.floor((nowAt - observations.startAt) / MINUTE_MS);
  for (let end = now; end > now - LATE_MINUTES; end--) {
    if (reportedMinutes({ observations, from: end - 1, to: end }, rule.source) > 0) return end;
  }
  return now;
}

/** Half of the window's minutes report, and the latest hour has half of the window's traffic. */
function sourceReports(rule: EvidenceRule, window: Slot, recentMinutes: number): boolean {
  if (rule.absenceSaysNothing === true) return false;
  const minutes = window.to - window.from;
  // Of a sample of unknown size only what is in it says something.
  if ((sum(window, 'sampled') ?? 0) > 0) return false;
  if (reportedMinutes(window, rule.source) * 2 < minutes) return false;
  const latest: Slot = { ...window, from: Math.max(window.from, window.to - recentMinutes) };
  if (reportedMinutes(latest, rule.source) * 2 < latest.to - latest.from) return false;
  const requests = sum(window, 'requests');
  if (requests === null) return true;
  return (sum(latest, 'requests') ?? 0) / (latest.to - latest.from) >= (USUAL_TRAFFIC * requests) / minutes;
}
