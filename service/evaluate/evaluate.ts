/** Each minute, for each app: thresholds → crossings (+ outbox, audit) → steps' ticks → advice → app_state. */
import { advise, evaluate, thresholdsNow } from '@/advisor/index';
import {
  type Advice,
  type AppFacts,
  type CrossingFacts,
  DAY_MS,
  type EffectiveThreshold,
  HOUR_MS,
  MINUTE_MS,
} from '@/advisor/types';
import type { Crossing } from '@/prisma/generated/client';
import type { Transaction } from '../audit';
import { crossingFacts, endUnjudged, replaceCrossings, tellAfterMute, writeCounts } from '../crossings/crossings';
import { happenedBefore, loadOf } from '../crossings/happened-before';
import { plainJson } from '../json';
import { tellDateNear } from '../notifications/date-near';
import { resources } from '../resources';
import { type AppTelemetry, readAppsTelemetry } from '../signals/reads';
import { dueEffect, keepEffect } from '../work/effects';
import { applyEvidence } from '../work/evidence';
import { ownedElsewhere } from '../work/owned-elsewhere';
import { findDates } from './dates';
import { type AppRows, factsOf } from './facts';
import { judgedColumns, judgedFrom, type Since } from './judged';
import {
  lockApps,
  type NewState,
  readAppRows,
  readCrossings,
  readOpenings,
  readStamps,
  readStored,
  type Stored,
  writeStates,
} from './rows';
import { type Standing, standingOf } from './standing';
import { lineOfApp, summaryOf } from './summary';

const KEPT_MS = 30 * DAY_MS;
/** The running hour and the one before are touched all the time; what is older came late. */
const LATE_DATA_MS = 2 * HOUR_MS;
/** Minutes of crossings that opened since then may still change. */
const SETTLING_MS = 26 * HOUR_MS;
const TRANSACTION_MS = 30_000;
/** Time to notice that a mute ended; a worker that was away for longer tells nothing old. */
const TOLD_AFTER_MUTE_MS = 15 * MINUTE_MS;

export interface Asked {
  appId: number;
  /** Earliest hour that was derived again since the last complete evaluation, if any (ms). */
  touchedFromAt?: number | undefined;
  /** What that evaluation left; without it the last day is judged anew. */
  since?: Since | undefined;
}

/** Evaluates one app at `nowAt` (ms). Depends on stored data alone: twice gives the same. */
export async function evaluateApp(appId: number, nowAt: number, touchedFromAt?: number): Promise<void> {
  await evaluateApps([{ appId, touchedFromAt }], nowAt);
}

/**
 * Evaluates several apps in the statements that one takes, in one transaction: all of them or none. Answers what each
 * stands at now; apps that were left out are not in it.
 */
export async function evaluateApps(asked: Asked[], nowAt: number): Promise<Map<number, Standing>> {
  const { prisma, telemetry } = resources();
  const all = asked.map(({ appId }) => BigInt(appId));
  const stamps = await readStamps(prisma, all);
  const rows = await readAppRows(prisma, stamps);
  if (rows.size === 0) return new Map();
  const looked = [...rows].map(([id, { evidenceWindowMinutes }]) => ({ id, evidenceWindowMinutes }));
  const reads = await readAppsTelemetry(telemetry, looked, nowAt);
  const openings = await readOpenings(prisma, all, nowAt - KEPT_MS);
  const judged: Judged[] = [];
  for (const each of asked) {
    const [app, read] = [rows.get(each.appId), reads.get(each.appId)];
    if (app && read) judged.push(await prepare(app, read, { ...each, nowAt, openings: openings.get(app.id) ?? [] }));
  }
  const standing = new Map<number, Standing>();
  await prisma.$transaction(
    async (tx) => {
      const ids = judged.map(({ id }) => BigInt(id));
      await lockApps(tx, ids);
      const stampsNow = await readStamps(tx, ids);
      // Under the lock: a person may have ticked a step or set a limit meanwhile.
      const isWritten = [...stampsNow].some(([id, stamp]) => stamp.rows !== stamps.get(id)?.rows);
      const locked = isWritten ? await readAppRows(tx, stampsNow) : rows;
      const stored = await readStored(tx, ids, Math.min(nowAt - KEPT_MS, ...judged.map(({ fromAt }) => fromAt)));
      const states: NewState[] = [];
      const later: Crossing[] = [];
      for (const each of judged) {
        const app = locked.get(each.id);
        const stamp = stampsNow.get(each.id);
        // A process that slept over its reading has nothing to say to what another found out since.
        const evaluatedAt = stamp?.evaluatedAt ?? nowAt;
        const isOvertaken = evaluatedAt > nowAt && evaluatedAt !== stamps.get(each.id)?.evaluatedAt;
        if (!app || !stamp || isOvertaken) continue;
        const state = await evaluateOne(tx, { ...each, app, nowAt, stored: stored(each.id), later });
        states.push(state);
        standing.set(each.id, standingOf(state.said, factsOf(app).signals, each));
      }
      await writeCounts(tx, later);
      await writeStates(tx, states, nowAt);
    },
    { timeout: TRANSACTION_MS, maxWait: TRANSACTION_MS },
  );
  return standing;
}

interface Said extends NewState {
  said: Advice;
}

/** What can be found out of an app before its row is locked. */
interface Judged {
  id: number;
  read: AppTelemetry;
  thresholds: EffectiveThreshold[];
  columns: AppTelemetry['judged'];
  effect: Awaited<ReturnType<typeof dueEffect>>;
  fromAt: number;
  touchedFromAt: number | undefined;
}

interface Prepared extends Asked {
  nowAt: number;
  /** When its open crossings opened (ms). */
  openings: number[];
}

