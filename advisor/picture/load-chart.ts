/** The data of a load chart, for pages, prints and reports alike: daily peaks, bands of phases, first limit, forecast. Pure. */
import type { Roadmap } from '@/catalogue/types';
import {
  type Advice,
  DAY_MS,
  type HeadroomFinding,
  type LoadFinding,
  type PositionFinding,
  type SignalHeadroom,
} from '../types';
import { formatDayYear } from '../words/dates';
import { formatNumber } from '../words/format';
import { rangeBeside, shortPhase } from '../words/names';
import { signalWord } from '../words/signals';
import { startOf } from '../zone-days';

/** A forecast that is older is not drawn: silence has no future. */
const STALE_MS = 4 * DAY_MS;

export interface LoadBand {
  title: string;
  /** In the app's own unit of load. */
  from: number;
  to: number | null;
  /** As people read it: "0–50K". */
  range: string;
}

export interface LoadChartData {
  /** Daily peaks, oldest first; `at` is when the day begins in the chart's zone, ms. */
  days: { at: number; peak: number }[];
  bands: LoadBand[];
  /** The load at which the first threshold is met, with its 80 % interval, if it is known. */
  limit: { load: number; low: number; high: number; words: string } | null;
  /** Null where there is none, or where it is of another unit than the days. */
  forecast: LoadForecast | null;
  /** Of the newest data. */
  todayAt: number;
  /** Whether that is today in the chart's zone; of an app that went silent it is not. */
  isToday: boolean;
  /** What the position is judged by: the 95th percentile of hourly maxima. */
  load: number | null;
}

/** The next boundary is shown while it is within this multiple of the highest load; beyond, it would press the line flat. */
const BOUNDARY_IN_SIGHT = 20;

/** Ends of the log axis: data, limit and the nearest boundary, with some air. */
export function loadScale(chart: LoadChartData): { low: number; high: number } {
  const peaks = chart.days.map((d) => d.peak).filter((p) => p > 0);
  const highest = Math.max(1, ...peaks, chart.load ?? 0);
  const lowest = Math.max(0.5, Math.min(highest, ...peaks));
  const marks = [chart.limit?.load ?? 0, ...chart.bands.map((band) => band.from)].filter(
    (mark) => mark > 0 && mark <= highest * BOUNDARY_IN_SIGHT,
  );
  const above = Math.min(...marks.filter((m) => m > highest), Number.POSITIVE_INFINITY);
  const top = Math.max(
    highest,
    chart.limit?.high !== undefined && marks.includes(chart.limit.load) ? chart.limit.high / 1.5 : 0,
    chart.limit && marks.includes(chart.limit.load) ? chart.limit.load : 0,
    Number.isFinite(above) ? above : 0,
  );
  return { low: lowest / 1.6, high: top * (top > highest ? 2.2 : 1.8) };
}

export interface LoadForecast {
  /** Days to come (as `days` says) with ends of the 80 % band and the middle. */
  at: number[];
  low: number[];
  middle: number[];
  high: number[];
  /** When load meets the limit; `lateAt` is null where the far end is out of sight. Null without a date. */
  date: { earlyAt: number; likelyAt: number; lateAt: number | null } | null;
  /** "Not before": 9 in 10 are later. */
  notBeforeAt: number | null;
}

/** "today, 22 Nov" at the end of what is measured; "last data, 21 Nov" where that was another day. */
export const endWords = ({ isToday }: Pick<LoadChartData, 'isToday'>, day: string): string =>
  `${isToday ? 'today' : 'last data'}, ${day}`;

const DATED_AIR = 1.06;
/** Without a date the fan takes up to this share of the history's width. */
const UNDATED_SHARE = 0.6;
const LEAST_DAYS_AHEAD = 14;

/** The last moment (ms) worth drawing: a little after the date, or some way ahead where there is none. */
export function forecastEnd(forecast: LoadForecast, firstAt: number, todayAt: number): number {
  const last = forecast.at.at(-1) ?? todayAt;
  const { date, notBeforeAt } = forecast;
  const history = Math.max(LEAST_DAYS_AHEAD * DAY_MS, todayAt - firstAt);
  const mark = date ? (date.lateAt ?? last) : notBeforeAt;
  if (mark === null) return Math.min(last, todayAt + Math.max(LEAST_DAYS_AHEAD * DAY_MS, UNDATED_SHARE * history));
  const enough = todayAt + Math.max(LEAST_DAYS_AHEAD * DAY_MS, DATED_AIR * (mark - todayAt));
  return Math.min(Math.max(last, mark), enough);
}

