import { Card as TremorCard } from '@tremor/react/dist/components/layout-elements/Card/Card.js';
import type { ReactNode } from 'react';
import { cx } from './cx';

interface CardProps {
  /** Shown as the card's heading; with it the card becomes a labelled region. */
  title?: ReactNode;
  /** A caption beside the title: unit, range, count. */
  note?: ReactNode;
  /** What stands at the right end of the head: a link, a value, a legend. */
  aside?: ReactNode;
  /** Said under the body, parted by a rule. */
  foot?: ReactNode;
  /** What it is for and what it changes: beside the body where the card has room, else before it. */
  says?: ReactNode;
  /** Without padding around the children, for tables and code that reach the edges. */
  flush?: boolean;
  className?: string;
  id?: string;
  children?: ReactNode;
}

/** A framed part of a page. On a phone the frame goes and a rule parts it from what is above. */
export function Card({ title, note, aside, foot, says, flush = false, className, id, children }: CardProps) {
  const headId = title && id ? `${id}-title` : undefined;
  return (
    <TremorCard
      id={id}
      role={headId ? 'region' : undefined}
      aria-labelledby={headId}
      className={cx(
        'flex min-w-0 flex-col rounded-lg border border-line bg-card p-0 shadow-none ring-0',
        'max-sm:-mx-4 max-sm:w-auto max-sm:rounded-none max-sm:border-x-0 max-sm:border-b-0 max-sm:bg-transparent',
        'print:break-inside-avoid',
        className,
      )}
    >
      {title || aside ? (
        <div className="flex min-h-9 flex-wrap items-center justify-between gap-x-4 gap-y-1 px-4 pt-3">
          {/* Beside what stands at the right end the note wraps; below 14rem of room that goes under it. */}
          <h2 className="flex min-w-[min(100%,14rem)] grow basis-0 flex-wrap items-baseline gap-x-2 text-base font-semibold text-ink">
            <span id={headId}>{title}</span>
            {note ? <span className="text-xs font-normal text-ink3">{note}</span> : null}
          </h2>
          {aside ? <div className="text-sm text-ink2">{aside}</div> : null}
        </div>
      ) : null}
      <div className={cx('min-w-0 grow', flush ? '' : title || aside ? 'px-4 pt-2 pb-4' : 'p-4')}>
        {says ? <Explained says={says}>{children}</Explained> : children}
      </div>
      {foot ? <div className="border-t border-line px-4 py-3 text-xs text-ink2">{foot}</div> : null}
    </TremorCard>
  );
}

function Explained({ says, children }: { says: ReactNode; children: ReactNode }) {
  return (
    <div className="@container">
      <div className="grid gap-x-10 gap-y-4 @4xl:grid-cols-[18rem_minmax(0,1fr)]">
        <p className="max-w-[46rem] text-sm text-pretty text-ink2">{says}</p>
        <div className="min-w-0 *:first:mt-0">{children}</div>
      </div>
    </div>
  );
}
