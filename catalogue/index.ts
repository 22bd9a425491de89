/**
 * What people edit as data: roadmaps, steps, signals and prices, as YAML files beside this one.
 * Imports nothing of the other rooms; advisor and components import its types only.
 * Files come in, one checked `Catalogue` goes out, or one error that lists every mistake by line.
 */
import { join } from 'node:path';
import { type Catalogue, loadCatalogue } from './load';

export { type CheckedRoadmap, checkRoadmapText, readRoadmapText } from './check-roadmap';
export { deploymentSchema } from './deployment';
export { diffRoadmaps } from './diff';
export { diffText } from './diff-text';
export { FormulaError, readFormula } from './formula';
export { type Catalogue, loadCatalogue } from './load';
export { CatalogueError, type Problem } from './load-problems';
export { nameRoadmap } from './name-roadmap';

let loaded: Catalogue | null = null;

/**
 * The installation's catalogue, read and checked once per process.
 * @throws CatalogueError when a file is wrong.
 */
export function catalogue(): Catalogue {
  loaded ??= loadCatalogue(join(process.cwd(), 'catalogue'));
  return loaded;
}
