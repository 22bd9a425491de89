/**
 * Plays a roadmap test: time goes on as for the worker, which judges the last 26 hours anew each time, and at
 * each moment the advice is asked for. Everything that is judged here is judged by the advisor's own functions.
 */
import { advise } from '../advice';
import { evaluate, lookBackMinutes } from '../crossings/thresholds';
import { thresholdsNow } from '../crossings/thresholds-now';
import { evidenceChange, findEvidence } from '../evidence/evidence';
import { signalHour } from '../signals/hours';
import { withDisks } from '../storage/seen';
import {
  type Advice,
  type AdviseInput,
  type AppFacts,
  type CrossingFacts,
  DAY_MS,
  HOUR_MS,
  type HourFacts,
  MINUTE_MS,
  type Observations,
  type SignalColumns,
  type SignalHour,
  type StepRank,
} from '../types';
import { failureOf } from './claims';
import { withEffects } from './effects';
import { foresee } from './foresee';
import { unknownNames } from './names';
import { judgedSeries, signalsOfTest } from './signals';
import type { Failure, Moment, PlayGiven, RoadmapTest, Series, TestProblem } from './types';
import { columnsOf, instancesAt, START_AT, valueAt } from './values';

/** As service/evaluate/evaluate.ts and service/signals/reads.ts have it. */
const JUDGED_MINUTES = 26 * 60;
const MINUTES_READ = 30 * 60;
const HOURS_READ = 84 * 24;
/** Between the judgements on the way to a moment. */
const STRIDE_MINUTES = 6 * 60;

export interface Played {
  /** Names in the test that the roadmap does not have. */
  problems: TestProblem[];
  failures: Failure[];
  /** How many lines were checked. */
  checked: number;
}

/** Everything that Headroom says otherwise than the test expects; empty failures: it holds. */
export function playRoadmapTest(test: RoadmapTest, asked: PlayGiven): Played {
  const given = { ...asked, signals: signalsOfTest(test, asked) };
  const problems = unknownNames(test, given);
  if (problems.length > 0) return { problems, failures: [], checked: 0 };
  const app = appOf(test, given);
  const failures: Failure[] = [];
  let checked = 0;
  for (const moment of test.moments) {
    const advice = goTo(app, moment);
    for (const expectation of moment.expectations) {
      checked++;
      const { line, text } = expectation;
      const got = failureOf(expectation.claim, advice, given.roadmap);
      if (got !== null) failures.push({ line, at: moment.text, expected: text, got });
    }
  }
  return { problems, failures, checked };
}

interface TestApp {
  test: RoadmapTest;
  given: PlayGiven;
  judged: Series[];
  minute: number;
  hours: Map<string, SignalHour[]>;
  hourFacts: HourFacts[];
  crossings: CrossingFacts[];
  /** Ticks that telemetry made. */
  ticks: AppFacts['stepStates'];
  /** What the checklist of the moment before was ordered by. */
  standing: Record<string, StepRank>;
}

function appOf(test: RoadmapTest, given: PlayGiven): TestApp {
  const judged = judgedSeries(test, given.roadmap);
  const hours = new Map<string, SignalHour[]>(judged.map(({ name }) => [name, []]));
  return { test, given, judged, minute: 0, hours, hourFacts: [], crossings: [], ticks: [], standing: {} };
}

function goTo(app: TestApp, { minute, expectations }: Moment): Advice {
  while (app.minute + STRIDE_MINUTES < minute) judge(app, app.minute + STRIDE_MINUTES);
  const input = judge(app, minute);
  // A forecast takes as long as days of judging: only where a line asks for it.
  const dated = expectations.some(({ claim: { kind } }) => ['date', 'forecast', 'level'].includes(kind));
  const dates = dated ? { dates: foresee(input, app.hours) } : {};
  const steps = expectations.flatMap(({ claim }) => (claim.kind === 'effect' ? [claim.step.id] : []));
  const facts = withEffects(app.test, input, { steps, hours: app.hours, hourFacts: app.hourFacts });
  const advice = advise({ ...input, facts, ...dates, standing: app.standing });
  app.standing = advice.checklist.ranks ?? {};
  return advice;
}

/** What the worker does at a minute: signals, thresholds, crossings, ticks; goes out: what the advice is made of. */
function judge(app: TestApp, minute: number): AdviseInput {
  const nowAt = START_AT + minute * MINUTE_MS;
  deriveHours(app, minute);
  const minutes = readMinutes(app, minute);
  const hours = new Map([...app.hours].map(([name, all]) => [name, all.slice(-HOURS_READ)]));
  const facts = factsAt(app, minute);
  const thresholds = thresholdsNow({ facts, minutes, hours, hourFacts: app.hourFacts, nowAt });
  const fromAt = Math.max(START_AT, nowAt - JUDGED_MINUTES * MINUTE_MS);
  app.crossings = thresholds.flatMap((threshold) => {
    const earlier = app.crossings.filter(({ thresholdId }) => thresholdId === threshold.id);
    const definition = app.given.signals.find(({ id }) => id === threshold.signal);
    const columns = minutes.get(threshold.signal);
    return evaluate({ threshold, columns, definition, fromAt, toAt: nowAt, earlier }).crossings;
  });
  const observations = withDisks(observe(app.test, minute), { hours, hourFacts: app.hourFacts, nowAt });
  tick(app, { ...facts, stepStates: [...facts.stepStates] }, observations, nowAt);
  app.minute = minute;
  const hourFacts = app.hourFacts.slice(-HOURS_READ);
  const rest = { firstAt: START_AT, newestAt: nowAt - MINUTE_MS, environment: null, synthetic: false };
  return {
    ...rest,
    facts: factsAt(app, minute),
    nowAt,
    minutes,
    hours,
    hourFacts,
    observations,
    crossings: app.crossings,
  };
}

