/** Each minute, for each app: thresholds → crossings (+ outbox, audit) → steps' ticks → advice → app_state. */
import { advise, evaluate, lookBackMinutes, thresholdsNow } from '@/advisor/index';
import {
  type AppFacts,
  type CrossingFacts,
  DAY_MS,
  type EffectiveThreshold,
  HOUR_MS,
  MINUTE_MS,
  type StepRank,
} from '@/advisor/types';
import type { Crossing, PrismaClient } from '@/prisma/generated/client';
import { readSignals } from '@/store/index';
import type { Transaction } from './audit';
import { crossingFacts, endUnjudged, replaceCrossings, tellAfterMute } from './crossings';
import { findDates } from './dates';
import { dueEffect, keepEffect } from './effects';
import { type AppRows, appRows, factsOf } from './facts';
import { happenedBefore, loadOf } from './happened-before';
import { plainJson } from './json';
import { tellDateNear } from './notifications/date-near';
import { resources } from './resources';
import { applyEvidence } from './step-evidence';
import { summaryOf } from './summary';
import { type AppTelemetry, readAppTelemetry } from './telemetry-reads';

/** How far back every evaluation judges anew, so that what arrives late by hours is seen without being told. */
const JUDGED_MS = 26 * HOUR_MS;
const KEPT_MS = 30 * DAY_MS;
/** The running hour and the one before are touched all the time; what is older came late. */
const LATE_DATA_MS = 2 * HOUR_MS;
const TRANSACTION_MS = 30_000;
/** Time to notice that a mute ended; a worker that was away for longer tells nothing old. */
const TOLD_AFTER_MUTE_MS = 15 * MINUTE_MS;

/**
 * Evaluates one app at `nowAt` (ms). Depends on stored data alone: twice gives the same.
 * `touchedFromAt`: earliest hour that was derived again, if older than the last 26 hours.
 */
export async function evaluateApp(appId: number, nowAt: number, touchedFromAt?: number): Promise<void> {
  const { prisma, telemetry } = resources();
  const app = await prisma.app.findFirst({ where: { id: appId, deletedAt: null }, include: appRows });
  if (!app) return;
  const read = await readAppTelemetry(
    telemetry,
    { id: appId, evidenceWindowMinutes: app.evidenceWindowMinutes },
    nowAt,
  );
  const fromAt = Math.min(touchedFromAt ?? nowAt, nowAt - JUDGED_MS);
  const thresholds = thresholdsNow({ facts: factsOf(app), ...read, nowAt });
  const isLate = touchedFromAt !== undefined && touchedFromAt < nowAt - LATE_DATA_MS;
  const reachAt = isLate ? await openSince(prisma, app.id, fromAt, nowAt) : fromAt;
  const columns = await columnsFor(thresholds, read, appId, reachAt, nowAt);
  const effect = await dueEffect(app, read, nowAt);
  await prisma.$transaction(
    async (tx) => {
      await tx.$queryRaw`SELECT 1 FROM app WHERE id = ${app.id} FOR UPDATE`;
      // Read again under the lock: a person may have ticked a step or set a limit meanwhile.
      const locked = await readRows(tx, app.id);
      const facts = factsOf(locked);
      const crossings = await judge(tx, { app: locked, facts, read, thresholds, columns, fromAt, nowAt });
      const ticked = await applyEvidence(tx, { app: locked, facts, observations: read.observations, nowAt });
      const stepStates = await keepEffect(tx, locked, ticked, effect);
      await writeAdvice(tx, { app: locked, facts: { ...facts, stepStates }, read, crossings, nowAt, touchedFromAt });
    },
    { timeout: TRANSACTION_MS, maxWait: TRANSACTION_MS },
  );
}

/** One statement after the other: within a transaction an `include` sends several at once over its one connection. */
async function readRows(tx: Transaction, appId: bigint): Promise<AppRows> {
  const app = await tx.app.findUniqueOrThrow({ where: { id: appId } });
  const overrides = await tx.thresholdOverride.findMany({ where: { appId }, ...appRows.overrides });
  const steps = await tx.stepState.findMany({ where: { appId }, ...appRows.steps });
  const customSignals = await tx.customSignal.findMany({ where: { appId }, ...appRows.customSignals });
  const team = await tx.team.findUniqueOrThrow({ where: { id: app.teamId } });
  const ownPrices = await tx.ownPrice.findMany({ where: { teamId: team.id }, orderBy: { priceId: 'asc' } });
  const ownRoadmap =
    app.ownRoadmapId === null ? null : await tx.roadmapVersion.findUnique({ where: { id: app.ownRoadmapId } });
  return { ...app, overrides, steps, customSignals, team: { ...team, ownPrices }, ownRoadmap };
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
}

/** Replaces the crossings of the range and answers those of the last 30 days. */
async function judge(tx: Transaction, given: JudgeInput): Promise<CrossingFacts[]> {
  const { app, facts, read, thresholds, columns, fromAt, nowAt } = given;
  const rangeAt = Math.floor(fromAt / MINUTE_MS) * MINUTE_MS;
  const stored = await touched(tx, app.id, rangeAt);
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
    await replaceCrossings(tx, {
      app,
      nowAt,
      stored: mine,
      crossings,
      muted,
      before: (at) => happenedBefore(past, at),
    });
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
  return (await touched(tx, app.id, nowAt - KEPT_MS)).map(crossingFacts);
}

/** Crossings that are open, or ended in or after the range. */
function touched(tx: Transaction, appId: bigint, fromAt: number): Promise<Crossing[]> {
  return tx.crossing.findMany({
    where: { appId, OR: [{ closedAt: null }, { closedAt: { gte: new Date(fromAt) } }] },
    orderBy: [{ openedAt: 'asc' }, { id: 'asc' }],
  });
}

type AdviceInput = Pick<JudgeInput, 'app' | 'facts' | 'read' | 'nowAt'> & {
  crossings: CrossingFacts[];
  touchedFromAt: number | undefined;
};

async function writeAdvice(tx: Transaction, given: AdviceInput): Promise<void> {
  const { app, facts, read, crossings, nowAt, touchedFromAt } = given;
  const input = { ...read, facts, nowAt, synthetic: app.synthetic, crossings };
  const dates = await findDates({ tx, advise: input, touchedFromAt });
  const advice = advise({ ...input, dates, standing: await standingOrder(tx, app.id) });
  const { value, notFinite } = plainJson(advice);
  if (notFinite.length > 0) console.error(`advice of app ${app.id}: not finite: ${notFinite.slice(0, 10).join(', ')}`);
  const row = { computedAt: new Date(nowAt), advice: value, summary: summaryOf(advice, notFinite) };
  await tx.appState.upsert({ where: { appId: app.id }, create: { appId: app.id, ...row }, update: row });
  await tellDateNear(tx, { app, advice, nowAt });
}

/** What the checklist's order rests on since it was last shown: read alone, because all of an advice is long. */
async function standingOrder(tx: Transaction, appId: bigint): Promise<Record<string, StepRank>> {
  const [row] = await tx.$queryRaw<{ ranks: Record<string, StepRank> | null }[]>`
    SELECT advice->'checklist'->'ranks' AS ranks FROM app_state WHERE app_id = ${appId}`;
  return row?.ranks ?? {};
}
