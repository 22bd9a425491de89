import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { EVIDENCE_RULES } from '@/advisor/evidence/rules';
import { loadCatalogue } from '@/catalogue';

const fixture = (name: string) => join(process.cwd(), 'test/catalogue/fixtures', name);

/** The good catalogue with one thing changed, loaded; answers the whole text of the error. */
function errorOf(file: string, change: (text: string) => string): string {
  const directory = mkdtempSync(join(tmpdir(), 'catalogue-'));
  cpSync(fixture('good'), directory, { recursive: true });
  const before = readFileSync(join(directory, file), 'utf8');
  const after = change(before);
  expect(after).not.toBe(before);
  writeFileSync(join(directory, file), after);
  try {
    loadCatalogue(directory);
  } catch (error) {
    return (error as Error).message;
  } finally {
    rmSync(directory, { recursive: true });
  }
  return 'no error';
}

const STEPS = 'steps/all.yaml';
const ROADMAP = 'roadmaps/small.yaml';
const PRICES = 'prices/all.yaml';

describe('a catalogue that is right', () => {
  it('loads the one of this repository', () => {
    const { roadmaps, steps, signals, prices } = loadCatalogue(join(process.cwd(), 'catalogue'));
    expect([...roadmaps.keys()]).toContain('thousands-to-millions');
    expect(steps.size).toBeGreaterThanOrEqual(50);
    expect(signals.length).toBeGreaterThan(15);
    expect(prices.size).toBeGreaterThan(300);
  });

  it('names only evidence rules that the advisor knows', () => {
    const { steps } = loadCatalogue(join(process.cwd(), 'catalogue'));
    const rules = [...steps.values()].flatMap(({ evidence }) => evidence.rule ?? []);
    expect([...new Set(rules)].filter((rule) => EVIDENCE_RULES[rule] === undefined)).toEqual([]);
  });

  it('gives back what the files say', () => {
    const { roadmaps, steps, prices } = loadCatalogue(fixture('good'));
    expect(steps.get('redis-cache')?.relieves).toEqual([
      { signal: 'latency.p95', factor: 0.65, source: { document: '900', place: 'measured' } },
    ]);
    expect(prices.get('web-small')).toMatchObject({ price: '7.00', currency: 'USD' });
    expect(roadmaps.get('small')?.phases.map(({ from, to }) => [from, to])).toEqual([
      [0, 100],
      [100, null],
    ]);
  });

  it('bears a hole between phases, an undated price, and a file with nothing but a comment', () => {
    const { roadmaps, prices } = loadCatalogue(fixture('edge'));
    expect(roadmaps.get('small')?.phases[1]?.from).toBe(250);
    expect(prices.get('web-small')?.date).toBeNull();
  });

  it('is empty where there is no directory', () => {
    expect(loadCatalogue(fixture('nowhere')).steps.size).toBe(0);
  });
});

