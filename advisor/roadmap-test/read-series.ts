/** `12k for 3d, day 2k..10k growing 1% a day, none for 1h`: a signal over time, stretch by stretch. */
import type { Cursor } from './cursor';
import type { Stretch, Value } from './types';

const LONGEST_DAYS = 400;

export function readStretches(cursor: Cursor): Stretch[] {
  const stretches: Stretch[] = [];
  do {
    const last = stretches.at(-1);
    if (last?.minutes === null)
      cursor.fail('A stretch without "for" lasts to the end. Write "for 30m" before the comma.');
    stretches.push(readStretch(cursor));
  } while (cursor.takes(','));
  cursor.end();
  return stretches;
}

function readStretch(cursor: Cursor): Stretch {
  const stretch: Stretch = { value: readValue(cursor), of: null, growPerDay: 0, noise: 0, minutes: null };
  for (;;) {
    if (cursor.takes('of')) {
      stretch.of = { amount: cursor.number('a capacity, or events a minute,'), each: cursor.takes('each') };
    } else if (cursor.takes('growing')) {
      stretch.growPerDay = cursor.number('growth a day') / 100;
      cursor.must('a', '"growing 1% a day"');
      cursor.must('day', '"growing 1% a day"');
    } else if (cursor.takes('noise')) {
      stretch.noise = cursor.number('the noise from hour to hour') / 100;
    } else if (cursor.takes('for')) {
      stretch.minutes = cursor.minutes('how long it lasts');
      if (stretch.minutes > LONGEST_DAYS * 1440)
        cursor.fail(`A stretch lasts at most ${LONGEST_DAYS}d. Make it shorter.`);
      return stretch;
    } else if (cursor.peek() === '' || cursor.peek() === ',') {
      return stretch;
    } else {
      cursor.fail(
        `"${cursor.peek()}" is not known here. Write of, growing, noise, for, or a comma before the next stretch.`,
      );
    }
  }
}

function readValue(cursor: Cursor): Value {
  if (cursor.takes('none')) return { kind: 'none' };
  if (cursor.takes('quiet')) return { kind: 'quiet' };
  if (cursor.takes('day')) {
    const [low, high, percent] = readEnds(cursor);
    return { kind: 'day', low, high, percent };
  }
  const text = cursor.peek();
  if (text.endsWith('ms')) return readMixture(cursor, cursor.number('a duration'), 1);
  const [from, to, percent] = readEnds(cursor);
  if (percent && cursor.peek().endsWith('ms')) return readMixture(cursor, cursor.number('a duration'), from / 100);
  if (cursor.takes('+')) return readFollows(cursor, from);
  if (cursor.peek() === 'per') return { kind: 'follows', base: 0, perUser: from / readUsers(cursor) };
  return { kind: 'line', from, to, percent };
}

/** `80`, `20..60`, `4%`. */
function readEnds(cursor: Cursor): [number, number, boolean] {
  const text = cursor.peek();
  const percent = text.endsWith('%');
  if (!text.includes('..')) {
    const value = cursor.number('a value');
    return [value, value, percent];
  }
  const [from = '', to = ''] = text.split('..');
  const ends = [from, to].map((end) => Number(/^\d[\d_]*(\.\d+)?/.exec(end)?.[0].replaceAll('_', '') ?? Number.NaN));
  const scale = [from, to].map((end) => (end.endsWith('k') ? 1e3 : end.endsWith('M') ? 1e6 : 1));
  const [low, high] = ends.map((end, i) => end * (scale[i] as number)) as [number, number];
  if (Number.isNaN(low) || Number.isNaN(high)) cursor.fail(`"${text}" is no range. Write both its ends, as 20..60.`);
  cursor.take();
  return [low, high, percent];
}

/** `10 + 4 per 1000 users`. */
function readFollows(cursor: Cursor, base: number): Value {
  const amount = cursor.number('demand of users');
  if (cursor.peek() !== 'per') cursor.fail('What follows "+" grows with load. Write "10 + 4 per 1000 users".');
  return { kind: 'follows', base, perUser: amount / readUsers(cursor) };
}

function readUsers(cursor: Cursor): number {
  cursor.must('per', '"4 per 1000 users"');
  if (cursor.takes('user')) return 1;
  const users = cursor.number('a number of users');
  if (!(users > 0)) cursor.fail('Demand per 0 users has no meaning. Write "per user" or "per 1000 users".');
  cursor.must('users', '"4 per 1000 users"');
  return users;
}

/** `94% 80ms + 6% 700ms`. */
function readMixture(cursor: Cursor, firstMs: number, firstShare: number): Value {
  const parts = [{ share: firstShare, ms: firstMs }];
  while (cursor.takes('+')) {
    const share = cursor.number('a share of the requests') / 100;
    if (!cursor.peek().endsWith('ms')) cursor.fail('A share needs its duration. Write "94% 80ms + 6% 700ms".');
    parts.push({ share, ms: cursor.number('a duration') });
  }
  const sum = parts.reduce((all, { share }) => all + share, 0);
  if (Math.abs(sum - 1) > 1e-6) {
    cursor.fail(`The shares add up to ${Math.round(sum * 1000) / 10} %. Let them add up to 100 %.`);
  }
  return { kind: 'mixture', parts };
}
