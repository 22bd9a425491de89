/**
 * Series that Headroom counted from the app's spans. Metrics win: what an app also measures itself is taken
 * from there, and the two are never added.
 */
import { OWN_SCOPE } from '@/store/points/points';
import { attribute, type Prepared, type SeriesPoints } from './points';
import { isRequestMetric } from './request-metrics';

/** Spans have no interval of their own: a minute with spans is known as a whole. */
export const SPAN_INTERVAL_MS = 60_000;

export function isFromSpans({ series }: Pick<SeriesPoints, 'series'>): boolean {
  return series.scope.name === OWN_SCOPE;
}

/** Parts series into those that signals use and those from spans of what the same component measures itself. */
export function metricsWin(prepared: Prepared[]): { used: Prepared[]; leftOut: Prepared[] } {
  const measured = new Set(prepared.filter((each) => !isFromSpans(each)).map(subjectOf));
  const loses = (each: Prepared) => isFromSpans(each) && measured.has(subjectOf(each));
  return { used: prepared.filter((each) => !loses(each)), leftOut: prepared.filter(loses) };
}

/** What a series tells of: a component's requests, or its calls of one kind of database or broker. */
function subjectOf(each: Prepared): string {
  const { metric } = each.series;
  if (isRequestMetric(metric)) return `${each.service}|requests`;
  return `${each.service}|${metric}|${attribute(each, 'db.system.name', 'db.system', 'messaging.system') ?? ''}`;
}

/** Recipes that have series, those first that the app's own metrics fill. */
export function metricsFirst<R>(recipes: readonly R[], seriesOf: (recipe: R) => Prepared[]) {
  const filled = recipes
    .map((recipe) => ({ recipe, series: seriesOf(recipe) }))
    .filter(({ series }) => series.length > 0);
  const measured = filled.filter(({ series }) => !series.every(isFromSpans));
  return [...measured, ...filled.filter(({ series }) => series.every(isFromSpans))];
}

/** What to know about a number that spans made, wholly or in part. */
export function spansNote(series: Prepared[]): string | undefined {
  const counted = series.filter(isFromSpans);
  if (counted.length === 0) return undefined;
  const which = counted.length === series.length ? 'from spans' : 'partly from spans';
  return counted.every((each) => attribute(each, 'headroom.sampling') === 'known')
    ? `${which}, scaled up by their sampling`
    : `${which}; how they are sampled is not known`;
}
