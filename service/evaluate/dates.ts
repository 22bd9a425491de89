/**
 * The forecast of an app, made once a day and when something changed that it rests on: what it says is
 * published by the rule that dates move seldom, and older dates are settled by what came.
 */
import { createHash } from 'node:crypto';
import { freshDates } from '@/advisor/forecast/claims';
import { type Events, moveOf, outcomeOf, recordOf } from '@/advisor/forecast/publish';
import { datesTold } from '@/advisor/forecast/told';
import { counts, dailyLoads, dailyPeaks, loadSeries } from '@/advisor/load/load';
import { replayPhase, unitFactor } from '@/advisor/load/position';
import {
  type AdviseInput,
  type Claim,
  DAY_MS,
  type DateFinding,
  type DatesFinding,
  type FreshDates,
  type Known,
  MINUTE_MS,
  type Moved,
  type Outcome,
  type PublishedDate,
} from '@/advisor/types';
import { dayIn, startOf } from '@/advisor/zone-days';
import type { AppForecast, PublishedDate as Row } from '@/prisma/generated/client';
import { Prisma } from '@/prisma/generated/client';
import { readSignalHours } from '@/store/index';
import type { Transaction } from '../audit';
import { plainJson } from '../json';
import { resources } from '../resources';

/** 25 months: two of each holiday. Daily peaks go on being known where their hours are not kept as long. */
const HISTORY_DAYS = 761;
/** A day's last points arrive late: forecasts of the new day begin then, spread over some hours by app. */
const SETTLE_MS = 10 * MINUTE_MS;
const SPREAD_MINUTES = 170;

export interface DatesInput {
  tx: Transaction;
  advise: AdviseInput;
  stored: AppForecast | null;
  /** Hours derived again, if older than what is read each minute. */
  touchedFromAt?: number | undefined;
}

/** What is told of dates now. */
export async function findDates({ tx, advise, stored, touchedFromAt }: DatesInput): Promise<DatesFinding> {
  const { facts, nowAt } = advise;
  const appId = BigInt(facts.appId);
  const { timeZone = 'UTC' } = facts;
  const dayAt = forecastDay(facts.appId, nowAt, timeZone);
  const recent = dailyPeaks(loadSeries(advise)?.hours ?? [], startOf(timeZone, dayAt), { zone: timeZone });
  const key = keyOf(advise, dayAt, recent);
  const sinceAt = recentFrom(nowAt, timeZone);
  const olderTouched = touchedFromAt !== undefined && touchedFromAt < sinceAt;
  if (stored?.key === key && !olderTouched) return stored.dates as unknown as DatesFinding;

  const source = sourceOf(advise);
  const peaks = await longPeaks({ advise, dayAt, recent, source, stored: olderTouched ? null : stored });
  const fresh = freshDates({ advise, dayAt, peaks });
  const told = await publish(tx, { advise, fresh });
  const row = {
    key,
    source,
    days: peaks.map(({ at, peak }) => [at, peak]),
    dates: plainJson(told).value,
  };
  await tx.appForecast.upsert({ where: { appId }, create: { appId, ...row }, update: row });
  return told;
}

/** The day that forecasts begin with at this moment: the same one, however often it is asked. */
export function forecastDay(appId: number, nowAt: number, zone: string): number {
  return dayIn(zone, nowAt - SETTLE_MS - (appId % SPREAD_MINUTES) * MINUTE_MS);
}

/** The first day that the hours read each minute hold whole. */
const recentFrom = (nowAt: number, zone: string): number => dayIn(zone, nowAt - 84 * DAY_MS) + DAY_MS;

function keyOf({ facts }: AdviseInput, dayAt: number, recent: readonly { at: number; peak: number }[]): string {
  // In an order of its own: that of rows is the database's, and that of new ticks the roadmap's.
  const steps = facts.stepStates.map(({ stepId, status }) => [stepId, status]).sort(byFirst);
  const limits = facts.overrides.map(({ thresholdId, limit, holdMinutes }) => [thresholdId, limit, holdMinutes]);
  const said = [facts.roadmap.id, facts.roadmap.version, facts.deployment, facts.population, facts.concurrentPerDaily];
  const holidays = facts.holidays?.length ? [facts.holidays] : [];
  return hash([dayAt, recent, steps, limits, said, facts.requestsPerUserMinute, ...holidays]);
}

