/** What Headroom must say at a moment: one claim a line. */
import { type Cursor, minutesOf } from './cursor';
import type { Claim, Episode, Named } from './types';

const CLAIMS = [
  'load',
  'phase',
  'architecture',
  'threshold',
  'crossings',
  'headroom',
  'limit',
  'step',
  'order',
  'next',
  'due',
  'safe',
  'date',
  'level',
  'effect',
] as const;

const STATES = ['clear', 'crossed', 'no-data', 'no-traffic', 'too-few', 'between-bounds', 'absent'] as const;
const HEADROOMS = ['at-most', 'more-than', 'crossed', 'at-limit', 'cannot-tell'] as const;
const DATES = ['not-before', 'not-within', 'past', 'cannot-tell'] as const;
const EFFECTS = ['none', 'cannot-compare'] as const;
const LIMITS = ['crossed', 'grows-with-time', 'fills', 'does-not-rise', 'more-than', 'cannot-tell'] as const;

export function readClaim(cursor: Cursor): Claim {
  const kind = cursor.oneOf(CLAIMS, 'something to expect');
  const claim = readers[kind](cursor);
  cursor.end();
  return claim;
}

const readers: Record<(typeof CLAIMS)[number], (cursor: Cursor) => Claim> = {
  load: (cursor) => {
    if (cursor.takes('learning')) return { kind: 'load', code: 'learning', value: null, learning: null };
    if (cursor.takes('none')) return { kind: 'load', code: 'no-load', value: null, learning: null };
    const value = cursor.expected('a load, "learning" or "none"');
    const learning = cursor.takes('learning') || (cursor.takes('settled') ? false : null);
    return { kind: 'load', code: 'load', value, learning };
  },
  phase: (cursor) => {
    if (!cursor.takes('cannot-tell')) return { kind: 'phase', phase: cursor.name('a phase'), reason: null };
    return { kind: 'phase', phase: null, reason: reason(cursor) };
  },
  architecture: (cursor) => ({ kind: 'architecture', phase: cursor.name('a phase') }),
  threshold: (cursor) => {
    const threshold = cursor.name('a threshold');
    const code = cursor.oneOf(STATES, 'a state of a threshold');
    const value = cursor.isNumber() ? cursor.expected('the value') : null;
    const claim: Extract<Claim, { kind: 'threshold' }> = {
      kind: 'threshold',
      threshold,
      code,
      value,
      sinceMinute: null,
      worst: null,
      limit: null,
    };
    for (;;) {
      if (cursor.takes('since')) claim.sinceMinute = cursor.minutes('the moment since which it is crossed');
      else if (cursor.takes('worst')) claim.worst = cursor.expected('the worst value');
      else if (cursor.takes('limit')) claim.limit = cursor.expected('the limit');
      else return claim;
    }
  },
  crossings: (cursor) => {
    const threshold = cursor.name('a threshold');
    if (cursor.takes('none')) return { kind: 'crossings', threshold, episodes: [] };
    const episodes = [readEpisode(cursor)];
    while (cursor.takes(',')) episodes.push(readEpisode(cursor));
    return { kind: 'crossings', threshold, episodes };
  },
  headroom: (cursor) => {
    const code = cursor.isNumber() ? 'multiple' : cursor.oneOf(HEADROOMS, 'a multiple or a kind of headroom');
    const numbered = code === 'multiple' || code === 'at-most' || code === 'more-than' || code === 'at-limit';
    const value = numbered && cursor.isNumber() ? cursor.expected('a multiple') : null;
    const why = code === 'cannot-tell' ? reason(cursor) : null;
    const first = cursor.takes('first') ? cursor.names('a signal') : [];
    return { kind: 'headroom', code, value, first, reason: why };
  },
  limit: (cursor) => {
    const threshold = cursor.name('a threshold');
    const code = cursor.isNumber() ? 'fits' : cursor.oneOf(LIMITS, 'a multiple or a kind of answer');
    const value = code === 'fits' || code === 'more-than' ? cursor.expected('a multiple') : null;
    return { kind: 'limit', threshold, code, value, reason: code === 'cannot-tell' ? reason(cursor) : null };
  },
  step: (cursor) => {
    const step = cursor.name('a step');
    const status = cursor.oneOf(['open', 'done', 'wont', 'absent'], 'a state of a step');
    const urgency = cursor.takes('urgency') ? cursor.number('an urgency from 0 to 3') : null;
    const by = cursor.takes('by') ? cursor.oneOf(['telemetry', 'person'], 'somebody who ticks') : null;
    return { kind: 'step', step, status, urgency, by };
  },
  order: (cursor) => ({ kind: 'order', steps: several(cursor) }),
  next: (cursor) => ({ kind: 'next', steps: cursor.names('a step') }),
  due: (cursor) => readDate(cursor, 'due'),
  safe: (cursor) => readDate(cursor, 'safe'),
  date: readForecast,
  level: (cursor) => ({
    kind: 'level',
    code: cursor.oneOf(['none', 'undecided', 'shifted'] as const, 'what the level did'),
  }),
  effect: readEffect,
};

