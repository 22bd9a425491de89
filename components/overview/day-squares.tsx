'use client';

import { DAY_MS } from '@/advisor/types';
import { formatDay } from '@/advisor/words/dates';
import { formatCount } from '@/advisor/words/format';
import { cx } from '@/components/ui/cx';
import type { OverviewView } from '@/service/views';
import type { Clock } from './clock';

type Line = OverviewView['crossingDays'][number];

/** One square a day, today last. Drawn by the browser too: its numbers travel instead of their squares. */
export function DaySquares({ line, clock }: { line: Line; clock: Clock }) {
  const first = clock.nowAt - (line.days.length - 1) * DAY_MS;
  return (
    <span className="flex gap-1 max-sm:gap-0.5" role="img" aria-label={daysText(line, clock)}>
      {line.days.map((count, index) => {
        const today = index === line.days.length - 1;
        const day = formatDay(first + index * DAY_MS, clock.zone);
        return (
          <span
            key={day}
            title={`${day}: ${formatCount(count, 'crossing')}${today && line.openNow ? ', open now' : ''}`}
            className={cx(
              'grid size-[18px] place-items-center rounded-xs border text-2xs font-semibold',
              count === 0 && !(today && line.openNow) && 'border-line bg-sunk text-transparent',
              (count > 0 || (today && line.openNow)) &&
                (today && line.openNow ? 'border-bad bg-bad text-on-bad' : 'border-bad-sh bg-bad-sh text-bad'),
            )}
          >
            {count > 0 ? count : today && line.openNow ? '↦' : ''}
          </span>
        );
      })}
    </span>
  );
}

/** The same for a reader that sees no squares. */
function daysText(line: Line, { nowAt, zone }: Clock): string {
  const first = nowAt - (line.days.length - 1) * DAY_MS;
  const said = line.days.flatMap((count, index) =>
    count > 0 ? [`${formatDay(first + index * DAY_MS, zone)}: ${count}`] : [],
  );
  return `${said.join(', ')}${line.openNow ? ', open now' : ''}`;
}