async function prepare(app: AppRows, read: AppTelemetry, given: Prepared): Promise<Judged> {
  const { appId: id, touchedFromAt, since, nowAt, openings } = given;
  const thresholds = thresholdsNow({ facts: factsOf(app), ...read, nowAt });
  const fromAt = judgedFrom({ thresholds, nowAt, touchedFromAt, since });
  const isLate = touchedFromAt !== undefined && touchedFromAt < nowAt - LATE_DATA_MS;
  // An open crossing's minutes and its worst are counted anew from its opening, unless that is long ago.
  const counted = openings.filter((at) => isLate || at >= nowAt - SETTLING_MS);
  const columns = await judgedColumns({
    appId: id,
    thresholds,
    read,
    fromAt: Math.min(fromAt, ...counted),
    nowAt,
  });
  return { id, read, thresholds, columns, effect: await dueEffect(app, read, nowAt), fromAt, touchedFromAt };
}

async function evaluateOne(
  tx: Transaction,
  given: Judged & { app: AppRows; nowAt: number; stored: Stored; later: Crossing[] },
): Promise<Said> {
  const { app, read, effect, nowAt } = given;
  const facts = factsOf(app);
  const crossings = await judge(tx, { ...given, facts });
  const ticked = await applyEvidence(tx, {
    app,
    facts,
    observations: read.observations,
    environment: read.environment,
    nowAt,
  });
  const stepStates = await keepEffect(tx, app, ticked, effect);
  return adviceOf(tx, { ...given, facts: { ...facts, stepStates }, crossings });
}

interface JudgeInput {
  app: AppRows;
  facts: AppFacts;
  read: AppTelemetry;
  thresholds: EffectiveThreshold[];
  columns: AppTelemetry['judged'];
  fromAt: number;
  nowAt: number;
  stored: Stored;
  /** See replaceCrossings. */
  later: Crossing[];
}

/** Replaces the crossings of the range and answers those of the last 30 days. */
async function judge(tx: Transaction, given: JudgeInput): Promise<CrossingFacts[]> {
  const { app, facts, read, thresholds, columns, fromAt, nowAt, later } = given;
  const rangeAt = Math.floor(fromAt / MINUTE_MS) * MINUTE_MS;
  const stored = given.stored.crossings.filter((row) => row.closedAt === null || row.closedAt.getTime() >= rangeAt);
  let wrote = false;
  const past = {
    hourFacts: read.hourFacts,
    observations: read.observations,
    stepStates: facts.stepStates,
    load: () => loadOf(read.minutes),
  };
  for (const threshold of thresholds) {
    const mine = stored.filter(({ thresholdId }) => thresholdId === threshold.id);
    const { crossings } = evaluate({
      threshold,
      columns: columns.get(threshold.signal),
      definition: facts.signals.find(({ id }) => id === threshold.signal),
      fromAt: rangeAt,
      toAt: Math.floor(nowAt / MINUTE_MS) * MINUTE_MS,
      earlier: mine.map(crossingFacts),
    });
    const muted = (threshold.mutedUntil ?? 0) > nowAt;
    const changed = await replaceCrossings(tx, {
      app,
      nowAt,
      stored: mine,
      crossings,
      muted,
      before: (at) => happenedBefore(past, at),
      later,
    });
    wrote ||= changed;
    const mutedUntil = threshold.mutedUntil ?? Number.POSITIVE_INFINITY;
    if (mutedUntil > nowAt || nowAt - mutedUntil > TOLD_AFTER_MUTE_MS) continue;
    await writeCounts(tx, later);
    const still = await tx.crossing.findMany({
      where: { appId: app.id, thresholdId: threshold.id, closedAt: null },
    });
    for (const open of still) await tellAfterMute(tx, { app, nowAt }, open, mutedUntil);
  }
  const judged = new Set(thresholds.map(({ id }) => id));
  const orphans = stored.filter((row) => row.closedAt === null && !judged.has(row.thresholdId));
  await endUnjudged(tx, { app, nowAt, stored: orphans });
  const isNew = wrote || orphans.length > 0;
  if (isNew) await writeCounts(tx, later);
  const kept = isNew
    ? ((await readCrossings(tx, [app.id], nowAt - KEPT_MS)).get(app.id) ?? [])
    : given.stored.crossings.filter((row) => row.closedAt === null || row.closedAt.getTime() >= nowAt - KEPT_MS);
  return kept.map(crossingFacts);
}

type AdviceInput = Pick<JudgeInput, 'app' | 'facts' | 'read' | 'columns' | 'nowAt' | 'stored'> & {
  crossings: CrossingFacts[];
  touchedFromAt: number | undefined;
};

async function adviceOf(tx: Transaction, given: AdviceInput): Promise<Said> {
  const { app, facts, read, columns, crossings, nowAt, touchedFromAt } = given;
  const input = { ...read, judged: columns, facts, nowAt, synthetic: app.synthetic, crossings };
  const { forecast, ranks } = given.stored;
  const dates = await findDates({ tx, advise: input, stored: forecast, touchedFromAt });
  const elsewhere = await ownedElsewhere(tx, app);
  const advice = advise({ ...input, facts: { ...facts, elsewhere }, dates, standing: ranks });
  const { value, notFinite } = plainJson(advice);
  if (notFinite.length > 0) console.error(`advice of app ${app.id}: not finite: ${notFinite.slice(0, 10).join(', ')}`);
  await tellDateNear(tx, { app, advice, nowAt });
  const summary = summaryOf(advice, notFinite);
  return { appId: app.id, advice: value, summary, line: lineOfApp(summary), said: advice };
}