function reason(cursor: Cursor): string | null {
  return /^[a-z][a-z-]*$/.test(cursor.peek()) && cursor.peek() !== 'first' ? cursor.take() : null;
}

function several(cursor: Cursor): Named[] {
  const steps = cursor.names('a step');
  if (steps.length < 2) cursor.fail('An order needs two steps at least. Write "order add-indexes, redis-cache".');
  return steps;
}

/** `32m-47m recovered`, `60m- open`. */
function readEpisode(cursor: Cursor): Episode {
  const [from = '', to] = cursor.peek().split('-');
  const openedMinute = minutesOf(from);
  const closedMinute = to === undefined || to === '' ? null : minutesOf(to);
  if (openedMinute === null || to === undefined || (to !== '' && closedMinute === null)) {
    cursor.fail(
      'A crossing is written as "32m-47m recovered", "32m-47m unknown" or "60m- open", or all of them as "none".',
    );
  }
  cursor.take();
  const { column } = cursor;
  const state = cursor.oneOf(['open', 'recovered', 'unknown'] as const, 'how a crossing stands');
  if ((state === 'open') !== (closedMinute === null)) {
    cursor.fail('An open crossing has no end, every other one has. Write "60m- open" or "32m-47m recovered".', column);
  }
  return { openedMinute, closedMinute, state };
}

/** `date first 70d..90d`, `date cpu not-before 80d..120d`, `date phase cannot-tell`. */
function readForecast(cursor: Cursor): Claim {
  const whole = (['first', 'phase'] as const).find((word) => cursor.takes(word));
  const of = whole ?? cursor.name('a threshold, "first" or "phase"');
  const code = /^\d/.test(cursor.peek()) ? 'date' : cursor.oneOf(DATES, 'a date or a kind of answer');
  const dated = code === 'date' || (code === 'not-before' && /^\d/.test(cursor.peek()));
  const span = dated ? readSpan(cursor) : { fromMinute: null, toMinute: null };
  return { kind: 'forecast', of, code, ...span };
}

/** `20d..40d`: when it falls since the start. */
function readSpan(cursor: Cursor): { fromMinute: number; toMinute: number } {
  const [from = '', to = from] = cursor.peek().split('..');
  const [fromMinute, toMinute] = [minutesOf(from), minutesOf(to)];
  if (fromMinute === null || toMinute === null) {
    cursor.fail(`"${cursor.peek()}" is no date. Write when it falls since the start, as 20d..40d.`);
  }
  cursor.take();
  return { fromMinute, toMinute };
}

/** `due pgbouncer 20d..40d`, `due pgbouncer none`. */
function readDate(cursor: Cursor, of: 'due' | 'safe'): Claim {
  const step = cursor.name('a step');
  if (cursor.takes('none')) return { kind: 'date', of, step, fromMinute: null, toMinute: null };
  return { kind: 'date', of, step, ...readSpan(cursor) };
}

/** `effect STEP too-early`, `effect STEP latency.p95 0.8..0.9`, `effect STEP latency.p95 cannot-compare is-load`. */
function readEffect(cursor: Cursor): Claim {
  const step = cursor.name('a step');
  const whole = (['too-early', 'short-history'] as const).find((word) => cursor.takes(word));
  if (whole) return { kind: 'effect', step, signal: null, code: whole, value: null, reason: null };
  const signal = cursor.name('a signal, "too-early" or "short-history"');
  const code = cursor.isNumber() ? 'change' : cursor.oneOf(EFFECTS, 'a share of what it was or a kind of answer');
  const value = code === 'change' ? cursor.expected('a share of what it was') : null;
  return { kind: 'effect', step, signal, code, value, reason: code === 'cannot-compare' ? reason(cursor) : null };
}
