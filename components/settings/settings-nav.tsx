'use client';
/** From section to section of a long page: a list beside it where there is room, else a choice that stays on top. */
import { useEffect, useState } from 'react';
import { cx } from '@/components/ui/cx';

export interface Section {
  /** The id of the section, which is its address too: #id. */
  id: string;
  title: string;
}

export function SettingsNav({ sections }: { sections: Section[] }) {
  const [current, setCurrent] = useCurrent(sections);
  return (
    <>
      <nav aria-label="Sections" className="sticky top-6 max-lg:hidden">
        <ul className="grid gap-0.5 text-sm">
          {sections.map(({ id, title }) => (
            <li key={id}>
              <a
                href={`#${id}`}
                aria-current={current === id ? 'location' : undefined}
                onClick={() => setCurrent(id)}
                className={cx(
                  'block rounded-md px-2.5 py-1.5 hover:bg-sunk hover:text-ink',
                  current === id ? 'bg-sunk font-medium text-ink' : 'text-ink2',
                )}
              >
                {title}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      <div className="sticky top-0 z-20 -mx-8 border-line border-b bg-ground px-8 py-2 lg:hidden max-sm:-mx-4 max-sm:px-4">
        <div className="relative">
          <select
            aria-label="Section"
            value={current}
            onChange={(event) => {
              setCurrent(event.target.value);
              location.hash = event.target.value;
            }}
            className="h-11 w-full appearance-none rounded-md border border-line2 bg-card pr-8 pl-3 font-medium text-ink text-sm"
          >
            {sections.map(({ id, title }) => (
              <option key={id} value={id}>
                {title}
              </option>
            ))}
          </select>
          <svg
            aria-hidden
            viewBox="0 0 10 10"
            className="pointer-events-none absolute top-1/2 right-3 w-2.5 -translate-y-1/2 text-ink3"
          >
            <path d="m1.5 3.25 3.5 3.5 3.5-3.5" fill="none" stroke="currentColor" strokeWidth="1.4" />
          </svg>
        </div>
      </div>
    </>
  );
}

/** The section that was asked for, then the one that is being read: the topmost of those in the upper part of the screen. */
function useCurrent(sections: Section[]): [string, (id: string) => void] {
  const [current, setCurrent] = useState(sections[0]?.id ?? '');
  useEffect(() => {
    const ids = sections.map(({ id }) => id);
    const asked = location.hash.slice(1);
    if (ids.includes(asked)) setCurrent(asked);
    const read = new Set<string>();
    const observer = new IntersectionObserver(
      (entries) => {
        for (const { target, isIntersecting } of entries) {
          if (isIntersecting) read.add(target.id);
          else read.delete(target.id);
        }
        const top = ids.find((id) => read.has(id));
        if (top) setCurrent(top);
      },
      { rootMargin: '-15% 0px -60% 0px' },
    );
    for (const id of ids) {
      const section = document.getElementById(id);
      if (section) observer.observe(section);
    }
    return () => observer.disconnect();
  }, [sections]);
  return [current, setCurrent];
}
