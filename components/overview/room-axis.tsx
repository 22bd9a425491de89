import type { ReactNode } from 'react';
import { formatMultiple, formatMultipleRange } from '@/advisor/words/format';
import { cx } from '@/components/ui/cx';
import type { OverviewRow } from '@/service/views';

/** The shared axis: today's load at 1×, logarithmic to 10×; what lies beyond is an arrow. */
const TICKS = [2, 3, 5, 10];
const LEFT = 7;
const WIDTH = 80;
const MAX = 10;

/** Percent of the column's width for a multiple of today's load. */
export function placeOfMultiple(multiple: number): number {
  const inside = Math.min(MAX, Math.max(1, multiple));
  return LEFT + (Math.log(inside) / Math.log(MAX)) * WIDTH;
}

/** The head of the column: the axis in words. */
export function RoomAxisHead() {
  return (
    <span className="relative block h-4">
      <span className="absolute -translate-x-1/2 font-medium text-ink" style={{ left: `${LEFT}%` }}>
        today
      </span>
      {TICKS.map((tick) => (
        <span key={tick} className="absolute -translate-x-1/2 text-ink3" style={{ left: `${placeOfMultiple(tick)}%` }}>
          {tick}×
        </span>
      ))}
    </span>
  );
}

/** Lines of the axis through one row. */
export function RoomGrid({ ticks }: { ticks: boolean }) {
  return (
    <span aria-hidden>
      <span className="absolute -inset-y-px w-px bg-line2" style={{ left: `${LEFT}%` }} />
      {(ticks ? TICKS : []).map((tick) => (
        <span key={tick} className="absolute -inset-y-px w-px bg-grid" style={{ left: `${placeOfMultiple(tick)}%` }} />
      ))}
    </span>
  );
}

/** An open crossing stands on today's line and says since when. */
export function AtToday({ children }: { children: ReactNode }) {
  return (
    <span className="absolute inset-y-0 flex items-center gap-2.5 text-bad" style={{ left: `calc(${LEFT}% - 4px)` }}>
      <span aria-hidden className="h-2.5 w-2 bg-bad" />
      <span className="whitespace-nowrap">{children}</span>
    </span>
  );
}

/** How much more load fits, with its interval: a dot between whiskers on the shared axis. */
export function RoomWhisker({ headroom, soon }: { headroom: NonNullable<OverviewRow['headroom']>; soon: boolean }) {
  const { multiple, low, high, code } = headroom;
  if (multiple === null) return null;
  const at = placeOfMultiple(multiple);
  const colour = soon ? 'text-warn' : 'text-ink2';
  if (code === 'more-than' || multiple >= MAX) {
    return (
      <span
        className="absolute inset-y-0 flex items-center gap-1.5 text-xs whitespace-nowrap text-ink2"
        style={{ right: `${100 - Math.max(at, LEFT + WIDTH * 0.55)}%` }}
      >
        more than {formatMultiple(multiple)} <span aria-hidden>→</span>
      </span>
    );
  }
  const [from, to] = [placeOfMultiple(low ?? multiple), placeOfMultiple(high ?? multiple)];
  const beyond = (high ?? multiple) > MAX;
  const interval = low != null && high != null ? formatMultipleRange(low, high) : null;
  return (
    <span className={colour} title={interval ? `${formatMultiple(multiple)}, 80 % interval ${interval}` : undefined}>
      <span
        aria-hidden
        className="absolute top-1/2 h-px bg-current"
        style={{ left: `${from}%`, width: `${to - from}%` }}
      />
      {interval ? <Cap at={from} /> : null}
      {interval && !beyond ? <Cap at={to} /> : null}
      {beyond ? (
        <span
          aria-hidden
          className="absolute top-1/2 -translate-y-1/2 text-xs leading-none"
          style={{ left: `calc(${to}% - 5px)` }}
        >
          →
        </span>
      ) : null}
      <span
        aria-hidden
        className={cx(
          'absolute top-1/2 size-2 -translate-1/2 rounded-full border-[1.5px] border-current',
          soon ? 'bg-current' : 'bg-card',
        )}
        style={{ left: `${at}%` }}
      />
      {interval ? (
        <span
          className={cx('absolute top-0.5 -translate-x-1/2 text-2xs whitespace-nowrap', soon && 'font-semibold')}
          style={{ left: `${Math.min(Math.max(at, LEFT + 11), 90)}%` }}
        >
          {interval}
        </span>
      ) : null}
    </span>
  );
}

function Cap({ at }: { at: number }) {
  return (
    <span aria-hidden className="absolute top-1/2 h-2 w-px -translate-y-1/2 bg-current" style={{ left: `${at}%` }} />
  );
}
