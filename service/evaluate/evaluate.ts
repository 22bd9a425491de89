/** Each minute, for each app: thresholds → crossings (+ outbox, audit) → steps' ticks → advice → app_state. */
import { advise, evaluate, lookBackMinutes, thresholdsNow } from '@/advisor/index';
import {
  type AppFacts,
  type CrossingFacts,
  DAY_MS,
  type EffectiveThreshold,
  HOUR_MS,
  MINUTE_MS,
} from '@/advisor/types';
import type { PrismaClient } from '@/prisma/generated/client';
import { readSignals } from '@/store/index';
import type { Transaction } from '../audit';
import { crossingFacts, endUnjudged, replaceCrossings, tellAfterMute } from '../crossings/crossings';
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
import {
  lockApps,
  type NewState,
  readAppRows,
  readCrossings,
  readEvaluated,
  readStored,
  type Stored,
  writeStates,
} from './rows';
import { lineOfApp, summaryOf } from './summary';

/** How far back every evaluation judges anew, so that what arrives late by hours is seen without being told. */
const JUDGED_MS = 26 * HOUR_MS;
const KEPT_MS = 30 * DAY_MS;
/** The running hour and the one before are touched all the time; what is older came late. */
const LATE_DATA_MS = 2 * HOUR_MS;
const TRANSACTION_MS = 30_000;
/** Time to notice that a mute ended; a worker that was away for longer tells nothing old. */
const TOLD_AFTER_MUTE_MS = 15 * MINUTE_MS;

export interface Asked {
  appId: number;
  /** Earliest hour that was derived again since the last complete evaluation, if any (ms). */
  touchedFromAt?: number | undefined;
}

/** Evaluates one app at `nowAt` (ms). Depends on stored data alone: twice gives the same. */
export function evaluateApp(appId: number, nowAt: number, touchedFromAt?: number): Promise<void> {
  return evaluateApps([{ appId, touchedFromAt }], nowAt);
}

/** Evaluates several apps in the statements that one takes, in one transaction: all of them or none. */
export async function evaluateApps(asked: Asked[], nowAt: number): Promise<void> {
  const { prisma, telemetry } = resources();
  const all = asked.map(({ appId }) => BigInt(appId));
  const evaluated = await readEvaluated(prisma, all);
  const rows = await readAppRows(prisma, all);
  if (rows.size === 0) return;
  const looked = [...rows].map(([id, { evidenceWindowMinutes }]) => ({ id, evidenceWindowMinutes }));
  const reads = await readAppsTelemetry(telemetry, looked, nowAt);
  const judged: Judged[] = [];
  for (const { appId, touchedFromAt } of asked) {
    const [app, read] = [rows.get(appId), reads.get(appId)];
    if (app && read) judged.push(await prepare(app, read, nowAt, touchedFromAt));
  }
  await prisma.$transaction(
    async (tx) => {
      const ids = judged.map(({ id }) => BigInt(id));
      await lockApps(tx, ids);
      const evaluatedNow = await readEvaluated(tx, ids);
      // Read again under the lock: a person may have ticked a step or set a limit meanwhile.
      const locked = await readAppRows(tx, ids);
      const stored = await readStored(tx, ids, Math.min(nowAt - KEPT_MS, ...judged.map(({ fromAt }) => fromAt)));
      const states: NewState[] = [];
      for (const each of judged) {
        const app = locked.get(each.id);
        // A process that slept over its reading has nothing to say to what another found out since.
        const evaluatedAt = evaluatedNow.get(each.id) ?? nowAt;
        const isOvertaken = evaluatedAt > nowAt && evaluatedAt !== evaluated.get(each.id);
        if (app && !isOvertaken) states.push(await evaluateOne(tx, { ...each, app, nowAt, stored: stored(each.id) }));
      }
      await writeStates(tx, states, nowAt);
    },
    { timeout: TRANSACTION_MS, maxWait: TRANSACTION_MS },
  );
}

/** What can be found out of an app before its row is locked. */
interface Judged {
  id: number;
  read: AppTelemetry;
  thresholds: EffectiveThreshold[];
  columns: AppTelemetry['minutes'];
  effect: Awaited<ReturnType<typeof dueEffect>>;
  fromAt: number;
  touchedFromAt: number | undefined;
}

async function prepare(app: AppRows, read: AppTelemetry, nowAt: number, touchedFromAt?: number): Promise<Judged> {
  const id = Number(app.id);
  const fromAt = Math.min(touchedFromAt ?? nowAt, nowAt - JUDGED_MS);
  const thresholds = thresholdsNow({ facts: factsOf(app), ...read, nowAt });
  const isLate = touchedFromAt !== undefined && touchedFromAt < nowAt - LATE_DATA_MS;
  const reachAt = isLate ? await openSince(resources().prisma, app.id, fromAt, nowAt) : fromAt;
  const columns = await columnsFor(thresholds, read, id, reachAt, nowAt);
  return { id, read, thresholds, columns, effect: await dueEffect(app, read, nowAt), fromAt, touchedFromAt };
}

