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

/** Lines of one group that are shown: who has more apps types on. */
const MOST_A_GROUP = 30;

/** Lines that hold every word of the query, those that begin with it first; the given order otherwise. */
export function matching(all: Found[], query: string): Found[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return mostAGroup(all);
  const begins = (found: Found) => found.label.toLowerCase().startsWith(words[0] ?? '');
  const found = all
    .filter((found) =>
      words.every((word) => `${found.label} ${found.note ?? ''} ${found.group}`.toLowerCase().includes(word)),
    )
    .sort((a, b) => Number(begins(b)) - Number(begins(a)));
  return mostAGroup(found);
}

function mostAGroup(all: Found[]): Found[] {
  const counts = new Map<string, number>();
  return all.filter(({ group }) => {
    const count = (counts.get(group) ?? 0) + 1;
    counts.set(group, count);
    return count <= MOST_A_GROUP;
  });
}
