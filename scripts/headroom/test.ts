/** `headroom roadmap test FILE…`: a roadmap that a test names by path is looked for beside the test. */
import { dirname, relative, resolve } from 'node:path';
import {
  type Failure,
  ownDefinitions,
  parseRoadmapTest,
  playRoadmapTest,
  type RoadmapTest,
  type TestProblem,
} from '@/advisor/roadmap-test';
import { checkRoadmapText } from '@/catalogue/check-roadmap';
import type { Catalogue } from '@/catalogue/load';
import type { Roadmap } from '@/catalogue/types';
import { type Given, placeText, readText, Usage } from './files';

interface Outcome {
  file: string;
  checked: number;
  problems: (TestProblem & { file: string })[];
  failures: Failure[];
}

export function testFiles(files: string[], { known, cwd, json }: Given): number {
  const outcomes = files.map((file) => outcomeOf(file, { known, cwd }));
  const held = outcomes.filter(({ problems, failures }) => problems.length + failures.length === 0).length;
  if (json) process.stdout.write(`${JSON.stringify(outcomes, null, 2)}\n`);
  else for (const outcome of outcomes) process.stdout.write(textOf(outcome));
  return held === outcomes.length ? 0 : 1;
}

function outcomeOf(file: string, { known, cwd }: Pick<Given, 'known' | 'cwd'>): Outcome {
  const { test, problems } = parseRoadmapTest(readText(cwd, file));
  const none = { file, checked: 0, failures: [] };
  if (test === null) return { ...none, problems: problems.map((problem) => ({ file, ...problem })) };
  const named = roadmapFor(test, file, { known, cwd });
  if (named.roadmap === null) return { ...none, problems: named.problems };
  const played = playRoadmapTest(test, {
    roadmap: named.roadmap,
    steps: [...known.steps.values(), ...(named.roadmap.steps ?? [])],
    signals: known.signals,
    prices: [...known.prices.values()],
  });
  return { file, ...played, problems: played.problems.map((problem) => ({ file, ...problem })) };
}

type Named = { roadmap: Roadmap; problems: [] } | { roadmap: null; problems: Outcome['problems'] };

function roadmapFor(test: RoadmapTest, file: string, { known, cwd }: { known: Catalogue; cwd: string }): Named {
  const isPath = /[/\\]|\.ya?ml$/.test(test.roadmap);
  const builtIn = known.roadmaps.get(test.roadmap);
  if (builtIn !== undefined) return { roadmap: builtIn, problems: [] };
  const here = (says: string): Named => ({ roadmap: null, problems: [{ file, ...test.roadmapPlace, says }] });
  const names = [...known.roadmaps.keys()].join(', ');
  if (!isPath)
    return here(`There is no roadmap "${test.roadmap}". Write one of ${names}, or a path such as ./ours.yaml.`);
  const path = relative(cwd, resolve(cwd, dirname(file), test.roadmap));
  try {
    const { roadmap, problems } = checkRoadmapText(path, readText(cwd, path), {
      ...known,
      signals: [...known.signals, ...ownDefinitions(test)],
    });
    if (roadmap !== null) return { roadmap, problems: [] };
    const told = problems.map(({ line, column, field, says }) => ({
      file: path,
      line,
      column,
      says: `${field || 'this file'} ${says}`,
    }));
    return { roadmap: null, problems: told };
  } catch (error) {
    if (error instanceof Usage) return here(error.message);
    throw error;
  }
}

function textOf({ file, checked, problems, failures }: Outcome): string {
  const told = problems.map((it) => `${placeText(it.file, it.line, it.column)} ${it.says}\n`);
  const failed = failures.map(
    ({ line, at, expected, got }) =>
      `${file}:${line}: at ${at} expected  ${expected}\n${' '.repeat(`${file}:${line}: at ${at} `.length)}but got   ${got}\n`,
  );
  if (told.length + failed.length > 0) return [...told, ...failed].join('');
  return `${file}: holds (${checked} ${checked === 1 ? 'line' : 'lines'})\n`;
}
