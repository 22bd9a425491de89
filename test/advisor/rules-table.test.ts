/** docs/advice.md says of every rule where it is and which tests hold it: nothing that it names may go, no rule be missing. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = process.cwd();
const docs = readFileSync(join(root, 'docs/advice.md'), 'utf8');
const section = docs.slice(docs.indexOf('## Rule by rule'), docs.indexOf('## Estimates'));
const rows = section
  .split('\n')
  .filter((line) => /^\| \d/.test(line))
  .map((line) => {
    const [, rule = '', where = '', test = ''] = line.split('|').map((cell) => cell.trim());
    return { rule, where, test };
  });
const storyFiles = readdirSync(join(root, 'test/roadmaps'));

/** How many rules each part has. */
const PARTS = [6, 4, 6, 4, 6, 6, 4, 5, 6, 5, 5, 5, 4, 2, 7, 3];

describe('the table of rules', () => {
  it('has every rule once', () => {
    const said = rows.flatMap(({ rule }) => {
      const [, part = '', from = '', to = from] = /^(\d+)\.(\d+)(?:–\d+\.(\d+))?/.exec(rule) ?? [];
      const many = Number(to) - Number(from) + 1;
      return Array.from({ length: many }, (_, i) => `${part}.${Number(from) + i}`);
    });
    expect(said).toEqual(PARTS.flatMap((many, part) => Array.from({ length: many }, (_, i) => `${part + 1}.${i + 1}`)));
  });

  it.each(rows)('$rule is where it says', ({ where }) => {
    const named = [...where.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name);
    expect(named.length).toBeGreaterThan(0);
    for (const name of named) {
      const path = join(root, 'advisor', name);
      expect(existsSync(path) || existsSync(`${path}.ts`), name).toBe(true);
    }
  });

  it.each(rows)('$rule is held by the tests that it names', ({ test }) => {
    const named = [...test.matchAll(/`([^`]+)`(?:: ((?:“[^”]+”(?:, )?)+))?/g)];
    expect(named.length).toBeGreaterThan(0);
    for (const [, name = '', titles = ''] of named) {
      const story = /^roadmaps\/(\d+)$/.exec(name)?.[1];
      if (story !== undefined) {
        expect(
          storyFiles.some((file) => file.startsWith(`${story}-`)),
          name,
        ).toBe(true);
        continue;
      }
      const file = join(root, 'test/advisor', `${name}.test.ts`);
      expect(existsSync(file), name).toBe(true);
      const quoted = textsOf(readFileSync(file, 'utf8'));
      for (const [, title = ''] of titles.matchAll(/“([^”]+)”/g))
        expect(
          quoted.some((each) => each.includes(title)),
          `${name}: ${title}`,
        ).toBe(true);
      expect(titles, `${name} by a title`).not.toBe('');
    }
  });
});

/** What stands in quotes in a file, a line at a time. */
function textsOf(code: string): string[] {
  return [...code.matchAll(/'((?:[^'\\\n]|\\.)*)'|"((?:[^"\\\n]|\\.)*)"|`([^`\n]*)`/g)].map(
    ([, single, double, back]) => single ?? double ?? back ?? '',
  );
}
