import type { ReactNode } from 'react';
import { type Mark, StateMark } from './state-mark';

/** What will be here, and the one thing to do to get it. */
export function EmptyState({
  mark = 'new',
  title,
  page = false,
  children,
  action,
}: {
  mark?: Mark;
  /** It is all that the page says: the title is the page's heading. */
  page?: boolean;
  title: ReactNode;
  children?: ReactNode;
  action?: ReactNode;
}) {
  const Title = page ? 'h1' : 'p';
  return (
    <div className="flex flex-col items-center px-6 py-12 text-center">
      <span className="grid size-14 place-items-center rounded-full border border-line bg-card">
        <StateMark state={mark} size={22} />
      </span>
      <Title className="mt-5 text-lg font-semibold text-balance text-ink">{title}</Title>
      {children ? <div className="mt-1.5 max-w-[34rem] text-base text-balance text-ink2">{children}</div> : null}
      {action ? <div className="mt-5 flex flex-wrap justify-center gap-2">{action}</div> : null}
    </div>
  );
}

/** The same, small, inside a card that is otherwise full of numbers. */
export function EmptyNote({ children }: { children: ReactNode }) {
  return <p className="py-3 text-sm text-pretty text-ink2">{children}</p>;
}