const byFirst = ([a = '']: string[], [b = '']: string[]) => (a < b ? -1 : a > b ? 1 : 0);

const hash = (value: unknown): string => createHash('sha256').update(JSON.stringify(value)).digest('base64url');

function sourceOf(advise: AdviseInput): string {
  const { requestsPerUserMinute: ratio, timeZone: zone = 'UTC' } = advise.facts;
  const series = loadSeries(advise);
  return series === null
    ? 'none'
    : JSON.stringify([series.signal, series.unit, ratio, ...(zone === 'UTC' ? [] : [zone])]);
}

interface PeaksInput {
  advise: AdviseInput;
  dayAt: number;
  recent: { at: number; peak: number }[];
  source: string;
  stored: AppForecast | null;
}

/** The recent peaks with older ones before them: those that yesterday's forecast had, else read anew. */
async function longPeaks({ advise, dayAt, recent, source, stored }: PeaksInput) {
  const fromAt = recentFrom(advise.nowAt, advise.facts.timeZone ?? 'UTC');
  const firstAt = dayAt - HISTORY_DAYS * DAY_MS;
  const had = stored?.source === source ? (stored.days as [number, number][]) : null;
  const older =
    had !== null && (had.at(-1)?.[0] ?? 0) >= fromAt - DAY_MS
      ? had.map(([at, peak]) => ({ at, peak }))
      : await readOlder(advise, firstAt, fromAt);
  return [...older.filter(({ at }) => at >= firstAt && at < fromAt), ...recent.filter(({ at }) => at >= fromAt)];
}

async function readOlder(advise: AdviseInput, fromDay: number, toDay: number) {
  const { appId, timeZone: zone = 'UTC' } = advise.facts;
  const [fromAt, toAt] = [startOf(zone, fromDay), startOf(zone, toDay)];
  const { signals } = await readSignalHours(resources().telemetry, appId, fromAt, toAt);
  return dailyPeaks(loadSeries({ ...advise, hours: signals })?.hours ?? [], toAt, { zone, daysKept: HISTORY_DAYS });
}

async function publish(tx: Transaction, { advise, fresh }: { advise: AdviseInput; fresh: FreshDates }) {
  const { facts } = advise;
  const appId = BigInt(facts.appId);
  const { dayAt } = fresh;
  const claims = fresh.claims.map((claim) => ({ ...claim, facts: hash(claim.facts) }));
  // What was told earlier today, before all of yesterday's data had come, is told anew: a day has one answer.
  await tx.publishedDate.deleteMany({ where: { appId, publishedAt: new Date(dayAt) } });
  await tx.publishedDate.updateMany({ where: { appId, replacedAt: new Date(dayAt) }, data: { replacedAt: null } });
  const rows = (
    await tx.publishedDate.findMany({
      where: { appId, OR: [{ replacedAt: null }, { outcome: null }] },
      orderBy: [{ publishedAt: 'desc' }, { id: 'desc' }],
    })
  ).map(fromRow);
  // A clock that was set back tells nothing.
  if (rows.some(({ publishedAt }) => publishedAt > dayAt)) return tell(tx, { advise, fresh });
  await settle(tx, { rows, claims, advise, dayAt });
  const news: Prisma.PublishedDateCreateManyInput[] = [];
  for (const claim of claims) {
    const standing = rows.find(({ what, replacedAt }) => what === claim.what && replacedAt === null) ?? null;
    const moved = moveOf(standing, claim, dayAt);
    if (moved === null) continue;
    if (standing !== null)
      await tx.publishedDate.update({ where: { id: standing.id }, data: { replacedAt: new Date(dayAt) } });
    news.push({
      appId,
      what: claim.what,
      publishedAt: new Date(dayAt),
      moved,
      date: plainJson(claim.date).value,
      known: claim.known === null ? Prisma.DbNull : plainJson(claim.known).value,
      facts: claim.facts,
    });
  }
  if (news.length > 0) await tx.publishedDate.createMany({ data: news });
  return tell(tx, { advise, fresh });
}

