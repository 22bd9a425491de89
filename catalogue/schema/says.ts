/** A zod issue in a person's words: what is wrong with the field, and what to write instead. */
import type { z } from 'zod';

type Issue = z.core.$ZodIssue;

/** What a field wants, by its name; said wherever that field is missing or of the wrong kind. */
const WANTS: Record<string, string> = {
  id: 'a short name of small letters, digits and dashes, e.g. redis-cache',
  why: 'one or two sentences that say what this step is good for',
  how: 'a list of { stack, text, code }, at least one',
  wayBack: 'one sentence that says how to undo it',
  who: 'who does it, e.g. backend',
  effortDays: 'the least and most working days, e.g. { low: 1, high: 3 }, or null where unknown',
  leadDays: 'the least and most calendar days from decision to effect, e.g. { low: 1, high: 7 }',
  relieves: 'a list of { signal }, [] where it relieves none',
  after: 'a list of step ids that come first, [] where there are none',
  adds: 'a list of bill line ids that it adds, [] where there are none',
  evidence: '{ rule, strength, says }; rule: null where only a person can know',
  source: 'where the figure is from: { document, place }, and ours: where the document is silent',
  sources: 'a list of { document, place }, at least one',
  signal: 'a signal id of catalogue/signals/, e.g. latency.p95',
  limit: "a number in the signal's unit",
  holdMinutes: 'whole minutes for which the limit must be passed, e.g. 5',
  documentUsd: 'US dollars a month as the document says, or null where it gives none',
  price: "a decimal in quotes, e.g. '0.0336'",
  currency: 'the three letters of its currency, e.g. USD',
  date: "the source's date in quotes, '2026-08-07', '2026-08' or '2026', or null where undated",
  from: 'the load at which the phase begins, e.g. 0',
  to: 'the load at which the phase ends, or null where it is open-ended',
};

export function wants(field: string): string | null {
  return WANTS[field] ?? null;
}

/** One line for one issue; `value` is what the file holds there, `known` the field names allowed there. */
export function says(issue: Issue, value: unknown, known: string[]): string {
  const field = String(issue.path.at(-1) ?? 'this file');
  const hint = wants(field);
  const give = hint === null ? '' : ` Give ${hint}.`;
  switch (issue.code) {
    case 'unrecognized_keys':
      return `is not a field here. Correct its spelling or remove it; the fields here are ${known.join(', ')}.`;
    case 'invalid_type':
      if (value === undefined) return `is missing.${give || ` Add it as ${kind(issue.expected)}.`}`;
      return `must be ${kind(issue.expected)}, but is ${shown(value)}.${give}`;
    case 'invalid_value':
      return `must be one of ${issue.values.map(String).join(', ')}, but is ${shown(value)}.`;
    case 'invalid_format':
      return `is ${shown(value)}.${give || ` Write it as ${issue.message}.`}`;
    case 'too_small':
      if (issue.origin === 'array') return `needs at least ${issue.minimum} entry.${give}`;
      if (issue.origin === 'string') return `is empty.${give || ' Write what belongs here.'}`;
      return `must be ${issue.inclusive ? 'at least' : 'more than'} ${issue.minimum}, but is ${shown(value)}.${give}`;
    case 'too_big':
      if (issue.origin === 'array') return `has more than ${issue.maximum} entries. Remove some.`;
      return `must be ${issue.inclusive ? 'at most' : 'less than'} ${issue.maximum}, but is ${shown(value)}.${give}`;
    case 'custom':
      return custom(issue.message, value);
    default:
      return `${issue.message}.${give}`;
  }
}

function custom(message: string, value: unknown): string {
  if (message === 'low-above-high') return `has its low above its high: ${shown(value)}. Swap them.`;
  if (message === 'from-above-to') return 'ends before it begins: "to" must be above "from", or null.';
  return message;
}

function kind(expected: string): string {
  const names: Record<string, string> = {
    string: 'text',
    number: 'a number',
    int: 'a whole number',
    array: 'a list',
    object: 'a mapping of fields',
    boolean: 'true or false',
  };
  return names[expected] ?? expected;
}

function shown(value: unknown): string {
  if (value === undefined) return 'missing';
  const json = JSON.stringify(value);
  return json.length > 60 ? `${json.slice(0, 57)}...` : json;
}
