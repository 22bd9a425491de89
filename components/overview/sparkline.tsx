import { DAY_MS } from '@/advisor/types';

const WEEKS = 8;
const WIDTH = 56;
const HEIGHT = 20;

/** What travels to the browser of eight weeks: the line as SVG draws it and where it ends, px. */
export interface Spark {
  path: string;
  end: { x: number; y: number };
}

/** A missing day is a gap. Null where there is no day. */
export function sparkOf(days: { at: number; peak: number }[]): Spark | null {
  const last = days.at(-1);
  if (!last) return null;
  const from = last.at - WEEKS * 7 * DAY_MS;
  const kept = days.filter((day) => day.at >= from);
  const low = Math.min(...kept.map((day) => day.peak));
  const high = Math.max(...kept.map((day) => day.peak));
  const x = (at: number) => round(((at - from) / (last.at - from)) * (WIDTH - 6) + 1);
  const y = (peak: number) =>
    round(high === low ? HEIGHT / 2 : HEIGHT - 3 - ((peak - low) / (high - low)) * (HEIGHT - 6));
  const path = kept.map((day, index) => {
    const before = kept[index - 1];
    const joined = before && day.at - before.at < 1.5 * DAY_MS;
    return `${joined ? 'L' : 'M'}${x(day.at)} ${y(day.peak)}`;
  });
  return { path: path.join(''), end: { x: x(last.at), y: y(last.peak) } };
}

const round = (px: number) => Math.round(px * 10) / 10;

/** Eight weeks of daily peaks, the newest a dot. Decoration: the number stands beside it. */
export function Sparkline({ spark }: { spark: Spark | null }) {
  return (
    <svg width={WIDTH} height={HEIGHT} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} aria-hidden className="shrink-0">
      {spark ? (
        <>
          <path d={spark.path} fill="none" className="stroke-ink3" strokeWidth="1.1" strokeLinejoin="round" />
          <circle cx={spark.end.x} cy={spark.end.y} r="2" className="fill-ink" />
        </>
      ) : null}
    </svg>
  );
}