/** Settles what came true or did not, and withdraws what rested on facts that a person has changed since. */
async function settle(
  tx: Transaction,
  { rows, claims, advise, dayAt }: { rows: StoredDate[]; claims: Claim[]; advise: AdviseInput; dayAt: number },
): Promise<void> {
  const events = eventsOf(advise);
  for (const it of rows) {
    if (it.outcome !== null) continue;
    const settled = outcomeOf(it, events, dayAt);
    const now = claims.find(({ what }) => what === it.what);
    // A threshold that holds no more has no claim; a phase that was entered has none either and is settled above.
    const gone = now === undefined ? it.what.startsWith('limit:') : now.facts !== it.facts;
    const outcome = settled?.outcome ?? (gone ? 'withdrawn' : null);
    if (outcome === null) continue;
    const metAt = settled?.metAt == null ? null : new Date(settled.metAt);
    await tx.publishedDate.update({ where: { id: it.id }, data: { outcome, metAt } });
  }
}

function eventsOf(advise: AdviseInput): Events {
  const { facts, crossings, nowAt } = advise;
  const series = loadSeries(advise);
  const day = (at: number) => dayIn(facts.timeZone ?? 'UTC', at);
  const peaks = new Map<number, number>();
  for (const hour of series?.hours ?? [])
    if (counts(hour)) peaks.set(day(hour.at), Math.max(peaks.get(day(hour.at)) ?? 0, hour.max5));
  const factor = facts.population && unitFactor(facts.population, facts.roadmap.loadUnit, facts.concurrentPerDaily);
  const loads = dailyLoads(series?.unit === 'users' ? series.hours : [], nowAt, facts.timeZone).map(
    ({ at, value }) => ({
      at,
      value: value * (factor ?? Number.NaN),
    }),
  );
  return {
    crossings,
    dayOf: day,
    peakOn: (dayAt) => peaks.get(dayAt) ?? Number.NaN,
    enteredOn(phaseId, fromAt) {
      const index = facts.roadmap.phases.findIndex(({ id }) => id === phaseId);
      if (factor === null || index < 0) return null;
      const day = loads.findIndex(
        ({ at }, i) => at >= fromAt && replayPhase(facts.roadmap.phases, loads.slice(0, i + 1)) >= index,
      );
      return loads[day]?.at ?? null;
    },
  };
}

async function tell(tx: Transaction, { advise, fresh }: { advise: AdviseInput; fresh: FreshDates }) {
  const { facts } = advise;
  const rows = (
    await tx.publishedDate.findMany({
      where: { appId: BigInt(facts.appId) },
      orderBy: [{ publishedAt: 'desc' }, { id: 'desc' }],
    })
  ).map(fromRow);
  const signals = new Map(
    facts.roadmap.phases
      .flatMap(({ thresholds }) => thresholds)
      .concat(facts.roadmap.thresholds)
      .map(({ id, signal }) => [id, signal]),
  );
  return datesTold({
    fresh,
    standing: new Map(rows.filter(({ replacedAt }) => replacedAt === null).map((it) => [it.what, it])),
    published: rows,
    record: recordOf(rows),
    phaseIds: facts.roadmap.phases.map(({ id }) => id),
    signalOf: (thresholdId) => signals.get(thresholdId) ?? null,
  });
}

type StoredDate = PublishedDate & { id: bigint };

function fromRow(row: Row): StoredDate {
  return {
    id: row.id,
    what: row.what as Claim['what'],
    date: row.date as unknown as DateFinding,
    known: row.known as unknown as Known | null,
    facts: row.facts,
    publishedAt: row.publishedAt.getTime(),
    moved: row.moved as Moved,
    replacedAt: row.replacedAt?.getTime() ?? null,
    outcome: row.outcome as Outcome | null,
    metAt: row.metAt?.getTime() ?? null,
  };
}