async function evaluateOne(
  tx: Transaction,
  given: Judged & { app: AppRows; nowAt: number; stored: Stored },
): Promise<NewState> {
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

/**
 * The opening of the oldest crossing that is open: where late data lie within it, its minutes and its worst are
 * counted anew, which needs its columns from the beginning.
 */
async function openSince(prisma: PrismaClient, appId: bigint, fromAt: number, nowAt: number): Promise<number> {
  const oldest = await prisma.crossing.findFirst({
    where: { appId, closedAt: null, openedAt: { gte: new Date(nowAt - KEPT_MS) } },
    orderBy: { openedAt: 'asc' },
    select: { openedAt: true },
  });
  return Math.min(fromAt, oldest?.openedAt.getTime() ?? fromAt);
}

/** Columns that reach far enough back for `fromAt`; the usual 26 hours are read already. */
async function columnsFor(
  thresholds: EffectiveThreshold[],
  { minutes }: AppTelemetry,
  appId: number,
  fromAt: number,
  nowAt: number,
) {
  const backMs = Math.max(0, ...thresholds.map(lookBackMinutes)) * MINUTE_MS;
  const signals = [...new Set(thresholds.map(({ signal }) => signal))];
  const enough = signals.every(
    (signal) => (minutes.get(signal)?.startAt ?? Number.NEGATIVE_INFINITY) <= fromAt - backMs,
  );
  if (enough || signals.length === 0) return minutes;
  const toAt = Math.floor(nowAt / MINUTE_MS) * MINUTE_MS;
  return readSignals(resources().telemetry, appId, signals, Math.floor((fromAt - backMs) / HOUR_MS) * HOUR_MS, toAt);
}

interface JudgeInput {
  app: AppRows;
  facts: AppFacts;
  read: AppTelemetry;
  thresholds: EffectiveThreshold[];
  columns: AppTelemetry['minutes'];
  fromAt: number;
  nowAt: number;
  stored: Stored;
}

/** Replaces the crossings of the range and answers those of the last 30 days. */
async function judge(tx: Transaction, given: JudgeInput): Promise<CrossingFacts[]> {
  const { app, facts, read, thresholds, columns, fromAt, nowAt } = given;
  const rangeAt = Math.floor(fromAt / MINUTE_MS) * MINUTE_MS;
  const stored = given.stored.crossings.filter((row) => row.closedAt === null || row.closedAt.getTime() >= rangeAt);
  let wrote = false;
  const past = {
    hourFacts: read.hourFacts,
    observations: read.observations,
    stepStates: facts.stepStates,
    load: loadOf(read.minutes),
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
    });
    wrote ||= changed;
    const mutedUntil = threshold.mutedUntil ?? Number.POSITIVE_INFINITY;
    if (mutedUntil > nowAt || nowAt - mutedUntil > TOLD_AFTER_MUTE_MS) continue;
    const still = await tx.crossing.findMany({
      where: { appId: app.id, thresholdId: threshold.id, closedAt: null },
    });
    for (const open of still) await tellAfterMute(tx, { app, nowAt }, open, mutedUntil);
  }
  const judged = new Set(thresholds.map(({ id }) => id));
  const orphans = stored.filter((row) => row.closedAt === null && !judged.has(row.thresholdId));
  await endUnjudged(tx, { app, nowAt, stored: orphans });
  const kept =
    wrote || orphans.length > 0
      ? ((await readCrossings(tx, [app.id], nowAt - KEPT_MS)).get(app.id) ?? [])
      : given.stored.crossings.filter((row) => row.closedAt === null || row.closedAt.getTime() >= nowAt - KEPT_MS);
  return kept.map(crossingFacts);
}

type AdviceInput = Pick<JudgeInput, 'app' | 'facts' | 'read' | 'nowAt' | 'stored'> & {
  crossings: CrossingFacts[];
  touchedFromAt: number | undefined;
};

async function adviceOf(tx: Transaction, given: AdviceInput): Promise<NewState> {
  const { app, facts, read, crossings, nowAt, touchedFromAt } = given;
  const input = { ...read, facts, nowAt, synthetic: app.synthetic, crossings };
  const { forecast, ranks } = given.stored;
  const dates = await findDates({ tx, advise: input, stored: forecast, touchedFromAt });
  const elsewhere = await ownedElsewhere(tx, app);
  const advice = advise({ ...input, facts: { ...facts, elsewhere }, dates, standing: ranks });
  const { value, notFinite } = plainJson(advice);
  if (notFinite.length > 0) console.error(`advice of app ${app.id}: not finite: ${notFinite.slice(0, 10).join(', ')}`);
  await tellDateNear(tx, { app, advice, nowAt });
  const summary = summaryOf(advice, notFinite);
  return { appId: app.id, advice: value, summary, line: lineOfApp(summary) };
}
