/** An answer's series as the lines of a chart. */
import type { Line } from '@/components/charts/lines-spec';
import type { ExploreView } from '@/service/views/explore';
import type { Question } from './question';
import { seriesName, unitOf } from './words';

/** Series in which nothing was measured are left out. What all have in common names none of them. */
export function linesOf(view: ExploreView, question: Question): Line[] {
  const series = view.series.filter(
    ({ values, compare }) => values.some((value) => value !== null) || compare?.some((value) => value !== null),
  );
  const labelsOf = question.groupBy === 'series' ? differing(series.map(({ labels }) => labels)) : null;
  return series.map(({ labels, values, compare, atLeast }, i) => ({
    name: seriesName(labelsOf?.[i] ?? labels, question),
    values,
    compare,
    atLeast,
  }));
}

/** The same labels without those that are equal everywhere; all of them where none differs. */
function differing(all: Record<string, string>[]): Record<string, string>[] {
  const [first] = all;
  const keys = new Set(all.flatMap((labels) => Object.keys(labels)));
  const kept = [...keys].filter((key) => all.some((labels) => labels[key] !== first?.[key]));
  if (kept.length === 0) return all;
  return all.map((labels) => Object.fromEntries(Object.entries(labels).filter(([key]) => kept.includes(key))));
}

/** The unit of the answer, read from question and metric. */
export function answerUnit(view: ExploreView, question: Question): string {
  return unitOf(view.unit, question);
}
