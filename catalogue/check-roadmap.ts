/** One roadmap's text against the schema and against the steps, signals and prices that it may name. */
import type { Roadmap } from '@/catalogue/types';
import type { Catalogue } from './load';
import { checkRoadmap as crossCheck } from './load-checks';
import { type Located, loadFile } from './load-file';
import type { Problem } from './load-problems';
import { roadmap as schema } from './schema/roadmap';

/** The catalogue without its texts: what a roadmap may name. */
export type KnownNames = Pick<Catalogue, 'steps' | 'signals' | 'prices'>;

export type CheckedRoadmap = { roadmap: Roadmap; problems: [] } | { roadmap: null; problems: Problem[] };

/** Every mistake with its place and what to do, in order of lines; or the roadmap. */
export function checkRoadmapText(file: string, textOfFile: string, known: KnownNames): CheckedRoadmap {
  const { entries, problems } = loadFile<Roadmap>({ file, textOfFile, schema });
  const [found] = entries;
  if (found === undefined) return { roadmap: null, problems: inOrder(problems) };
  const wrong = crossCheck(found, {
    roadmaps: [found],
    steps: [...known.steps.values()].map(elsewhere),
    signals: known.signals.map(elsewhere),
    prices: [...known.prices.values()].map(elsewhere),
    limits: [],
  });
  return wrong.length > 0 ? { roadmap: null, problems: inOrder(wrong) } : { roadmap: found.value, problems: [] };
}

/**
 * A roadmap that was checked when it was kept. What it names may have left the catalogue since: that is passed
 * over, as everywhere; null where this release cannot read it at all.
 */
export function readRoadmapText(textOfFile: string): Roadmap | null {
  return loadFile<Roadmap>({ file: '', textOfFile, schema }).entries[0]?.value ?? null;
}

const elsewhere = <T>(value: T): Located<T> => ({
  value,
  file: 'the catalogue',
  placeOf: () => ({ line: 1, column: 1 }),
});

function inOrder(problems: Problem[]): Problem[] {
  return [...problems].sort((a, b) => a.line - b.line || a.column - b.column);
}
