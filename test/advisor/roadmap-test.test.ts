import { describe, expect, it, test } from 'vitest';
import { parseRoadmapTest, playRoadmapTest } from '@/advisor/roadmap-test';
import { catalogue } from '@/catalogue';

const HEAD = 'roadmap thousands-to-millions\n';
const problemsOf = (text: string) => {
  const { test, problems } = parseRoadmapTest(text);
  if (test === null) return problems.map(({ line, column, says }) => `${line}:${column} ${says}`);
  const { roadmaps, steps, signals, prices } = catalogue();
  const roadmap = roadmaps.get('thousands-to-millions');
  if (!roadmap) throw new Error('no roadmap');
  const given = { roadmap, steps: [...steps.values()], signals, prices: [...prices.values()] };
  return playRoadmapTest(test, given).problems.map(({ line, column, says }) => `${line}:${column} ${says}`);
};

describe('a mistake in a roadmap test is told with line, column and what to do', () => {
  test.each([
    [
      'no roadmap',
      'at 1h\n  load none',
      '1:1 No roadmap is named. Begin with "roadmap thousands-to-millions" or a path to your file.',
    ],
    [
      'nothing expected',
      `${HEAD}cpu.used 5`,
      '1:1 Nothing is expected. End with "at 30m" and below it, indented, what must be said then.',
    ],
    [
      'a misspelt word',
      `${HEAD}at 1h\n  phse start`,
      '3:3 "phse" is not something to expect. Write one of load, phase, architecture, threshold, crossings, headroom, limit, step, order, next, due, safe, date, level, effect.',
    ],
    [
      'a word that is neither setting nor signal',
      `${HEAD}popluation daily\nat 1h\n  load none`,
      '2:1 "popluation" is not known. Write a signal such as errors.rate, or one of at, roadmap, population, concurrent-per-daily, requests-per-user-minute, deployment, bounds, done, wont, limit, mute, restart, release, zone, holiday, autoscaler, seen, custom.',
    ],
    [
      'no number',
      `${HEAD}cpu.used high for 3m\nat 1h\n  load none`,
      '2:10 "high" is where a value belongs. Write a number such as 80, 2.5, 12k or 4%.',
    ],
    [
      'a zone that nobody knows',
      `${HEAD}zone Mars/Olympus\nat 1h\n  load none`,
      '2:6 "Mars/Olympus" is no zone. Write one of the IANA\'s names, as "zone Europe/Berlin".',
    ],
    [
      'an effect without what it is on',
      `${HEAD}at 1h\n  effect add-indexes latency.p95 better`,
      '3:34 "better" is not a share of what it was or a kind of answer. Write one of none, cannot-compare.',
    ],
    [
      'an effect on an unknown signal',
      `${HEAD}at 1h\n  effect add-indexes latency.p42 none`,
      '3:22 There is no signal "latency.p42" in the catalogue. Write one of latency.p50, latency.p95, latency.p99, ….',
    ],
    [
      'a stretch after an endless one',
      `${HEAD}cpu.used 5, 6 for 1h\nat 1h\n  load none`,
      '2:13 A stretch without "for" lasts to the end. Write "for 30m" before the comma.',
    ],
    [
      'a bad duration',
      `${HEAD}cpu.used 5 for 3 hours\nat 1h\n  load none`,
      '2:16 "3" is where how long it lasts belongs. Write it as 30m, 2h, 5d or 14d9h30m.',
    ],
    [
      'shares that do not add up',
      `${HEAD}latency.p95 90% 80ms + 5% 90ms\nat 1h\n  load none`,
      '2:31 The shares add up to 95 %. Let them add up to 100 %.',
    ],
    [
      'moments out of order',
      `${HEAD}at 2h\n  load none\nat 1h\n  load none`,
      '4:6 1h is not after 2h. Put moments in order of time.',
    ],
    [
      'a setting after a moment',
      `${HEAD}at 2h\n  load none\ncpu.used 5`,
      '4:1 Settings and signals stand before the first "at". Move this line up, or indent it.',
    ],
    [
      'an indented line without moment',
      `${HEAD}  load none`,
      '2:3 An indented line is expected at a moment. Write "at 30m" above it, or do not indent.',
    ],
    [
      'too much on a line',
      `${HEAD}at 2h\n  load none indeed`,
      '3:13 "indeed" is too much here. Remove it, or begin a new line before it.',
    ],
    [
      'an episode',
      `${HEAD}at 2h\n  crossings cpu 5m-7m open`,
      '3:23 An open crossing has no end, every other one has. Write "60m- open" or "32m-47m recovered".',
    ],
    [
      'a range the wrong way round',
      `${HEAD}at 2h\n  headroom 2..1`,
      '3:12 The range "2..1" ends below its beginning. Swap its ends.',
    ],
    [
      'a signal twice',
      `${HEAD}cpu.used 5\ncpu.used 6\nat 1h\n  load none`,
      '3:10 cpu.used has a line already. Write all its stretches in one line, separated by commas.',
    ],
    [
      'an unknown threshold',
      `${HEAD}at 2h\n  threshold error clear`,
      '3:13 There is no threshold "error" in the roadmap thousands-to-millions. Write one of error-rate, ….',
    ],
    [
      'an unknown signal',
      `${HEAD}cpu.usd 5\nat 2h\n  load none`,
      '2:1 There is no signal "cpu.usd" in the catalogue. Write one of cpu.used, ….',
    ],
  ])('%s', (_, text, says) => {
    expect(problemsOf(text)).toEqual([says]);
  });

  it('tells the first mistake of every line', () => {
    expect(problemsOf('roadmap\ncpu.used\nat soon\n')).toHaveLength(3);
  });

  it('refuses a test of more than 256 KiB, or of more than 400 days', () => {
    expect(problemsOf(`${HEAD}${'#'.repeat(256 * 1024)}`)[0]).toMatch(/longer than 256 KiB/);
    expect(problemsOf(`${HEAD}at 401d\n  load none`)[0]).toMatch(/at most 400d/);
  });
});

describe('a number means what rounds to it', () => {
  const holds = (value: string, expected: string) => {
    const { test } = parseRoadmapTest(`${HEAD}cpu.used ${value}\nat 1h\n  threshold cpu clear ${expected}`);
    const { roadmaps, steps, signals, prices } = catalogue();
    const roadmap = roadmaps.get('thousands-to-millions');
    if (!roadmap || test === null) throw new Error('unread');
    const given = { roadmap, steps: [...steps.values()], signals, prices: [...prices.values()] };
    return playRoadmapTest(test, given).failures.length === 0;
  };
  test.each([
    ['41.7', '42', true],
    ['41.4', '42', false],
    ['41.74', '41.7', true],
    ['41.76', '41.7', false],
    ['41.7', '40..42', true],
    ['42.1', '40..42', false],
  ])('%s against %s: %s', (value, expected, result) => {
    expect(holds(value, expected)).toBe(result);
  });
});
