/** What lists of apps show of an app's advice: kept beside it, so that a thousand apps are a small read. */
import type { SignalId } from '@/catalogue/types';
import { fillsFirst } from './storage/first';
import {
  type Advice,
  DAY_MS,
  type DateFinding,
  type EstimateFinding,
  type PositionFinding,
  type StepFinding,
} from './types';
import type { AdviceBrief, AdviceLine, StatedFacts } from './types-brief';

const DUE_STEPS = 3;
const LOAD_DAYS = 56;

export function briefOf(advice: Advice): AdviceBrief {
  const { newestAt, headroom, load, position, thresholds, estimate, dates, checklist, dailyLoad } = advice;
  const fills = fillsFirst(advice);
  const { bySignal: _, next: __, throughput: ___, ...short } = headroom;
  return {
    newestAt,
    headroom: short,
    load,
    position,
    thresholds: thresholds.filter(({ code }) => code === 'crossed'),
    ...(dates && { dates: { first: { date: dates.first.date } } }),
    fills: fills && { signal: fills.signal, date: fills.date },
    bill: billOf(estimate, position),
    due: checklist.open.slice(0, DUE_STEPS).map(dueStep),
    loadDays: loadDays(dailyLoad),
  };
}

/** Of the brief what an app's place in a list, and the list's sums, are told from. */
export function lineOf({ newestAt, headroom, load, thresholds, dates, fills, bill, due }: AdviceBrief): AdviceLine {
  const { code, multiple, first, reason } = headroom;
  return {
    newestAt,
    headroom: { code, multiple, first, reason: reason && { code: reason.code } },
    load: { code: load.code },
    thresholds: thresholds.flatMap((status) => {
      if (status.code !== 'crossed') return [];
      const { mutedUntil } = status.threshold;
      const threshold = mutedUntil === undefined ? {} : { mutedUntil };
      return [{ code: status.code, threshold, crossing: { openedAt: status.crossing.openedAt } }];
    }),
    ...(dates && { dates: { first: { date: dates.first.date } } }),
    fills,
    bill: { nowCents: bill.nowCents, ...(bill.currency && { currency: bill.currency }) },
    due: due.map(({ urgency, safeAt }) => ({ urgency, safeAt })),
  };
}

/**
 * When the first limit is met, and which it is where that is by time, before load meets one. Without a multiple there
 * is nothing that a day of load would belong to.
 */
export function firstLimit(advice: Omit<StatedFacts, 'load' | 'thresholds'> | null | undefined): {
  date: DateFinding | null;
  fills: SignalId | null;
} {
  if (advice?.fills) return { date: advice.fills.date, fills: advice.fills.signal };
  return { date: advice?.headroom.multiple == null ? null : (advice.dates?.first.date ?? null), fills: null };
}

function billOf({ now, phases }: EstimateFinding, position: PositionFinding): AdviceBrief['bill'] {
  const next = position.code === 'position' ? phases.find(({ phase }) => phase === position.loadPhase + 1) : undefined;
  const currency = now?.currency ?? phases[0]?.currency;
  return { nowCents: now?.cents ?? null, nextCents: next?.cents ?? null, ...(currency && { currency }) };
}

function dueStep(step: StepFinding): AdviceBrief['due'][number] {
  const { stepId, title, urgency, dueAt, safeAt, effortDays, addsCents, currency } = step;
  return { stepId, title, urgency, dueAt, safeAt, effortDays, addsCents, ...(currency && { currency }) };
}

/** Three digits: what a line of 56 pixels shows. */
function loadDays(daily: Advice['dailyLoad']): AdviceBrief['loadDays'] {
  const last = daily.at(-1);
  if (!last) return null;
  const fromAt = last.at - (LOAD_DAYS - 1) * DAY_MS;
  const peaks: (number | null)[] = Array(LOAD_DAYS).fill(null);
  for (const { at, peak } of daily)
    if (at >= fromAt) peaks[Math.round((at - fromAt) / DAY_MS)] = Number(peak.toPrecision(3));
  return { fromAt, peaks };
}

/** As `dailyLoad` of the advice has them. */
export function daysOfLoad(kept: AdviceBrief['loadDays']): Advice['dailyLoad'] {
  const days = kept?.peaks.map((peak, day) => ({ at: (kept.fromAt ?? 0) + day * DAY_MS, peak }));
  return (days ?? []).filter((day): day is { at: number; peak: number } => day.peak !== null);
}
