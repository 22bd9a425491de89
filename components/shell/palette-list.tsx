'use client';

import { useEffect, useRef } from 'react';
import { cx } from '@/components/ui/cx';
import { SearchIcon } from '@/components/ui/icons';
import { STATE_WORD, StateMark } from '@/components/ui/state-mark';
import type { Found } from './find';

interface PaletteListProps {
  query: string;
  setQuery: (query: string) => void;
  at: number;
  setAt: (at: number) => void;
  results: Found[];
  loading: boolean;
  choose: (found: Found | undefined) => void;
}

/** A combobox: the input keeps the focus, the arrows move through the lines, Enter takes one. */
export function PaletteList({ query, setQuery, at, setAt, results, loading, choose }: PaletteListProps) {
  const list = useRef<HTMLDivElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the position is the trigger
  useEffect(() => list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' }), [at]);
  const onKeyDown = (event: React.KeyboardEvent) => {
    const moves: Record<string, number> = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: results.length - 1 };
    const to = moves[event.key];
    if (to !== undefined && results.length > 0) {
      event.preventDefault();
      setAt((to + results.length) % results.length);
    } else if (event.key === 'Enter') choose(results[at]);
  };
  return (
    <>
      <label className="flex h-12 items-center gap-3 border-b border-line px-4 text-ink3">
        <SearchIcon />
        <input
          // biome-ignore lint/a11y/noAutofocus: the dialog was opened to type here
          autoFocus
          role="combobox"
          aria-expanded
          aria-controls="palette-list"
          aria-activedescendant={results[at] ? `found-${results[at].id}` : undefined}
          aria-label="Find an app, page or action"
          placeholder="Find an app, page or action"
          value={query}
          onChange={(event) => setQuery(event.target.value)}
          onKeyDown={onKeyDown}
          className="h-full min-w-0 grow bg-transparent text-lg text-ink outline-none placeholder:text-ink3"
        />
        <kbd className="rounded-sm border border-line bg-sunk px-1.5 text-2xs">esc</kbd>
      </label>
      <div
        ref={list}
        id="palette-list"
        role="listbox"
        aria-label="Found"
        className="max-h-[min(24rem,60vh)] overflow-y-auto p-1.5"
      >
        {results.map((found, index) => (
          <div key={`${found.group}-${found.id}`}>
            {found.group !== results[index - 1]?.group ? (
              <p className="px-2.5 pt-2 pb-1 text-xs text-ink3">{found.group}</p>
            ) : null}
            {/* biome-ignore lint/a11y/useKeyWithClickEvents: the input above handles the keys of the whole list */}
            <div
              id={`found-${found.id}`}
              role="option"
              tabIndex={-1}
              aria-selected={index === at}
              onMouseMove={() => setAt(index)}
              onClick={() => choose(found)}
              className={cx(
                'flex min-h-9 cursor-pointer items-center gap-2.5 rounded-sm px-2.5 text-base max-sm:min-h-11',
                index === at ? 'bg-accent-bg text-ink' : 'text-ink2',
              )}
            >
              {found.state ? <StateMark state={found.state} label={STATE_WORD[found.state]} /> : null}
              <span className="truncate">
                <bdi>{found.label}</bdi>
              </span>
              {found.note ? (
                <span className="ml-auto pl-4 text-xs whitespace-nowrap text-ink3">{found.note}</span>
              ) : null}
            </div>
          </div>
        ))}
        {results.length === 0 ? (
          <p className="px-2.5 py-6 text-center text-sm text-ink2">
            Nothing is called “{query}”. Try part of an app’s name.
          </p>
        ) : null}
        {loading && results.length > 0 && query === '' ? (
          <p className="px-2.5 py-2 text-xs text-ink3">Looking for your apps …</p>
        ) : null}
      </div>
    </>
  );
}
