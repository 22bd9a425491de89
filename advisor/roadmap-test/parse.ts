/** The text of a roadmap test, line by line: settings and signals first, then moments with what must be said. */
import { Cursor, Misread } from './cursor';
import { readClaim } from './read-claim';
import { readStretches } from './read-series';
import { readSetting, SETTINGS } from './read-setting';
import type { Moment, RoadmapTest, Series, TestProblem } from './types';

const MOST_CHARACTERS = 256 * 1024;
const MOST_DAYS = 400;
const MOST_SERIES = 50;

/** What OpenTelemetry's semantic conventions advise for HTTP durations, in ms. */
const DEFAULT_BOUNDS_MS = [5, 10, 25, 50, 75, 100, 250, 500, 750, 1000, 2500, 5000, 7500, 10000];

export type Parsed = { test: RoadmapTest; problems: [] } | { test: null; problems: TestProblem[] };

/** Reads all lines, so that every line with a mistake is told at once. */
export function parseRoadmapTest(text: string): Parsed {
  const whole = (says: string): Parsed => ({ test: null, problems: [{ line: 1, column: 1, says }] });
  if (text.length > MOST_CHARACTERS) return whole('This file is longer than 256 KiB. Split it: one rule a file.');
  const test = emptyTest();
  const problems: TestProblem[] = [];
  for (const [index, raw] of text.split(/\r?\n/).entries()) {
    const line = raw.replace(/(^|\s)#.*$/, '').trimEnd();
    if (line.trim() === '') continue;
    try {
      readLine(test, new Cursor(line, index + 1), line);
    } catch (error) {
      if (!(error instanceof Misread)) throw error;
      problems.push(error.problem);
    }
  }
  if (problems.length > 0) return { test: null, problems };
  if (test.roadmap === '')
    return whole('No roadmap is named. Begin with "roadmap thousands-to-millions" or a path to your file.');
  if (test.moments.length === 0)
    return whole('Nothing is expected. End with "at 30m" and below it, indented, what must be said then.');
  return { test, problems: [] };
}

function emptyTest(): RoadmapTest {
  return {
    roadmap: '',
    roadmapPlace: { line: 1, column: 1 },
    population: null,
    concurrentPerDaily: null,
    requestsPerUserMinute: null,
    deployment: {},
    boundsMs: DEFAULT_BOUNDS_MS,
    steps: [],
    restarts: [],
    releases: [],
    zone: 'UTC',
    holidays: [],
    autoscalerMax: null,
    overrides: [],
    own: [],
    signals: [],
    observations: [],
    instances: null,
    moments: [],
  };
}

function readLine(test: RoadmapTest, cursor: Cursor, line: string): void {
  const moment = test.moments.at(-1);
  if (/^\s/.test(line)) {
    if (moment === undefined)
      cursor.fail('An indented line is expected at a moment. Write "at 30m" above it, or do not indent.');
    moment.expectations.push({ line: cursor.line, text: line.trim(), claim: readClaim(cursor) });
    return;
  }
  if (cursor.takes('at')) {
    readMoment(test, cursor);
    return;
  }
  if (moment !== undefined)
    cursor.fail('Settings and signals stand before the first "at". Move this line up, or indent it.');
  if (readSetting(test, cursor)) return;
  if (!cursor.peek().includes('.') && cursor.peek() !== 'instances' && cursor.peek() !== 'complaints') {
    cursor.fail(
      `"${cursor.peek()}" is not known. Write a signal such as errors.rate, or one of at, ${SETTINGS.join(', ')}.`,
    );
  }
  const { id: name, column } = cursor.signal();
  if ([...test.signals, ...(test.instances ? [test.instances] : [])].some((known) => known.name === name)) {
    cursor.fail(`${name} has a line already. Write all its stretches in one line, separated by commas.`);
  }
  if (test.signals.length >= MOST_SERIES) cursor.fail(`At most ${MOST_SERIES} signals. Remove some.`);
  const series: Series = { name, line: cursor.line, column, stretches: readStretches(cursor) };
  if (name === 'instances') test.instances = { ...series, name: 'instances' };
  else test.signals.push(series);
}

function readMoment(test: RoadmapTest, cursor: Cursor): void {
  const text = cursor.peek();
  const minute = cursor.minutes('a moment');
  cursor.end();
  const before = test.moments.at(-1);
  if (before !== undefined && minute <= before.minute)
    cursor.fail(`${text} is not after ${before.text}. Put moments in order of time.`);
  if (minute === 0) cursor.fail('At 0 nothing has happened yet. Write a later moment.');
  if (minute > MOST_DAYS * 1440) cursor.fail(`${text} is too late: a test lasts at most ${MOST_DAYS}d.`);
  const moment: Moment = { minute, text, line: cursor.line, expectations: [] };
  test.moments.push(moment);
}
