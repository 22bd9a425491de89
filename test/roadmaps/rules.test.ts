/** Our own semantics, one rule a file: each holds, and each line of each file can fail. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, test } from 'vitest';
import { ownDefinitions, parseRoadmapTest, playRoadmapTest } from '@/advisor/roadmap-test';
import type { RoadmapTest } from '@/advisor/roadmap-test/types';
import { catalogue, checkRoadmapText } from '@/catalogue';
import { contradict } from './contradict';

const here = join(process.cwd(), 'test/roadmaps');
const CONTRARY = 'the contrary';
const files = readdirSync(here).filter((name) => name.endsWith('.txt'));

function parse(text: string): RoadmapTest {
  const { test, problems } = parseRoadmapTest(text);
  if (test === null) throw new Error(JSON.stringify(problems));
  return test;
}

const read = (name: string) => parse(readFileSync(join(here, name), 'utf8'));

function play(story: RoadmapTest) {
  const known = catalogue();
  const own = story.roadmap.startsWith('./') ? readFileSync(join(here, story.roadmap), 'utf8') : null;
  const roadmap =
    own === null
      ? known.roadmaps.get(story.roadmap)
      : checkRoadmapText(story.roadmap, own, { ...known, signals: [...known.signals, ...ownDefinitions(story)] })
          .roadmap;
  if (!roadmap) throw new Error(`no roadmap ${story.roadmap}`);
  return playRoadmapTest(story, {
    roadmap,
    steps: [...known.steps.values()],
    signals: known.signals,
    prices: [...known.prices.values()],
  });
}

/** Each line and its contrary in one play: the first must hold, the second must not. */
test.each(files)('%s', (name) => {
  const story = read(name);
  const both = story.moments.map((moment) => ({
    ...moment,
    expectations: moment.expectations.flatMap((each) => [
      each,
      { ...each, text: CONTRARY, claim: contradict(each.claim) },
    ]),
  }));
  const { problems, failures, checked } = play({ ...story, moments: both });
  expect(problems).toEqual([]);
  const said = failures.map(
    ({ at, line, expected, got }) => `${name}:${line} at ${at}: expected ${expected}, got ${got}`,
  );
  expect(said.filter((each) => !each.includes(CONTRARY))).toEqual([]);
  expect(checked).toBeGreaterThan(0);
  expect(failures.length, 'a line that cannot fail').toBe(checked / 2);
});

it('begins each file with its rule in a sentence', () => {
  for (const name of files) expect(readFileSync(join(here, name), 'utf8')).toMatch(/^# [A-Z0-9].{20,}\.\n/);
});

it('holds what docs/roadmaps.md shows', () => {
  const shown = /```\n(# Errors open[\s\S]*?)```/.exec(
    readFileSync(join(process.cwd(), 'docs/roadmaps.md'), 'utf8'),
  )?.[1];
  expect(play(parse((shown ?? '').replace('./ours.yaml', './three-phases.yaml')))).toEqual({
    problems: [],
    failures: [],
    checked: 5,
  });
});