/** @param zone whose days and clock the chart shows: a day stands where it begins there, under its own date */
export function chartOf(
  { roadmap }: { roadmap: Roadmap },
  advice: Advice,
  { nowAt, zone = 'UTC' }: { nowAt: number; zone?: string | undefined },
): LoadChartData {
  const placed = advice.position.code === 'position';
  const factor = unitFactor(advice.load, advice.position);
  const todayAt = advice.newestAt ?? nowAt;
  const fit = advice.headroom.multiple === null ? null : firstFit(advice.headroom);
  return {
    days: advice.dailyLoad.filter((day) => day.peak > 0).map(({ at, peak }) => ({ at: startOf(zone, at), peak })),
    // Bands are the roadmap's ranges brought to the app's own unit; unknown population, no bands.
    bands: placed
      ? roadmap.phases.map((phase) => ({
          title: shortPhase(phase),
          range: rangeBeside(phase),
          from: phase.from / factor,
          to: phase.to === null ? null : phase.to / factor,
        }))
      : [],
    limit: fit
      ? {
          load: fit.limitLoad,
          low: (fit.limitLoad * fit.low) / fit.multiple,
          high: (fit.limitLoad * fit.high) / fit.multiple,
          words: `First limit at ${formatNumber(Number(fit.limitLoad.toPrecision(3)))}: ${signalWord(fit.signal)}`,
        }
      : null,
    forecast: begun(forecastOf(advice, nowAt), zone),
    todayAt,
    isToday: formatDayYear(todayAt, zone) === formatDayYear(nowAt, zone),
    load: advice.load.code === 'load' ? advice.load.value : null,
  };
}

export function forecastOf({ dates, load }: Advice, nowAt: number): LoadForecast | null {
  if (!dates?.fan || load.code === 'no-load' || nowAt - dates.dayAt > STALE_MS) return null;
  const { date } = dates.first;
  return {
    ...dates.fan,
    date: date.code === 'date' ? date : null,
    notBeforeAt: date.code === 'not-before' ? date.earlyAt : null,
  };
}

function begun(forecast: LoadForecast | null, zone: string): LoadForecast | null {
  if (forecast === null) return null;
  const { at, date, notBeforeAt } = forecast;
  const begin = <T extends number | null>(day: T) => (day === null ? null : startOf(zone, day)) as T;
  return {
    ...forecast,
    at: at.map(begin),
    date: date && { earlyAt: begin(date.earlyAt), likelyAt: begin(date.likelyAt), lateAt: begin(date.lateAt) },
    notBeforeAt: begin(notBeforeAt),
  };
}

/** What turns a load in the app's unit into the roadmap's. */
export function unitFactor(load: LoadFinding, position: PositionFinding): number {
  const value = load.code === 'load' ? load.value : load.code === 'learning' ? load.value : null;
  return position.code === 'position' && value ? position.loadInRoadmapUnit / value : 1;
}

/** The fit of the signal that is met first; null where headroom is not a number or two cannot be told apart. */
export function firstFit(headroom: HeadroomFinding): Extract<SignalHeadroom, { code: 'fits' }> | null {
  const fits = headroom.bySignal.filter((s) => s.code === 'fits');
  const first = fits.filter((s) => headroom.first.includes(s.signal));
  return first.toSorted((a, b) => a.multiple - b.multiple)[0] ?? null;
}

/** 1, 2, 5 of each decade between two ends; only the decades where there would be more than six. */
export function logSplits(low: number, high: number): number[] {
  const all: number[] = [];
  for (let e = Math.floor(Math.log10(low)); e <= Math.ceil(Math.log10(high)); e++) {
    for (const m of [1, 2, 5]) {
      const value = m * 10 ** e;
      if (value >= low && value <= high) all.push(value);
    }
  }
  if (all.length <= 6) return all;
  const thinner = all.filter((v) => /^[15]0*$/.test(String(v)));
  return thinner.length <= 6 ? thinner : all.filter((v) => Number.isInteger(Math.log10(v)));
}
