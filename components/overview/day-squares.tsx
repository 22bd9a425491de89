'use client';

import { formatCount } from '@/advisor/words/format';
import { cx } from '@/components/ui/cx';
import type { OverviewView } from '@/service/views/views';

type Line = OverviewView['crossingDays'][number];

interface Props {
  line: Line;
  /** What each day is called; one list for all lines. */
  days: string[];
}

/** One square a day, today last. Drawn by the browser too: its numbers travel instead of their squares. */
export function DaySquares({ line, days }: Props) {
  return (
    <span
      className="flex gap-1 *:grid *:size-[18px] *:place-items-center *:rounded-xs *:border *:text-2xs *:font-semibold max-sm:gap-0.5"
      role="img"
      aria-label={daysText(line, days)}
    >
      {line.days.map((count, index) => {
        const openNow = line.openNow && index === line.days.length - 1;
        return (
          <span
            key={days[index]}
            title={`${days[index]}: ${formatCount(count, 'crossing')}${openNow ? ', open now' : ''}`}
            className={cx(
              openNow && 'border-bad bg-bad text-on-bad',
              !openNow && (count > 0 ? 'border-bad-sh bg-bad-sh text-bad' : 'border-line bg-sunk'),
            )}
          >
            {count > 0 ? count : openNow ? '↦' : null}
          </span>
        );
      })}
    </span>
  );
}

/** The same for a reader that sees no squares. */
function daysText(line: Line, days: string[]): string {
  const said = line.days.flatMap((count, index) => (count > 0 ? [`${days[index]}: ${count}`] : []));
  return `${said.join(', ')}${line.openNow ? ', open now' : ''}`;
}
