import type { ReactNode } from 'react';

/** The answer of the page in one line of large type; `rest` is the same line said quieter. */
export function FirstLine({
  children,
  rest,
  under,
  actions,
}: {
  children: ReactNode;
  rest?: ReactNode;
  under?: ReactNode;
  actions?: ReactNode;
}) {
  return (
    <header className="flex flex-wrap items-end justify-between gap-x-8 gap-y-4 pb-5 max-sm:pb-6">
      <div className="min-w-0 max-w-[76rem] sm:flex-1 sm:basis-96">
        <h1 className="text-2xl font-medium text-pretty text-ink max-sm:text-xl max-sm:tracking-tight">
          {children}
          {rest ? <span className="text-ink3"> {rest}</span> : null}
        </h1>
        {under ? <p className="mt-1.5 text-base text-pretty text-ink2">{under}</p> : null}
      </div>
      {actions ? <div className="no-print flex flex-wrap gap-2 max-sm:w-full max-sm:*:grow">{actions}</div> : null}
    </header>
  );
}
