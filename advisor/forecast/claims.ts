/**
 * What load will meet and when, as known at the start of a day of the team: the first limit, each threshold that has a
 * fit, and the next phase, all on the same drawn paths. Depends on data before that day alone, so it is the
 * same whenever in the day it is asked.
 */

import { effectiveThresholds } from '../crossings/thresholds';
import { findHeadroom } from '../headroom/headroom';
import { dailyLoads, dayOf, findLoad, loadSeries, weekBefore } from '../load/load';
import { findPosition, unitFactor } from '../load/position';
import { largest, Z90 } from '../math';
import {
  type AdviseInput,
  type Claim,
  DAY_MS,
  type DateFinding,
  type EffectiveThreshold,
  type FreshDates,
  type HeadroomFinding,
  type LoadFinding,
  type NoDate,
  type PositionFinding,
  type SignalHeadroom,
} from '../types';
import { startOf } from '../zone-days';
import { besideDates } from './beside';
import { filledBy, fullOf } from './claims-by-time';
import { type DateAnswer, LEAST_DAYS, type Meeting, meetingOf, type Paths, pathsOf } from './date';

export interface ClaimsInput {
  advise: AdviseInput;
  dayAt: number;
  /** Daily peaks of load before `dayAt`, oldest first, in the unit of load; longer than what is read each minute. */
  peaks: readonly { at: number; peak: number }[];
}

/** Only days that touch the present count as history: a silence of longer than this has no forecast. */
const SILENT_DAYS = 7;

export function freshDates({ advise, dayAt, peaks }: ClaimsInput): FreshDates {
  const { facts } = advise;
  const { timeZone = 'UTC' } = facts;
  const series = loadSeries(advise);
  const beginsAt = startOf(timeZone, dayAt);
  const load = findLoad({ ...advise, nowAt: beginsAt });
  const loads = dailyLoads(series?.unit === 'users' ? series.hours : [], beginsAt, timeZone);
  const position = findPosition({ facts, load, dailyLoads: loads, nowAt: beginsAt });
  const thresholds = effectiveThresholds(facts, position.code === 'position' ? position.loadPhase : null);
  const headroom = findHeadroom({
    ...advise,
    nowAt: beginsAt,
    thresholds,
    load: series,
    crossings: advise.crossings.filter(({ openedAt }) => openedAt < beginsAt),
  });
  const history = historyOf(peaks, dayAt);
  const firstDay = dayAt - history.length * DAY_MS;
  const paths = pathsOf(history, { holidays: facts.holidays ?? [], firstDay });
  const at: Asked = {
    paths,
    dayAt,
    timeZone,
    days: peaks.length,
    peak: peaks.at(-1)?.peak ?? Number.NaN,
    week: peaks.filter(({ at }) => at >= dayAt - 7 * DAY_MS),
    busiest: largest(weekBefore(series?.hours ?? [], beginsAt).map(({ max5 }) => max5)),
    noLoad: series === null,
  };
  return {
    dayAt,
    claims: [
      claimOfFirst(at, headroom, advise, thresholds),
      ...headroom.bySignal.map((own) => claimOfLimit(at, own, advise, thresholds)),
      ...claimOfPhase(at, position, load, advise),
    ],
    days: peaks.length,
    ...besideDates(paths, dayAt),
  };
}

/** One value a day up to the day before `dayAt`, NaN where a day does not count; empty after a long silence. */
function historyOf(peaks: readonly { at: number; peak: number }[], dayAt: number): Float64Array {
  const first = peaks[0];
  const last = peaks.at(-1);
  if (first === undefined || last === undefined || dayAt - last.at > SILENT_DAYS * DAY_MS) return new Float64Array(0);
  const history = new Float64Array(Math.round((dayAt - first.at) / DAY_MS)).fill(Number.NaN);
  for (const { at, peak } of peaks) history[Math.round((dayOf(at) - first.at) / DAY_MS)] = peak;
  return history;
}