describe('a mistake in one file is told with file, line, field and what to do', () => {
  const cases: [string, string, (text: string) => string, string][] = [
    [
      'a misspelt field',
      STEPS,
      (text) => text.replace('wayBack: Drop it.', 'wayback: Drop it.'),
      'catalogue/steps/all.yaml:1: add-indexes.wayBack is missing. Give one sentence that says how to undo it.\n' +
        'catalogue/steps/all.yaml:6: add-indexes.wayback is not a field here. Correct its spelling or remove it; the fields here are id, title, why, how, wayBack, risks, effortDays, leadDays, who, relieves, after, adds, evidence, quickWinMinutes, sources, correction.',
    ],
    [
      'a word where a number belongs',
      STEPS,
      (text) => text.replace('{ low: 0.1, high: 1 }', '{ low: a day, high: 1 }'),
      'catalogue/steps/all.yaml:8: add-indexes.effortDays.low must be a number, but is "a day".',
    ],
    [
      'a range the wrong way round',
      STEPS,
      (text) => text.replace('{ low: 0.1, high: 1 }', '{ low: 3, high: 1 }'),
      'catalogue/steps/all.yaml:8: add-indexes.effortDays has its low above its high: {"low":3,"high":1}. Swap them.',
    ],
    [
      'an unknown strength',
      STEPS,
      (text) => text.replace('strength: proves', 'strength: sure'),
      'catalogue/steps/all.yaml:28: redis-cache.evidence.strength must be one of proves, suggests, person, but is "sure".',
    ],
    [
      'money that is no text',
      PRICES,
      (text) => text.replace('"7.00"', '7.5'),
      "catalogue/prices/all.yaml:1: web-small.price must be text, but is 7.5. Give a decimal in quotes, e.g. '0.0336'.",
    ],
    [
      'a date without quotes',
      PRICES,
      (text) => text.replace('date: "2026-08"', 'date: 2026'),
      "catalogue/prices/all.yaml:1: web-small.date must be text, but is 2026. Give the source's date in quotes, '2026-08-07', '2026-08' or '2026', or null where undated.",
    ],
    [
      'a phase that ends before it begins',
      ROADMAP,
      (text) => text.replace('    to: 100', '    to: 0'),
      'catalogue/roadmaps/small.yaml:11: phases.start ends before it begins: "to" must be above "from", or null.',
    ],
    [
      'what is not YAML at all',
      ROADMAP,
      (text) => text.replace('title: A small road', 'title: A: small road'),
      'catalogue/roadmaps/small.yaml:3: this file is not YAML: Nested mappings are not allowed in compact mappings. Check indentation, quotes and colons here.',
    ],
  ];
  it.each(cases)('%s', (_name, file, change, text) => {
    expect(errorOf(file, change)).toBe(text);
  });
});

describe('a mistake between files is told at the place that has to change', () => {
  const cases: [string, string, (text: string) => string, string][] = [
    [
      'a step that does not exist',
      ROADMAP,
      (text) => text.replace('required: [add-indexes]', 'required: [add-indices]'),
      'catalogue/roadmaps/small.yaml:19: small.phases[0].required[0] names "add-indices", which is not in steps/. Correct it or add it there.',
    ],
    [
      'a signal that does not exist',
      ROADMAP,
      (text) => text.replace('signal: latency.p95', 'signal: latency.p96'),
      'catalogue/roadmaps/small.yaml:25: small.thresholds[0].signal names "latency.p96", which is not in signals/. Correct it or add it there.',
    ],
    [
      'a price that does not exist',
      ROADMAP,
      (text) => text.replace('priceId: web-small', 'priceId: web-large'),
      'catalogue/roadmaps/small.yaml:18: small.phases[0].bill[0].priceId names "web-large", which is not in prices/. Correct it or add it there.',
    ],
    [
      'an id used twice',
      STEPS,
      (text) => text.replace('- id: redis-cache', '- id: add-indexes'),
      'catalogue/roadmaps/small.yaml:20: small.phases[0].helpful[0] names "redis-cache", which is not in steps/. Correct it or add it there.\n' +
        'catalogue/steps/all.yaml:16: add-indexes.id is already used in steps/all.yaml:1. Ids in steps/ must differ: rename one.\n' +
        'catalogue/steps/all.yaml:26: add-indexes.after waits for itself: add-indexes after add-indexes. Remove one of these.',
    ],
    [
      'steps that wait for each other',
      STEPS,
      (text) => text.replace('after: []', 'after: [redis-cache]'),
      'catalogue/steps/all.yaml:12: add-indexes.after waits for itself: add-indexes after redis-cache after add-indexes. Remove one of these.',
    ],
    [
      'phases that overlap',
      ROADMAP,
      (text) => text.replace('from: 100, to: null', 'from: 90, to: null'),
      'catalogue/roadmaps/small.yaml:23: small.phases[1].from is 90, but the phase before it ends at 100. Put phases in order of load, without overlap.',
    ],
    [
      'a gain without a source',
      STEPS,
      (text) => text.replace(', source: { document: "900", place: measured }', ''),
      'catalogue/steps/all.yaml:25: redis-cache.relieves[0] has a factor without a source. Name the source or leave the factor out.',
    ],
    [
      'a proof without a rule',
      STEPS,
      (text) => text.replace('rule: redis-cache', 'rule: null'),
      'catalogue/steps/all.yaml:28: redis-cache.evidence has no rule, so its strength must be person. Name a rule or write person.',
    ],
  ];
  it.each(cases)('%s', (_name, file, change, text) => {
    expect(errorOf(file, change)).toBe(text);
  });
});