/** Hour rows up to a minute, the hour that is still open among them. */
function deriveHours({ test, given, judged, hours, hourFacts }: TestApp, minute: number): void {
  const firstOpen = Math.max(0, hourFacts.length - 1);
  hourFacts.length = Math.min(hourFacts.length, firstOpen);
  for (const list of hours.values()) list.length = Math.min(list.length, firstOpen);
  for (let hour = firstOpen; hour * 60 < minute; hour++) {
    const from = hour * 60;
    for (const series of judged) {
      const definition = given.signals.find(({ id }) => id === series.name);
      hours
        .get(series.name)
        ?.push(signalHour(columnsOf(test, series, definition, { from, to: from + 60, nowMinute: minute })));
    }
    const begun = Math.max(0, ...test.restarts.filter((restart) => restart <= from));
    hourFacts.push({
      at: START_AT + hour * HOUR_MS,
      instancesMedian: instancesAt(test, from + 30),
      startedAt: START_AT + begun * MINUTE_MS,
      ...versionsIn(test, from),
      ...(test.autoscalerMax === null ? {} : { maxInstances: test.autoscalerMax }),
    });
  }
}

/** Versions that ran in an hour, and when new ones began. */
function versionsIn({ releases }: RoadmapTest, from: number): Pick<HourFacts, 'versions' | 'deployments'> {
  const before = releases.filter((minute) => minute < from).length;
  const own = releases.filter((minute) => minute >= from && minute < from + 60);
  const version = (n: number) => String(before + n + 1);
  return {
    versions: [version(0), ...own.map((_, n) => version(n + 1))],
    deployments: own.map((minute, n) => ({ at: START_AT + minute * MINUTE_MS, version: version(n + 1) })),
  };
}

function readMinutes({ test, given, judged }: TestApp, minute: number): Map<string, SignalColumns> {
  const from = minute - MINUTES_READ - 2 * lookBack(given);
  return new Map(
    judged.map((series) => {
      const definition = given.signals.find(({ id }) => id === series.name);
      return [series.name, columnsOf(test, series, definition, { from, to: minute, nowMinute: minute })];
    }),
  );
}

/** Held times may be as long as a day: read as far back as the longest one looks. */
function lookBack({ roadmap }: PlayGiven): number {
  const all = [...roadmap.thresholds, ...roadmap.phases.flatMap(({ thresholds }) => thresholds)];
  const longest = all.map(({ holdMinutes }) =>
    lookBackMinutes({ holdMinutes } as Parameters<typeof lookBackMinutes>[0]),
  );
  return Math.max(0, ...longest);
}

function observe(test: RoadmapTest, minute: number): Observations {
  const from = minute - JUDGED_MINUTES;
  const columns = test.observations.map((series) => {
    const values = Float64Array.from({ length: JUDGED_MINUTES }, (_, i) => {
      const value = from + i < 0 ? 'none' : valueAt(test, series, from + i);
      return typeof value === 'string' ? Number.NaN : value;
    });
    return [series.name, values] as const;
  });
  return { startAt: START_AT + from * MINUTE_MS, columns: Object.fromEntries(columns) };
}

function tick(app: TestApp, facts: AppFacts, observations: Observations, nowAt: number): void {
  for (const step of facts.steps) {
    const state = facts.stepStates.find(({ stepId }) => stepId === step.id);
    if (state?.by === 'person') continue;
    const evidence = findEvidence(step, observations, { nowAt, evidenceWindowMinutes: null, state });
    const change = evidenceChange(state, evidence, nowAt, null);
    const others = app.ticks.filter(({ stepId }) => stepId !== step.id);
    if (change.change === 'tick') {
      const tick = { stepId: step.id, status: 'done', by: 'telemetry', at: change.at } as const;
      app.ticks = [...others, { ...tick, reason: null, falseSinceAt: null }];
    } else if (change.change === 'withdraw') app.ticks = others;
    else if (change.change === 'false-since' && state)
      app.ticks = [...others, { ...state, falseSinceAt: change.at, ...instrumentationOf(change) }];
  }
}

const instrumentationOf = ({ instrumentation }: { instrumentation?: number }) =>
  instrumentation === undefined ? {} : { instrumentation };

function factsAt({ test, given, ticks }: TestApp, minute: number): AppFacts {
  const byPerson = test.steps.filter((word) => word.minute <= minute);
  const ticked = new Set(byPerson.map(({ step }) => step.id));
  return {
    appId: 1,
    ...given,
    deployment: test.deployment,
    population: test.population ?? given.roadmap.loadUnit,
    concurrentPerDaily: test.concurrentPerDaily,
    requestsPerUserMinute: test.requestsPerUserMinute,
    timeZone: test.zone,
    evidenceWindowMinutes: null,
    holidays: test.holidays.map(({ from, to, ...rest }) => ({
      ...rest,
      from: START_AT + from * DAY_MS,
      to: START_AT + to * DAY_MS,
    })),
    overrides: test.overrides.map(({ threshold, limit, holdMinutes, mutedUntilMinute }) => ({
      thresholdId: threshold.id,
      limit,
      holdMinutes,
      mutedUntil: mutedUntilMinute === null ? null : START_AT + mutedUntilMinute * MINUTE_MS,
      reason: 'the test says so',
    })),
    stepStates: [
      ...byPerson.map(({ step, status, minute: at }) => ({
        stepId: step.id,
        status,
        by: 'person' as const,
        at: START_AT + at * MINUTE_MS,
        reason: status === 'wont' ? 'the test says so' : null,
        falseSinceAt: null,
      })),
      ...ticks.filter(({ stepId }) => !ticked.has(stepId)),
    ],
  };
}