interface Asked {
  paths: Paths | null;
  dayAt: number;
  /** Whose days they are. */
  timeZone: string;
  days: number;
  peak: number;
  /** Counted peaks of the last seven days. */
  week: readonly { at: number; peak: number }[];
  /** Busiest five minutes of the week, which multiples multiply. */
  busiest: number;
  noLoad: boolean;
}

/** A limit in units of load: ln, its deviation, and whether the true one is only known to lie beyond. */
interface LimitLoad {
  ln: number;
  sd: number;
  capped: boolean;
}

function claimOfFirst(
  at: Asked,
  headroom: HeadroomFinding,
  advise: AdviseInput,
  thresholds: readonly EffectiveThreshold[],
): Claim {
  const ids = headroom.bySignal.flatMap((own) => (own.code === 'fits' ? [own.thresholdId] : []));
  const claim = (date: DateFinding, limit: LimitLoad | null): Claim => ({
    what: 'first',
    date,
    known: limit === null ? null : knownOf(at, limit, ids),
    facts: factsOf(advise, thresholds),
  });
  const { code, multiple, low, high, sinceAt } = headroom;
  if (code === 'crossed') return claim({ code: 'past', sinceAt: sinceAt ?? at.dayAt }, null);
  if (code === 'more-than' && multiple !== null) {
    const limit = { ln: Math.log(multiple * at.busiest), sd: 0, capped: true };
    return claim(ask(at, limit, 'limit'), limit);
  }
  if (multiple !== null && low !== null && high !== null) {
    const limit = { ln: Math.log(multiple * at.busiest), sd: Math.log(high / low) / (2 * Z90), capped: false };
    return claim(ask(at, limit, 'limit'), limit);
  }
  return claim(none(at, { code: 'no-limit' }), null);
}

function claimOfLimit(
  at: Asked,
  own: SignalHeadroom,
  advise: AdviseInput,
  thresholds: readonly EffectiveThreshold[],
): Claim {
  const facts = factsOf(
    advise,
    thresholds.filter(({ id }) => id === own.thresholdId),
  );
  const what = `limit:${own.thresholdId}` as const;
  if (own.code === 'crossed') return { what, date: { code: 'past', sinceAt: own.sinceAt }, known: null, facts };
  if (own.code === 'grows-with-time') return { what, ...fullOf(at, own), facts: `${facts}${dayOf(own.startedAt)}` };
  if (own.code === 'fills') return { what, ...filledBy(at, own), facts: `${facts}${own.disk}${own.sizeBytes}` };
  if (own.code !== 'fits') return { what, date: none(at, whyNone(own)), known: null, facts };
  const capped = own.moreThan !== null;
  const limit = capped
    ? { ln: Math.log((own.moreThan as number) * at.busiest), sd: 0, capped }
    : { ln: Math.log(own.limitLoad), sd: Math.log(own.high / own.low) / (2 * Z90), capped };
  return { what, date: ask(at, limit, 'limit'), known: knownOf(at, limit, [own.thresholdId]), facts };
}

function whyNone(own: SignalHeadroom): NoDate {
  if (own.code === 'does-not-rise') return { code: 'does-not-rise', upToLoad: own.upToLoad };
  return { code: 'no-limit' };
}

function claimOfPhase(at: Asked, position: PositionFinding, load: LoadFinding, { facts }: AdviseInput): Claim[] {
  if (position.code !== 'position' || load.code !== 'load' || facts.population === null) return [];
  const next = facts.roadmap.phases[position.loadPhase + 1];
  const factor = unitFactor(facts.population, facts.roadmap.loadUnit, facts.concurrentPerDaily);
  if (next === undefined || factor === null) return [];
  const limit = { ln: Math.log(next.from / factor), sd: 0, capped: false };
  return [
    {
      what: `phase:${next.id}`,
      date: ask(at, limit, 'phase', load.peakFactor),
      known: knownOf(at, limit, []),
      facts: JSON.stringify([facts.roadmap.id, next.from, factor, facts.requestsPerUserMinute]),
    },
  ];
}

