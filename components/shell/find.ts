import type { AppStateWord } from '@/advisor/types';

/** One line of the palette: a page to go to, or something to do. */
export interface Found {
  id: string;
  label: string;
  note?: string;
  group: string;
  state?: AppStateWord;
  href?: string;
  run?: () => void;
}

/** Lines that hold every word of the query, those that begin with it first; the given order otherwise. */
export function matching(all: Found[], query: string): Found[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return all;
  const begins = (found: Found) => found.label.toLowerCase().startsWith(words[0] ?? '');
  return all
    .filter((found) =>
      words.every((word) => `${found.label} ${found.note ?? ''} ${found.group}`.toLowerCase().includes(word)),
    )
    .sort((a, b) => Number(begins(b)) - Number(begins(a)));
}
