/** A roadmap that a stranger sends: told what is wrong with it, and never able to stop the process. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, test } from 'vitest';
import { z } from 'zod';
import { catalogue, checkRoadmapText } from '@/catalogue';
import { roadmapJsonSchema } from '@/catalogue/schema/json-schema';

const good = readFileSync(join(process.cwd(), 'test/roadmaps/three-phases.yaml'), 'utf8');
const check = (text: string) => checkRoadmapText('ours.yaml', text, catalogue());
const says = (text: string) =>
  check(text).problems.map(({ line, column, field, says }) => `${line}:${column} ${field} ${says}`);

const STEP = `
steps:
  - id: our-own-step
    title: Our own
    why: Because.
    how: [{ stack: any, text: Do it. }]
    wayBack: Undo it.
    risks: []
    effortDays: null
    leadDays: { low: 1, high: 2 }
    who: backend
    relieves: [{ signal: cpu.used }]
    after: [add-indexes]
    adds: []
    evidence: { rule: null, strength: person, says: You know. }
    sources: [{ document: "900", place: here }]
`;

describe('a roadmap of one’s own', () => {
  it('is right, and may bring steps of its own', () => {
    expect(says(good)).toEqual([]);
    const own = good.replace('[redis-cache, load-balancer]', '[redis-cache, our-own-step]') + STEP;
    expect(says(own)).toEqual([]);
    expect(check(own).roadmap?.steps?.[0]?.id).toBe('our-own-step');
  });

  test.each<[string, (text: string) => string, string]>([
    [
      'a step that nobody knows',
      (text) => text.replace('redis-cache, load', 'redis-cash, load'),
      '30:16 three-phases.phases[1].required[0] names "redis-cash", which is not in steps/. Correct it or add it there.',
    ],
    [
      'a step of a limit that nobody knows',
      (text) => text.replace('signal: cpu.used, limit: 80', 'required: [grow-disk], signal: cpu.used, limit: 80'),
      '.required[0] names "grow-disk", which is not in steps/. Correct it or add it there.',
    ],
    [
      'an own step with a shared one’s id',
      (text) => text + STEP.replace('our-own-step', 'redis-cache'),
      'Ids in steps/ must differ: rename one.',
    ],
    [
      'an own step after nothing',
      (text) => text + STEP.replace('after: [add-indexes]', 'after: [nothing]'),
      'names "nothing", which is not in steps/',
    ],
    [
      'a window of two days',
      (text) =>
        text.replace('signal: cpu.used, limit: 80, holdMinutes: 5', 'signal: cpu.used, limit: 80, holdMinutes: 2880'),
      'must be at most 1440, but is 2880.',
    ],
    [
      'phases that overlap',
      (text) => text.replace('from: 2000', 'from: 500'),
      'is 500, but the phase before it ends at 1000.',
    ],
    ['an infinite limit', (text) => text.replace('limit: 80', 'limit: .inf'), 'must be a number'],
    ['a tag', (text) => text.replace('title: Three', 'title: !!js/function Three'), 'has the tag'],
    ['an anchor', (text) => text.replace('has: [One server]', 'has: &a [One server]'), 'has an anchor or an alias'],
    ['a key twice', (text) => `${text}title: Again\n`, 'has "title" twice in one mapping. Remove one of them.'],
    ['two documents', (text) => `${text}---\n${text}`, 'is not YAML'],
    ['a prototype', (text) => `${text}__proto__: { polluted: true }\n`, '__proto__ is not a field here.'],
  ])('%s is told', (_, change, expected) => {
    const changed = change(good);
    expect(changed).not.toBe(good);
    expect(says(changed).join('\n')).toContain(expected);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });
});

describe('hostile text is refused, and quickly enough', () => {
  const N = 256 * 1024;
  const bomb = [
    'a: &a [x,x,x,x,x,x,x,x,x]',
    ...'bcdefghi'.split('').map((name, i) => `${name}: &${name} [${`*${'abcdefgh'[i]},`.repeat(9)}]`),
  ];
  test.each([
    ['a billion laughs', bomb.join('\n')],
    ['one anchor, many aliases', `a: &a [x]\nb: [${'*a,'.repeat(60_000)}]`],
    ['brackets', '['.repeat(N)],
    ['mappings in mappings', '{a: '.repeat(N / 4)],
    ['sequences in sequences', '- '.repeat(N / 2)],
    ['an ever deeper indent', Array.from({ length: 700 }, (_, i) => `${' '.repeat(i)}a:`).join('\n')],
    ['thirty thousand keys', Array.from({ length: 30_000 }, (_, i) => `k${i}: 1`).join('\n')],
    ['a flow of keys', `{${'a,'.repeat(N / 2 - 2)}}`],
    ['question marks', '? '.repeat(N / 2)],
    ['documents', '---\n'.repeat(N / 4)],
    ['closing brackets', '}\n'.repeat(N / 2)],
    ['a long number', `id: 0.${'0'.repeat(N - 20)}1`],
    ['half a surrogate', 'id: "\ud800"'],
    ['nothing', ''],
    ['a list', '- 1\n- 2'],
    ['too long', 'a'.repeat(N + 1)],
  ])('%s', (_, text) => {
    const { roadmap, problems } = check(text);
    expect(roadmap).toBeNull();
    expect(problems.length).toBeGreaterThan(0);
    expect(problems.length).toBeLessThan(60);
    for (const problem of problems) expect(problem.says.length).toBeLessThan(500);
  });
});

describe('the JSON Schema for editors', () => {
  const schema = z.fromJSONSchema(roadmapJsonSchema() as Parameters<typeof z.fromJSONSchema>[0]);
  it('takes every built-in roadmap', () => {
    for (const roadmap of catalogue().roadmaps.values()) expect(schema.safeParse(roadmap).error).toBeUndefined();
  });
  it('refuses what the check refuses', () => {
    const roadmap = check(good).roadmap;
    expect(schema.safeParse({ ...roadmap, colour: 'red' }).success).toBe(false);
    expect(schema.safeParse({ ...roadmap, phases: [] }).success).toBe(false);
    expect(schema.safeParse({ ...roadmap, loadUnit: 'people' }).success).toBe(false);
  });
  it('says at a field what belongs there', () => {
    expect(JSON.stringify(roadmapJsonSchema())).toContain('Whole minutes for which the limit must be passed, e.g. 5.');
  });
});
