import type { ReactNode } from 'react';
import type { AppStateWord } from '@/advisor/types';
import { cx } from './cx';

/** Every state has its own shape, so that it reads without colour, on paper and at a glance. */
export type Mark = AppStateWord | 'stale' | 'no-effect' | 'ok' | 'waiting' | 'open' | 'down';

const COLOUR: Record<Mark, string> = {
  crossing: 'text-bad',
  down: 'text-bad',
  soon: 'text-warn',
  stale: 'text-warn',
  clear: 'text-ink2',
  ok: 'text-ok',
  waiting: 'text-accent',
  new: 'text-accent',
  open: 'text-ink3',
  'no-data': 'text-ink3',
  learning: 'text-ink2',
  'cannot-tell': 'text-ink2',
  'no-effect': 'text-ink3',
};

/** The word that goes with a state where the page has no better one. */
export const STATE_WORD: Record<AppStateWord, string> = {
  crossing: 'Crossing',
  soon: 'Close',
  clear: 'Clear',
  'no-data': 'No data',
  learning: 'Learning',
  'cannot-tell': 'Cannot tell',
  new: 'New',
};

const ring = <circle cx="8" cy="8" r="6.25" fill="none" stroke="currentColor" strokeWidth="1.5" />;
const dashed = (
  <circle cx="8" cy="8" r="6.25" fill="none" stroke="currentColor" strokeWidth="1.5" strokeDasharray="2.3 1.63" />
);
const octagon = (
  <>
    <path d="M5.2 1h5.6L15 5.2v5.6L10.8 15H5.2L1 10.8V5.2z" fill="currentColor" />
    <path d="M8 4.2v4.4M8 10.6v1.5" className="stroke-card" strokeWidth="1.8" strokeLinecap="butt" />
  </>
);
const triangle = (
  <>
    <path d="M8 1.9 15 14H1z" fill="none" stroke="currentColor" strokeWidth="1.5" strokeLinejoin="round" />
    <path d="M8 6.2v3.6M8 11.2v1.4" stroke="currentColor" strokeWidth="1.5" />
  </>
);
const check = <path d="m5.3 8.2 1.9 1.9 3.6-4" fill="none" stroke="currentColor" strokeWidth="1.5" />;

const SHAPES: Record<Mark, ReactNode> = {
  crossing: octagon,
  down: octagon,
  soon: triangle,
  stale: triangle,
  clear: (
    <>
      {ring}
      {check}
    </>
  ),
  ok: (
    <>
      {ring}
      {check}
    </>
  ),
  open: ring,
  'no-data': dashed,
  new: (
    <>
      {dashed}
      <circle cx="8" cy="8" r="2" fill="currentColor" />
    </>
  ),
  waiting: (
    <>
      {dashed}
      <circle cx="8" cy="8" r="2" fill="currentColor" />
    </>
  ),
  learning: (
    <>
      {ring}
      <path d="M8 1.75a6.25 6.25 0 0 1 0 12.5z" fill="currentColor" />
    </>
  ),
  'cannot-tell': (
    <>
      {ring}
      <path
        d="M6.3 6.5a1.75 1.75 0 1 1 2.5 1.6c-.6.3-.8.6-.8 1.2M8 10.6v1.3"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.35"
      />
    </>
  ),
  'no-effect': (
    <>
      {ring}
      <path d="M5 8h6" stroke="currentColor" strokeWidth="1.5" />
    </>
  ),
};

/** The shape alone; give `label` where no word stands beside it. */
export function StateMark({
  state,
  size = 14,
  label,
  className,
}: {
  state: Mark;
  size?: number;
  label?: string;
  className?: string;
}) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 16 16"
      className={cx('shrink-0', COLOUR[state], className)}
      role={label ? 'img' : undefined}
      aria-label={label}
      aria-hidden={label ? undefined : true}
    >
      {SHAPES[state]}
    </svg>
  );
}

/** Shape and word together, the usual way to say a state. */
export function State({ state, children, className }: { state: Mark; children?: ReactNode; className?: string }) {
  return (
    <span className={cx('flex items-center gap-2 whitespace-nowrap', COLOUR[state], className)}>
      <StateMark state={state} />
      <span>{children ?? STATE_WORD[state as AppStateWord] ?? state}</span>
    </span>
  );
}
