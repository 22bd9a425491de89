import type { ReactNode } from 'react';
import type { DateFinding } from '@/advisor/types';
import { dateSentence, dayOfDate } from '@/advisor/words/sentences';
import { cx } from '@/components/ui/cx';
import type { Clock } from './clock';
import { type DayAxis, placeOf } from './when-axis';

/** The head of the column: today and the months. */
export function DayAxisHead({ axis }: { axis: DayAxis }) {
  return (
    <span className="relative block h-4">
      <span className="absolute -translate-x-1/2 font-medium text-ink" style={at(axis.nowAt, axis)}>
        today
      </span>
      {axis.ticks.map((tick) => (
        <span key={tick.at} className="absolute -translate-x-1/2 text-ink3" style={at(tick.at, axis)}>
          {tick.label}
        </span>
      ))}
    </span>
  );
}

/** Lines of the axis through one row. */
export function DayGrid({ axis, ticks }: { axis: DayAxis; ticks: boolean }) {
  return (
    <span aria-hidden>
      <span className="absolute -inset-y-px w-px bg-line2" style={at(axis.nowAt, axis)} />
      {(ticks ? axis.ticks : []).map((tick) => (
        <span key={tick.at} className="absolute -inset-y-px w-px bg-grid" style={at(tick.at, axis)} />
      ))}
    </span>
  );
}

/** What is so already stands on today's line and says since when. */
export function AtToday({ axis, children }: { axis: DayAxis; children: ReactNode }) {
  return (
    <span
      className="absolute inset-y-0 flex items-center gap-2.5 text-bad"
      style={{ left: `calc(${placeOf(axis.nowAt, axis)}% - 4px)` }}
    >
      <span aria-hidden className="h-2.5 w-2 bg-bad" />
      <span className="whitespace-nowrap">{children}</span>
    </span>
  );
}

interface DateMarkProps {
  date: DateFinding;
  axis: DayAxis;
  clock: Clock;
  soon: boolean;
}

/** When load meets the first limit: the likely day as a dot, 8 in 10 between the whiskers. */
export function DateMark({ date, axis, clock, soon }: DateMarkProps) {
  const sentence = dateSentence(date, clock);
  switch (date.code) {
    case 'past':
      return <AtToday axis={axis}>{sentence}</AtToday>;
    case 'date': {
      const day = dayOfDate(date.likelyAt, clock);
      if (date.likelyAt > axis.endAt) return <Beyond sentence={sentence}>about {day}</Beyond>;
      return (
        <Whisker from={date.earlyAt} to={date.lateAt} {...{ axis, sentence, soon }}>
          <Label atDay={date.likelyAt} axis={axis} soon={soon}>
            {day}
          </Label>
          <span
            aria-hidden
            className={cx(
              'absolute top-1/2 size-2 -translate-1/2 rounded-full border-[1.5px] border-current',
              soon ? 'bg-current' : 'bg-card',
            )}
            style={at(date.likelyAt, axis)}
          />
        </Whisker>
      );
    }
    case 'not-before': {
      const words = `not before ${dayOfDate(date.earlyAt, clock)}`;
      if (date.earlyAt > axis.endAt) return <Beyond sentence={sentence}>{words}</Beyond>;
      return (
        <Whisker from={date.earlyAt} to={null} {...{ axis, sentence, soon }}>
          <Label atDay={(date.earlyAt + axis.endAt) / 2} axis={axis} soon={soon}>
            {words}
          </Label>
        </Whisker>
      );
    }
    case 'not-within':
      return <Beyond sentence={sentence}>{sentence}</Beyond>;
    case 'cannot-tell':
      return null;
  }
}

interface WhiskerProps {
  from: number;
  /** Null: out of sight. */
  to: number | null;
  axis: DayAxis;
  sentence: string;
  soon: boolean;
  children: ReactNode;
}

function Whisker({ from, to, axis, sentence, soon, children }: WhiskerProps) {
  const [start, end] = [placeOf(from, axis), placeOf(to ?? axis.endAt, axis)];
  const beyond = to === null || to > axis.endAt;
  return (
    <span className={soon ? 'text-warn' : 'text-ink2'} title={sentence}>
      <span className="sr-only">{sentence}</span>
      <span
        aria-hidden
        className="absolute top-1/2 h-px bg-current"
        style={{ left: `${start}%`, width: `${end - start}%` }}
      />
      <Cap at={start} />
      {beyond ? (
        <svg
          aria-hidden
          viewBox="0 0 6 8"
          className="absolute top-1/2 h-2 w-1.5 -translate-y-1/2"
          style={{ left: `calc(${end}% - 4px)` }}
        >
          <path d="M1 .5 5 4 1 7.5" fill="none" stroke="currentColor" strokeWidth="1.2" />
        </svg>
      ) : (
        <Cap at={end} />
      )}
      {children}
    </span>
  );
}

function Cap({ at: percent }: { at: number }) {
  return (
    <span
      aria-hidden
      className="absolute top-1/2 h-2 w-px -translate-y-1/2 bg-current"
      style={{ left: `${percent}%` }}
    />
  );
}

function Label({ atDay, axis, soon, children }: { atDay: number; axis: DayAxis; soon: boolean; children: ReactNode }) {
  return (
    <span
      aria-hidden
      className={cx('absolute top-0.5 -translate-x-1/2 whitespace-nowrap text-2xs', soon && 'font-semibold')}
      // Near an end the words stay inside the column.
      style={{ left: `${Math.min(Math.max(placeOf(atDay, axis), 12), 84)}%` }}
    >
      {children}
    </span>
  );
}

function Beyond({ sentence, children }: { sentence: string; children: ReactNode }) {
  return (
    <span
      className="absolute inset-y-0 right-[17%] flex items-center gap-1.5 whitespace-nowrap text-ink2 text-xs"
      title={sentence}
    >
      {children} <span aria-hidden>→</span>
    </span>
  );
}

const at = (time: number, axis: DayAxis) => ({ left: `${placeOf(time, axis)}%` });
