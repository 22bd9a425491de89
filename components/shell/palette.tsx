'use client';

import { useRouter } from 'next/navigation';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { AppStateWord } from '@/advisor/types';
import { cx } from '@/components/ui/cx';
import { SearchIcon } from '@/components/ui/icons';
import { type Found, matching } from './find';
import { Keys } from './keys';
import { PaletteList } from './palette-list';
import type { Tab } from './tabs';
import { toggleTheme } from './theme-switch';

export type FindApps = () => Promise<{ slug: string; name: string; team: string; state: AppStateWord }[]>;

/** True while typing somewhere, where a bare letter is a letter and not a key of ours. */
function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
  );
}

/** ⌘K or / finds any app, page or action; ? lists the keys; t turns the theme. */
export function Palette({ findApps, tabs, places }: { findApps: FindApps; tabs: Tab[]; places: Tab[] }) {
  const router = useRouter();
  const dialog = useRef<HTMLDialogElement>(null);
  const keys = useRef<HTMLDialogElement>(null);
  const [apps, setApps] = useState<Found[] | null>(null);
  const [query, setQuery] = useState('');
  const [at, setAt] = useState(0);

  const open = useCallback(() => {
    keys.current?.close();
    setQuery('');
    setAt(0);
    if (!dialog.current?.open) dialog.current?.showModal();
    findApps().then(
      (found) =>
        setApps(
          found.map((app) => ({
            id: app.slug,
            label: app.name,
            note: app.team,
            state: app.state,
            href: `/apps/${app.slug}`,
            group: 'Apps',
          })),
        ),
      () => setApps([]),
    );
  }, [findApps]);

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if ((event.metaKey || event.ctrlKey) && event.key.toLowerCase() === 'k') {
        event.preventDefault();
        open();
      } else if (event.metaKey || event.ctrlKey || event.altKey || isTyping(event.target)) return;
      else if (event.key === '/') {
        event.preventDefault();
        open();
      } else if (event.key === '?') keys.current?.showModal();
      else if (event.key === 't' && !document.querySelector('dialog[open]')) toggleTheme();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [open]);

  const results = useMemo(() => {
    const here: Found[] = tabs.map((tab) => ({
      id: tab.href,
      label: tab.label,
      note: tab.note,
      href: tab.href,
      group: 'This app',
    }));
    const pages: Found[] = [
      ...places.map(({ href, label, note }) => ({ id: href, label, note, href, group: 'Pages' })),
      { id: 'theme', label: 'Switch between light and dark', note: 't', run: toggleTheme, group: 'Actions' },
      { id: 'keys', label: 'Show the keys', note: '?', run: () => keys.current?.showModal(), group: 'Actions' },
    ];
    return matching([...here, ...(apps ?? []), ...pages], query);
  }, [apps, tabs, places, query]);

  const choose = (found: Found | undefined) => {
    if (!found) return;
    dialog.current?.close();
    if (found.href) router.push(found.href);
    found.run?.();
  };

  return (
    <>
      <button
        type="button"
        onClick={open}
        aria-haspopup="dialog"
        aria-keyshortcuts="Meta+K Control+K"
        className={cx(
          'flex h-8 items-center gap-2 rounded-md border border-line bg-card px-2.5 text-sm text-ink2 transition-colors hover:border-line2 hover:text-ink',
          'max-sm:size-11 max-sm:justify-center max-sm:border-0 max-sm:px-0',
        )}
      >
        <span className="max-sm:sr-only">Find</span>
        <kbd className="rounded-sm border border-line bg-sunk px-1.5 text-2xs text-ink3 max-sm:hidden">⌘K</kbd>
        <SearchIcon size={19} className="sm:hidden" />
      </button>
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: a click beside the dialog closes it; for keys the dialog has Escape */}
      <dialog
        ref={dialog}
        aria-label="Find an app, page or action"
        onClick={(event) => event.target === dialog.current && dialog.current.close()}
        className="m-auto mt-[12vh] w-[min(36rem,calc(100vw-2rem))] overflow-hidden rounded-lg border border-line2 bg-card p-0 text-ink backdrop:bg-ink/30 dark:backdrop:bg-ground/70"
      >
        <PaletteList
          query={query}
          setQuery={(text) => {
            setQuery(text);
            setAt(0);
          }}
          at={at}
          setAt={setAt}
          results={results}
          loading={apps === null}
          choose={choose}
        />
      </dialog>
      <Keys ref={keys} />
    </>
  );
}
