/** One series' hours, out of what is kept of it as hours, as minutes and as single points. Pure. */

import { joinPoints } from '../points/order';
import { gather, hourMs } from '../points/point-columns';
import type { PointColumns, SeriesPoints } from '../points/points';
import { mergeFolded } from './late';
import { foldPoints } from './points';

export const minuteMs = 60_000;

export interface HourSources {
  /** Folded hours. */
  hours?: SeriesPoints | undefined;
  /** Folded minutes. */
  minutes?: SeriesPoints | undefined;
  /** Starts of the hours whose minutes are known: what `hours` says of them is replaced. */
  minuteHours: ReadonlySet<number>;
  /** Points that are not folded yet. */
  late?: SeriesPoints | undefined;
}

/** The series folded to hours. Late points go by their minutes where those are kept, else by their hour. */
export function foldHours({ hours, minutes, minuteHours, late }: HourSources): {
  merged: SeriesPoints;
  covered: number;
} {
  const known = (hours ?? minutes ?? late) as SeriesPoints;
  const { series } = known;
  const inMinutes = (points: PointColumns, wanted: boolean): SeriesPoints | undefined => {
    const chosen: number[] = [];
    for (let i = 0; i < points.length; i++) {
      if (minuteHours.has(Math.floor((points.time[i] as number) / hourMs) * hourMs) === wanted) chosen.push(i);
    }
    return chosen.length > 0 ? { series, points: gather(points, chosen) } : undefined;
  };
  const byMinute = merge(minutes, late && inMinutes(late.points, true), minuteMs);
  const byHour = merge(hours && inMinutes(hours.points, false), late && inMinutes(late.points, false), hourMs);
  const parts = [byHour.points, byMinute.points].filter((part) => part !== null);
  const joined = parts.length > 0 ? joinPoints(parts) : gather(known.points, []);
  return { merged: foldPoints({ series, points: joined }, hourMs), covered: byMinute.covered + byHour.covered };
}

function merge(folded: SeriesPoints | undefined, late: SeriesPoints | undefined, slotMs: number) {
  if (folded) {
    const { merged, covered } = mergeFolded(folded, late, slotMs);
    return { points: merged.points, covered };
  }
  return { points: late ? foldPoints(late, slotMs).points : null, covered: 0 };
}
