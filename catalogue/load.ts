/** Reads the YAML files below one directory and checks each alone and all together. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { z } from 'zod';
import type { Limit, Price, Roadmap, SignalDefinition, Step } from '@/catalogue/types';
import { withLimits } from './limits';
import { crossCheck } from './load-checks';
import { type Located, loadFile } from './load-file';
import { CatalogueError, type Problem } from './load-problems';
import { limitFile } from './schema/limit';
import { priceFile } from './schema/price';
import { roadmap } from './schema/roadmap';
import { signalFile } from './schema/signal';
import { stepFile } from './schema/step';

export interface Catalogue {
  roadmaps: Map<string, Roadmap>;
  steps: Map<string, Step>;
  signals: SignalDefinition[];
  /** With the limits of their classes. */
  prices: Map<string, Price>;
  /** The text of each roadmap's file, for those who make their own of it. */
  roadmapTexts: Map<string, string>;
  limits: Limit[];
}

/**
 * Loads roadmaps/, steps/, signals/, prices/ and limits/ below `directory`, files in order of their names.
 * @throws CatalogueError with every mistake found: file, line, field, what to do.
 */
export function loadCatalogue(directory: string): Catalogue {
  const problems: Problem[] = [];
  const texts = new Map<unknown, string>();
  const folder = <T>(name: string, schema: z.ZodType<T> | z.ZodType<T[]>): Located<T>[] =>
    yamlFiles(join(directory, name)).flatMap((fileName) => {
      const textOfFile = readFileSync(join(directory, name, fileName), 'utf8');
      const result = loadFile({ file: `${name}/${fileName}`, textOfFile, schema, aliases: name !== 'roadmaps' });
      for (const { value } of result.entries) texts.set(value, textOfFile);
      problems.push(...result.problems);
      return result.entries;
    });
  const files = {
    roadmaps: folder<Roadmap>('roadmaps', roadmap),
    steps: folder<Step>('steps', stepFile),
    signals: folder<SignalDefinition>('signals', signalFile),
    prices: folder<Price>('prices', priceFile),
    limits: folder<Limit>('limits', limitFile),
  };
  // A file that did not parse would make every reference to it look broken: mend those first.
  if (problems.length === 0) problems.push(...crossCheck(files));
  if (problems.length > 0) throw new CatalogueError(problems);
  const limits = files.limits.map((entry) => entry.value);
  return {
    roadmaps: byId(files.roadmaps),
    steps: byId(files.steps),
    signals: files.signals.map((entry) => entry.value),
    prices: withLimits(byId(files.prices), limits),
    limits,
    roadmapTexts: new Map(files.roadmaps.map(({ value }) => [value.id, texts.get(value) ?? ''])),
  };
}

function yamlFiles(directory: string): string[] {
  try {
    return readdirSync(directory)
      .filter((name) => name.endsWith('.yaml'))
      .sort();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

function byId<T extends { id: string }>(entries: Located<T>[]): Map<string, T> {
  return new Map(entries.map((entry) => [entry.value.id, entry.value]));
}
