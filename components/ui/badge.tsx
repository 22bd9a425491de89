import { Badge as TremorBadge } from '@tremor/react/dist/components/text-elements/Badge/Badge.js';
import type { ReactNode } from 'react';
import { cx } from './cx';

export type Tone = 'neutral' | 'accent' | 'bad' | 'warn' | 'ok';

const TONES: Record<Tone, string> = {
  neutral: 'bg-sunk text-ink2',
  accent: 'bg-accent-bg text-accent',
  bad: 'bg-bad-bg text-bad',
  warn: 'bg-warn-bg text-warn',
  ok: 'bg-ok-bg text-ok',
};

/** A short word in a well: "you are here", "next", "synthetic". The word carries the meaning, the tone helps. */
export function Badge({
  tone = 'neutral',
  title,
  className,
  children,
}: {
  tone?: Tone;
  title?: string;
  className?: string;
  children: ReactNode;
}) {
  return (
    <TremorBadge
      title={title}
      className={cx('rounded-sm px-1.5 py-0.5 text-xs font-normal ring-0', TONES[tone], className)}
    >
      {children}
    </TremorBadge>
  );
}
