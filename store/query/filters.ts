/** Which series are meant. Patterns run in linear time (RE2), whatever the caller wrote. */
import { RE2JS } from 're2js';
import type { AttributeValue, Series } from '../points/points';
import { type AttributeName, type Filter, QueryError } from './types';

const LONGEST_PATTERN = 1_000;
/** RE2's instructions; each may be looked at for each character of a value. `[0-9a-f]{64}` has 67. */
const LARGEST_PROGRAM = 3_000;
/** What the patterns of one question may take together: nobody else is answered meanwhile. */
const MATCHING_MS = 1_000;

/** Time that patterns have left. */
export interface Patience {
  leftMs: number;
}
export const patience = (): Patience => ({ leftMs: MATCHING_MS });

/** A whole-value test, as Prometheus anchors its patterns. Throws QueryError for what is no pattern, or too much of one. */
export function pattern(text: string, field = 'filters', have = patience()): (value: string) => boolean {
  const compiled = compile(text, field);
  const known = new Map<string, boolean>();
  return (value) => {
    let matches = known.get(value);
    if (matches === undefined) {
      const begun = performance.now();
      matches = compiled.matches(value);
      have.leftMs -= performance.now() - begun;
      if (have.leftMs < 0)
        throw new QueryError(field, 'these patterns take too long over this many values: write simpler ones');
      if (known.size < 10_000) known.set(value, matches);
    }
    return matches;
  };
}

function compile(text: string, field: string): RE2JS {
  if (text.length > LONGEST_PATTERN) throw new QueryError(field, `a pattern has at most ${LONGEST_PATTERN} characters`);
  const tooLarge = () =>
    new QueryError(field, 'a pattern repeats at most some thousand characters: take smaller numbers in {}');
  // RE2 writes repetitions out, one inside another up to 1,000 times; what would be far too large is not even begun.
  const times = [...text.matchAll(/\{(\d+)(?:,(\d*))?\}/g)].reduce(
    (product, [, least, most]) => product * Math.max(1, Number(least), Number(most ?? 0)),
    1,
  );
  if (text.length * Math.min(1_000, times) > 30 * LARGEST_PROGRAM) throw tooLarge();
  try {
    // DOTALL, as Prometheus: a newline is a character like any other.
    const compiled = RE2JS.compile(text, RE2JS.DOTALL);
    if (compiled.programSize() > LARGEST_PROGRAM) throw tooLarge();
    return compiled;
  } catch (error) {
    if (error instanceof QueryError) throw error;
    throw new QueryError(field, `"${text}" is no pattern: ${error instanceof Error ? error.message : error}`);
  }
}

/** Of several tests of one question each gets the same `have`. */
export function test(op: Filter['op'], value: string, field?: string, have?: Patience): (actual: string) => boolean {
  if (op === '=') return (actual) => actual === value;
  if (op === '!=') return (actual) => actual !== value;
  const matches = pattern(value, field, have);
  return op === '=~' ? matches : (actual) => !matches(actual);
}

/** An attribute as text; '' where it is missing. */
export function attributeText(series: Series, { of, key }: AttributeName): string {
  if (of === 'scope') return key === 'name' ? series.scope.name : key === 'version' ? series.scope.version : '';
  const attributes = of === 'point' ? series.attributes : series.resource;
  return Object.hasOwn(attributes, key) ? textOf(attributes[key] as AttributeValue) : '';
}

export function textOf(value: AttributeValue): string {
  return typeof value === 'string' ? value : value === null ? '' : JSON.stringify(value);
}

export function seriesFilter(filters: Filter[]): (series: Series) => boolean {
  const have = patience();
  const tests = filters.map((filter, i) => ({
    filter,
    passes: test(filter.op, filter.value, `filters.${i}.value`, have),
  }));
  return (series) => tests.every(({ filter, passes }) => passes(attributeText(series, filter)));
}
