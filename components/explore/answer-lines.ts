/** An answer's series as the lines of a chart. */
import type { Line } from '@/components/charts/lines-spec';
import type { ExploreView } from '@/service/views-explore';
import type { Question } from './question';
import { seriesName, unitOf } from './words';

/** Series in which nothing was measured are left out. */
export function linesOf(view: ExploreView, question: Question): Line[] {
  return view.series
    .filter(({ values, compare }) => values.some((value) => value !== null) || compare?.some((value) => value !== null))
    .map(({ labels, values, compare, atLeast }) => ({ name: seriesName(labels, question), values, compare, atLeast }));
}

/** The unit of the answer, read from question and metric. */
export function answerUnit(view: ExploreView, question: Question): string {
  return unitOf(view.unit, question);
}
