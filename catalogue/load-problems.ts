/** Mistakes in catalogue files, each with its file, line and field, thrown together as one error. */

export interface Place {
  /** Both from 1. */
  line: number;
  column: number;
}

export interface Problem extends Place {
  /** Path below the catalogue, e.g. "steps/caching.yaml". */
  file: string;
  /** As one would point at it: "redis-cache.effortDays.low"; empty for the file as a whole. */
  field: string;
  /** What is wrong and what to do, following the field's name. */
  says: string;
}

/** Thrown by `loadCatalogue`: the message lists every problem, one a line, in file order. */
export class CatalogueError extends Error {
  readonly problems: Problem[];

  constructor(problems: Problem[]) {
    const sorted = [...problems].sort((a, b) => a.file.localeCompare(b.file) || a.line - b.line || a.column - b.column);
    super(sorted.map(problemText).join('\n'));
    this.name = 'CatalogueError';
    this.problems = sorted;
  }
}

export function problemText({ file, line, field, says }: Problem): string {
  return `catalogue/${file}:${line}: ${field === '' ? 'this file' : field} ${says}`;
}
