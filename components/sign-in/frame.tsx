import type { ReactNode } from 'react';
import { Logo } from '@/components/shell/logo';
import { ThemeSwitch } from '@/components/shell/theme-switch';

/** The column around every page that needs no session. */
export function SignInFrame({ title, under, children }: { title: ReactNode; under?: ReactNode; children?: ReactNode }) {
  return (
    <div className="flex min-h-dvh flex-col">
      <header className="flex h-[51px] items-center justify-between px-8 max-sm:h-14 max-sm:px-4">
        <span className="flex items-center gap-3 text-base font-semibold text-ink">
          <Logo /> Headroom
        </span>
        <ThemeSwitch className="max-sm:size-11" />
      </header>
      <main id="main" className="mx-auto flex w-full max-w-[25rem] grow flex-col justify-center px-4 pt-6 pb-[14vh]">
        <h1 className="text-xl font-medium tracking-tight text-balance text-ink">{title}</h1>
        {under ? <div className="mt-1.5 text-base text-pretty text-ink2">{under}</div> : null}
        <div className="mt-6">{children}</div>
      </main>
    </div>
  );
}