function ask(at: Asked, limit: LimitLoad, kind: Meeting['kind'], peakFactor = 1): DateFinding {
  if (at.paths === null) return none(at, { code: 'too-short', have: at.days, need: LEAST_DAYS });
  const reachedAt = kind === 'limit' && !limit.capped ? firstReached(at, Math.exp(limit.ln)) : null;
  if (reachedAt !== null) return { code: 'past', sinceAt: reachedAt };
  const answer = meetingOf(at.paths, { lnLimit: limit.ln, lnLimitSd: limit.sd, kind, peakFactor });
  return inDays(answer, at, limit.capped);
}

/** The first of the last seven days whose peak was at the limit already; null: none was. */
function firstReached({ week }: Asked, load: number): number | null {
  return week.find(({ peak }) => peak >= load)?.at ?? null;
}

/** Days ahead become days of the calendar: 1 is `dayAt` itself, the day after the last one of the history. */
function inDays(answer: DateAnswer, { dayAt }: Asked, capped: boolean): DateFinding {
  const day = (ahead: number) => dayAt + (ahead - 1) * DAY_MS;
  switch (answer.code) {
    case 'too-early':
      return { code: 'cannot-tell', reason: { code: 'too-short', have: answer.have, need: answer.need } };
    case 'not-within':
      return { code: 'not-within', horizonAt: day(answer.horizon), share: answer.share };
    case 'not-before': {
      const reason = capped ? 'capped' : answer.share < 0.5 ? 'rather-not' : 'young';
      const { share } = answer;
      return { code: 'not-before', earlyAt: day(answer.early), horizonAt: day(answer.horizon), share, reason };
    }
    case 'date': {
      const [earlyAt, horizonAt] = [day(answer.early), day(answer.horizon)];
      // The limit lies beyond what was seen: the date is a bound, whatever its paths say.
      if (capped) return { code: 'not-before', earlyAt, horizonAt, share: 0.5, reason: 'capped' };
      const lateAt = answer.late === null ? null : day(answer.late);
      return { code: 'date', earlyAt, likelyAt: day(answer.likely), lateAt, horizonAt };
    }
  }
}

function none({ noLoad, paths, days }: Asked, reason: NoDate): DateFinding {
  if (noLoad) return { code: 'cannot-tell', reason: { code: 'no-load' } };
  if (paths === null) return { code: 'cannot-tell', reason: { code: 'too-short', have: days, need: LEAST_DAYS } };
  return { code: 'cannot-tell', reason };
}

function knownOf({ days, peak }: Asked, { ln, sd }: LimitLoad, thresholds: string[]) {
  const digits = (value: number) => Number(value.toPrecision(6));
  return {
    load: digits(Math.exp(ln)),
    low: digits(Math.exp(ln - Z90 * sd)),
    high: digits(Math.exp(ln + Z90 * sd)),
    days,
    peak: digits(peak),
    thresholds,
  };
}

/** What a person can change of what a limit's date rests on. */
function factsOf({ facts }: AdviseInput, thresholds: readonly EffectiveThreshold[]): string {
  const relieved = new Set(thresholds.map(({ signal }) => signal));
  const relieving = facts.stepStates
    .filter(({ stepId, status }) => {
      const step = facts.steps.find(({ id }) => id === stepId);
      return status === 'done' && step?.relieves.some(({ signal }) => relieved.has(signal)) === true;
    })
    .map(({ stepId }) => stepId)
    .sort();
  const limits = thresholds.map(({ id, limit, holdMinutes }) => [id, limit, holdMinutes]);
  return JSON.stringify([limits, facts.deployment, facts.requestsPerUserMinute, relieving]);
}
