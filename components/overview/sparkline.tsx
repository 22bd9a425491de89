import { DAY_MS } from '@/advisor/types';

const WEEKS = 8;

/** Eight weeks of daily peaks; a missing day is a gap, the newest is a dot. Decoration: the number stands beside it. */
export function Sparkline({
  days,
  width = 56,
  height = 20,
}: {
  days: { at: number; peak: number }[];
  width?: number;
  height?: number;
}) {
  const last = days.at(-1);
  if (!last) return <svg width={width} height={height} aria-hidden />;
  const from = last.at - WEEKS * 7 * DAY_MS;
  const kept = days.filter((day) => day.at >= from);
  const low = Math.min(...kept.map((day) => day.peak));
  const high = Math.max(...kept.map((day) => day.peak));
  const x = (at: number) => ((at - from) / (last.at - from)) * (width - 6) + 1;
  const y = (peak: number) => (high === low ? height / 2 : height - 3 - ((peak - low) / (high - low)) * (height - 6));
  const path = kept
    .map((day, index) => {
      const before = kept[index - 1];
      const joined = before && day.at - before.at < 1.5 * DAY_MS;
      return `${joined ? 'L' : 'M'}${x(day.at).toFixed(1)} ${y(day.peak).toFixed(1)}`;
    })
    .join('');
  return (
    <svg width={width} height={height} viewBox={`0 0 ${width} ${height}`} aria-hidden className="shrink-0">
      <path d={path} fill="none" className="stroke-ink3" strokeWidth="1.1" strokeLinejoin="round" />
      <circle cx={x(last.at)} cy={y(last.peak)} r="2" className="fill-ink" />
    </svg>
  );
}
