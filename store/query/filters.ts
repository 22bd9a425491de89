/** Which series are meant. Patterns run in linear time (RE2), whatever the caller wrote. */
import { RE2JS } from 're2js';
import type { AttributeValue, Series } from '../points/points';
import { type AttributeName, type Filter, QueryError } from './types';

const LONGEST_PATTERN = 1_000;

/** A whole-value test, as Prometheus anchors its patterns. Throws QueryError for what is no pattern. */
export function pattern(text: string, field = 'filters'): (value: string) => boolean {
  if (text.length > LONGEST_PATTERN) throw new QueryError(field, `a pattern has at most ${LONGEST_PATTERN} characters`);
  try {
    // DOTALL, as Prometheus: a newline is a character like any other.
    const compiled = RE2JS.compile(text, RE2JS.DOTALL);
    const known = new Map<string, boolean>();
    return (value) => {
      let matches = known.get(value);
      if (matches === undefined) {
        matches = compiled.matches(value);
        if (known.size < 10_000) known.set(value, matches);
      }
      return matches;
    };
  } catch (error) {
    throw new QueryError(field, `"${text}" is no pattern: ${error instanceof Error ? error.message : error}`);
  }
}

export function test(op: Filter['op'], value: string, field?: string): (actual: string) => boolean {
  if (op === '=') return (actual) => actual === value;
  if (op === '!=') return (actual) => actual !== value;
  const matches = pattern(value, field);
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
  const tests = filters.map((filter, i) => ({ filter, passes: test(filter.op, filter.value, `filters.${i}.value`) }));
  return (series) => tests.every(({ filter, passes }) => passes(attributeText(series, filter)));
}
