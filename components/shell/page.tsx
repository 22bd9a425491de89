import type { ReactNode } from 'react';
import { cx } from '@/components/ui/cx';

/** The column that every page stands in: 32 px margins, 16 on a phone, as wide as the header. */
export function Page({ className, children }: { className?: string; children: ReactNode }) {
  return (
    <main
      id="main"
      tabIndex={-1}
      className={cx('mx-auto w-full max-w-[90rem] px-8 pt-7 pb-12 outline-none max-sm:px-4 max-sm:pt-5', className)}
    >
      {children}
    </main>
  );
}

/** First stop of the Tab key: past the header to what the page says. */
export function SkipLink() {
  return (
    <a
      href="#main"
      className="sr-only focus:not-sr-only focus:absolute focus:z-50 focus:m-2 focus:rounded-md focus:bg-accent focus:px-3 focus:py-2 focus:text-on-accent"
    >
      Skip to the page
    </a>
  );
}
