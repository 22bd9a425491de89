import type { ReactNode } from 'react';
import { Logo } from './logo';

/** A page that may know nothing of its viewer: not found, or something broke. */
export function Bare({ children }: { children: ReactNode }) {
  return (
    <div className="flex min-h-dvh flex-col">
      <header className="border-b border-line bg-card">
        <a
          href="/"
          className="mx-auto flex h-[51px] max-w-[90rem] items-center gap-3 px-8 text-base font-semibold text-ink max-sm:h-14 max-sm:px-4"
        >
          <Logo /> Headroom
        </a>
      </header>
      <main id="main" className="grid grow place-items-center px-4 pb-[12vh]">
        {children}
      </main>
    </div>
  );
}
