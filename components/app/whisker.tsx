/** A multiple with its interval on a shared log axis from 1× to 10×: end caps, and the likeliest as a dot. */

export const WHISKER_TICKS = [1, 2, 3, 5, 10];
const TOP = 12;

/** 0 … 100 along the axis. */
export function alongMultiple(multiple: number): number {
  return (100 * Math.log(Math.max(1, Math.min(TOP, multiple)))) / Math.log(TOP);
}

interface Props {
  low: number;
  likely: number;
  high: number;
  first: boolean;
}

export function Whisker({ low, likely, high, first }: Props) {
  const tone = first ? 'bg-bad' : 'bg-ink2';
  const [from, to] = [alongMultiple(low), alongMultiple(high)];
  return (
    <span className="relative block h-5 w-full" aria-hidden="true">
      <span
        className={`absolute top-1/2 h-[1.5px] -translate-y-1/2 ${tone}`}
        style={{ left: `${from}%`, width: `${to - from}%` }}
      />
      {Object.entries({ from, to }).map(([end, at]) => (
        <span
          key={end}
          className={`absolute top-1/2 h-2 w-[1.5px] -translate-x-1/2 -translate-y-1/2 ${tone}`}
          style={{ left: `${at}%` }}
        />
      ))}
      <span
        className={`absolute top-1/2 size-2.5 -translate-x-1/2 -translate-y-1/2 rounded-full border-[1.5px] ${first ? 'border-bad bg-bad' : 'border-ink2 bg-card'}`}
        style={{ left: `${alongMultiple(likely)}%` }}
      />
    </span>
  );
}

/** The axis' lines behind a row. */
export function WhiskerGrid() {
  return (
    <>
      {WHISKER_TICKS.map((tick) => (
        <span
          key={tick}
          aria-hidden="true"
          className={`absolute inset-y-0 w-px ${tick === 1 ? 'bg-line2' : 'bg-grid'}`}
          style={{ left: `${alongMultiple(tick)}%` }}
        />
      ))}
    </>
  );
}
