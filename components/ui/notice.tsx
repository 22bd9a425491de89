import type { ReactNode } from 'react';
import type { Tone } from './badge';
import { cx } from './cx';
import { type Mark, StateMark } from './state-mark';

const TONE: Record<Tone, string> = {
  neutral: 'border-line bg-sunk',
  accent: 'border-transparent bg-accent-bg',
  bad: 'border-transparent bg-bad-bg',
  warn: 'border-transparent bg-warn-bg',
  ok: 'border-transparent bg-ok-bg',
};
const MARK: Record<Tone, Mark> = { neutral: 'cannot-tell', accent: 'waiting', bad: 'crossing', warn: 'soon', ok: 'ok' };

/** A sentence that needs attention: what happened, what is safe, what to do. */
export function Notice({
  tone = 'neutral',
  mark,
  role,
  action,
  className,
  children,
}: {
  tone?: Tone;
  mark?: Mark;
  role?: 'alert' | 'status';
  action?: ReactNode;
  className?: string;
  children: ReactNode;
}) {
  return (
    <div
      role={role}
      className={cx(
        'flex flex-wrap items-start gap-x-3 gap-y-2 rounded-md border px-3 py-2.5 text-sm text-ink2 [&_b]:font-semibold [&_b]:text-ink [&_strong]:font-semibold [&_strong]:text-ink',
        TONE[tone],
        className,
      )}
    >
      <StateMark state={mark ?? MARK[tone]} className="mt-0.5" />
      <div className="min-w-0 flex-1 text-pretty">{children}</div>
      {action ? <div className="flex flex-wrap gap-2">{action}</div> : null}
    </div>
  );
}
