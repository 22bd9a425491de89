'use client';

import { cx } from '@/components/ui/cx';
import { MoonIcon, SunIcon } from '@/components/ui/icons';
import { THEME_KEY } from './theme-script';

/** Turns the theme and remembers it; charts redraw on the event. */
export function toggleTheme(): void {
  const root = document.documentElement;
  const dark = !root.classList.contains('dark');
  root.classList.toggle('dark', dark);
  try {
    localStorage.setItem(THEME_KEY, dark ? 'dark' : 'light');
  } catch {
    // Storage may be closed to us; the theme then holds for this page only.
  }
  window.dispatchEvent(new CustomEvent(THEME_EVENT));
}

/** Fired on window after the theme has changed: canvases read their colours again. */
export const THEME_EVENT = 'headroom-theme';

export function ThemeSwitch({ className }: { className?: string }) {
  return (
    <button
      type="button"
      onClick={toggleTheme}
      aria-label="Switch between light and dark"
      title="Light or dark (t)"
      className={cx(
        'grid size-8 place-items-center rounded-md border border-line bg-card text-ink2 transition-colors hover:border-line2 hover:text-ink',
        className,
      )}
    >
      <MoonIcon className="dark:hidden" />
      <SunIcon className="hidden dark:block" />
    </button>
  );
}
