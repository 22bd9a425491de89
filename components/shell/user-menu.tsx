'use client';

import Link from 'next/link';
import { useEffect, useRef } from 'react';
import type { Viewer } from '@/service/views/views';
import type { Tab } from './app-tabs';

/** Two letters of a name, else of the address before the @. */
export function initials(viewer: Viewer): string {
  const words = (viewer.name ?? viewer.email.split('@')[0] ?? '').split(/[\s._-]+/).filter(Boolean);
  const letters = words.length > 1 ? words.slice(0, 2).map((word) => word[0]) : [words[0]?.slice(0, 2)];
  return letters.join('').toUpperCase() || 'ME';
}

const ITEM = 'flex w-full items-center rounded-sm px-2 py-1.5 text-left text-sm text-ink2 hover:bg-sunk hover:text-ink';

/** Built on <details>: opens without script, closes on Escape, on a click elsewhere and on leaving it. */
export function UserMenu({ viewer, places, signOut }: { viewer: Viewer; places: Tab[]; signOut: () => Promise<void> }) {
  const ref = useRef<HTMLDetailsElement>(null);
  useEffect(() => {
    const close = (event: Event) => {
      const menu = ref.current;
      if (!menu?.open) return;
      if (event instanceof KeyboardEvent) {
        if (event.key !== 'Escape') return;
        menu.querySelector('summary')?.focus();
      } else if (menu.contains(event.target as Node) && !(event.target as Element).closest('a')) return;
      menu.open = false;
    };
    for (const kind of ['keydown', 'click', 'focusin']) document.addEventListener(kind, close);
    return () => {
      for (const kind of ['keydown', 'click', 'focusin']) document.removeEventListener(kind, close);
    };
  }, []);
  return (
    <details ref={ref} className="relative">
      <summary
        title={viewer.email}
        className="grid size-7 list-none place-items-center rounded-full border border-line bg-sunk text-2xs font-semibold text-ink2 hover:border-line2 hover:text-ink [&::-webkit-details-marker]:hidden"
      >
        {initials(viewer)}
        <span className="sr-only">, you: {viewer.email}</span>
      </summary>
      <div className="absolute top-9 right-0 z-30 w-60 rounded-lg border border-line2 bg-card p-1.5">
        <p className="px-2 pt-1 pb-2 text-sm">
          <span className="block truncate font-medium text-ink">{viewer.name ?? viewer.email}</span>
          <span className="block truncate text-xs text-ink3">
            {viewer.name ? viewer.email : null}
            {viewer.operator ? (viewer.name ? ', operator' : 'Operator of this installation') : null}
          </span>
        </p>
        <div className="border-t border-line pt-1.5">
          {places.map(({ href, label }) => (
            <Link key={href} href={href} prefetch={false} className={ITEM}>
              <span className="truncate">{label}</span>
            </Link>
          ))}
          <form action={signOut}>
            <button type="submit" className={ITEM}>
              Sign out
            </button>
          </form>
        </div>
      </div>
    </details>
  );
}
