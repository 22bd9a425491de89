/** What is folded and points that came later. Pure. */
import { joinPoints } from '../points/order';
import { firstNotBefore, gather } from '../points/point-columns';
import { OWN_SCOPE, type PointColumns, type SeriesPoints } from '../points/points';
import { foldPoints, foldRule, gone } from './points';

/**
 * What is folded and what came later, folded together. `covered`: see uncovered.
 */
export function mergeFolded(
  folded: SeriesPoints,
  late: SeriesPoints | undefined,
  slotMs: number,
): { merged: SeriesPoints; covered: number } {
  if (!late) return { merged: folded, covered: 0 };
  const { news, covered } = uncovered(folded, late, slotMs);
  const points = news ? joinPoints([folded.points, news]) : folded.points;
  return { merged: foldPoints({ series: folded.series, points }, slotMs), covered };
}

/**
 * The late points that tell something new beside what is folded. Counters merge by time. A delta or a
 * level's point inside time that is folded already is taken for a repeat; `covered` counts those of them
 * that are not the very point that was kept, because one may have been news.
 */
export function uncovered(
  { series, points: folded }: SeriesPoints,
  { points: late }: SeriesPoints,
  slotMs: number,
): { news: PointColumns | null; covered: number } {
  const rule = foldRule(series);
  if (rule === 'last' || series.scope.name === OWN_SCOPE) return { news: late, covered: 0 };
  const covers = rule === 'sum' ? coversDelta : coversLevel;
  const chosen: number[] = [];
  let covered = 0;
  for (let i = 0; i < late.length; i++) {
    const cover = gone(late, i) ? -1 : coverOf(i);
    if (cover < 0) chosen.push(i);
    else if (folded.time[cover] !== late.time[i]) covered++;
  }
  if (chosen.length === late.length) return { news: late, covered };
  return { news: chosen.length === 0 ? null : gather(late, chosen), covered };

  function coverOf(i: number): number {
    const slotAt = Math.floor((late.time[i] as number) / slotMs) * slotMs;
    for (let k = firstNotBefore(folded, slotAt); k < folded.length; k++) {
      if ((folded.time[k] as number) >= slotAt + slotMs) break;
      if (!gone(folded, k) && covers(k, i, slotAt)) return k;
    }
    return -1;
  }

  function coversLevel(k: number, i: number): boolean {
    if (folded.time[k] === late.time[i]) return true;
    // Behind a single point stands no other one: this one is news.
    return (folded.time[k] as number) > (late.time[i] as number) && (folded.spread?.count[k] ?? 1) > 1;
  }

  function coversDelta(k: number, i: number, slotAt: number): boolean {
    const toAt = late.time[i] as number;
    const start = late.start[i] as number;
    const from = folded.start[k] as number;
    return (
      toAt <= (folded.time[k] as number) && (Number.isNaN(start) ? toAt : start) >= (Number.isNaN(from) ? slotAt : from)
    );
  }
}
