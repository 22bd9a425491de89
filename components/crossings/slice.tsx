/** What the signal did around a crossing: a line, its limit, and the time over it shaded. */
import { formatTime } from '@/advisor/words/dates';
import { formatValue } from '@/advisor/words/format';
import { cx } from '@/components/ui/cx';
import type { CrossingRow } from '@/service/views/signals';

const WIDTH = 480;
const HEIGHT = 96;
const TOP = 8;

interface SliceProps {
  crossing: CrossingRow;
  unit: string;
  zone: string;
  nowAt: number;
  className?: string;
}

export function Slice({ crossing, unit, zone, nowAt, className }: SliceProps) {
  const { slice, limit, openedAt, closedAt } = crossing;
  if (slice === null) return <p className="text-xs text-ink3">The minutes of this time are no longer kept.</p>;
  const known = slice.values.filter((value) => value !== null);
  const most = Math.max(limit, ...known) * 1.05 || 1;
  const least = Math.min(0, limit, ...known);
  const endAt = slice.startAt + slice.values.length * slice.stepMs;
  const x = (at: number) =>
    (WIDTH * (Math.min(endAt, Math.max(slice.startAt, at)) - slice.startAt)) / (endAt - slice.startAt);
  const y = (value: number) => TOP + (HEIGHT - TOP) * (1 - (value - least) / (most - least));
  const says = `${formatValue(Math.max(...known), unit)} at most, limit ${formatValue(limit, unit)}, from ${formatTime(slice.startAt, zone)} to ${formatTime(endAt, zone)}`;
  return (
    <figure className={cx('min-w-0', className)}>
      <svg
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        preserveAspectRatio="none"
        className="h-24 w-full"
        role="img"
        aria-label={says}
      >
        <rect
          x={x(openedAt)}
          y={0}
          width={Math.max(1, x(closedAt ?? nowAt) - x(openedAt))}
          height={HEIGHT}
          className="fill-bad-bg"
        />
        <line
          x1={0}
          x2={WIDTH}
          y1={y(limit)}
          y2={y(limit)}
          className="stroke-bad"
          strokeDasharray="4 3"
          vectorEffect="non-scaling-stroke"
        />
        {crossing.before
          .filter(({ kind }) => kind === 'deployment')
          .map(({ at, says: version }) => (
            <path key={`${at} ${version}`} d={`M${x(at)} ${HEIGHT - 8}l4 4l-4 4l-4 -4z`} className="fill-ink3">
              <title>{`version ${version} deployed at ${formatTime(at, zone)}`}</title>
            </path>
          ))}
        {lines(slice.values, (i) => x(slice.startAt + (i + 0.5) * slice.stepMs), y).map((points) => (
          <polyline
            key={points}
            points={points}
            className="fill-none stroke-ink"
            strokeWidth={1.5}
            strokeLinejoin="round"
            vectorEffect="non-scaling-stroke"
          />
        ))}
      </svg>
      <figcaption className="flex justify-between text-xs text-ink3">
        <span>{formatTime(slice.startAt, zone)}</span>
        <span>limit {formatValue(limit, unit)}</span>
        <span>{formatTime(endAt, zone)}</span>
      </figcaption>
    </figure>
  );
}

/** One run of points for each stretch with values: gaps stay gaps. */
function lines(values: (number | null)[], x: (i: number) => number, y: (value: number) => number): string[] {
  const runs: string[][] = [[]];
  values.forEach((value, i) => {
    if (value === null) runs.push([]);
    else runs.at(-1)?.push(`${x(i).toFixed(1)},${y(value).toFixed(1)}`);
  });
  return runs
    .filter((run) => run.length > 0)
    .map((run) =>
      (run.length === 1 ? [run[0], run[0]?.replace(/^[\d.]+/, (at) => String(Number(at) + 1))] : run).join(' '),
    );
}
