/** docs/security.md names, for each point, the tests that hold it: they are there, by that name. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const text = readFileSync('docs/security.md', 'utf8');
const held = text.slice(text.indexOf('| point | what holds | held by |'), text.indexOf('Not held, and why:'));
const rows = held
  .split('\n')
  .slice(2)
  .filter((line) => line.startsWith('|'))
  .map((line) => line.split(' | ').map((cell) => cell.replaceAll(/^\| | \|$/g, '')) as [string, string, string]);

/** Names of the tests in a file, as they are written. */
function namesIn(file: string): string[] {
  const source = readFileSync(join('docs', file), 'utf8');
  return [...source.matchAll(/^ *(?:test|it)(?:\.each\([\s\S]*?\n? *\))?\(\s*(['"`])(.+?)\1/gm)].map(
    ([, , name]) => name ?? '',
  );
}

test.each(rows)('%s: its tests are there', (_point, _says, tests) => {
  // A link begins a file; the names that follow are of that file.
  const files = tests.split(/(?=\[[^\]]+\]\()/);
  for (const part of files) {
    const [, file = ''] = /^\[[^\]]+\]\(([^)]+)\)/.exec(part) ?? [];
    const names = [...part.matchAll(/"([^"]+)"/g)].map(([, name]) => name ?? '');
    expect([file, names.length > 0]).toEqual([file, true]);
    const there = namesIn(file);
    for (const name of names) expect([file, name, there.some((one) => one.includes(name))]).toEqual([file, name, true]);
  }
});

test('no point is held and not held at once', () => {
  const points = (rowsOf: string) =>
    [...rowsOf.matchAll(/^\| ([\d., –]+) \|/gm)].flatMap(([, cell]) => expand(cell ?? ''));
  const all = [...points(held), ...points(text.slice(text.indexOf('Not held, and why:')))];
  expect(all.length).toBeGreaterThan(60);
  expect(all.filter((point, i) => all.indexOf(point) !== i)).toEqual([]);
});

/** "3.4.2–3.4.4, 14.4.1" → each of them. */
function expand(cell: string): string[] {
  return cell.split(', ').flatMap((part) => {
    const [first = '', last = first] = part.split('–');
    const [head, from] = [first.replace(/\d+$/, ''), Number(/\d+$/.exec(first))];
    const to = Number(/\d+$/.exec(last));
    return Array.from({ length: to - from + 1 }, (_, i) => head + (from + i));
  });
}
