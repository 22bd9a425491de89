import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { linesScale, nearest } from '@/components/charts/lines-spec';
import { linesOf } from '@/components/explore/answer-lines';
import { byName, search } from '@/components/explore/metric-picker';
import { firstQuestion, type Question, readQuestion, writeQuestion } from '@/components/explore/question';
import { questionWords, sayValue, seriesName, stepWords, unitOf } from '@/components/explore/words';
import { exploreInput } from '@/service/inputs/inputs';
import type { MetricView } from '@/service/views/explore';

const name = fc.stringMatching(/^[a-z][\w.]{0,20}$/);
const attribute = fc.record({
  of: fc.constantFrom('point' as const, 'resource' as const, 'scope' as const),
  key: name,
});
const question: fc.Arbitrary<Question> = fc
  .record({
    metric: name,
    show: fc.constantFrom('avg', 'last', 'min', 'max', 'rate', 'increase', 'p50', 'p99.9', 'p95'),
    filters: fc.array(
      fc.record({ value: fc.string(), op: fc.constantFrom('=' as const, '!=' as const, '=~' as const, '!~' as const) }),
      { maxLength: 3 },
    ),
    groupBy: fc.oneof(fc.constant('series' as const), fc.array(attribute, { maxLength: 3 })),
    across: fc.constantFrom('sum' as const, 'avg' as const, 'min' as const, 'max' as const),
    at: attribute,
  })
  .map(({ show, filters, at, ...rest }) => {
    const percent = /^p(.*)$/.exec(show)?.[1];
    return {
      ...rest,
      filters: filters.map((filter) => ({ ...at, ...filter })),
      value: percent ? 'quantile' : (show as Question['value']),
      quantile: percent ? Number((Number(percent) / 100).toFixed(6)) : undefined,
    };
  });

describe('a question in the address', () => {
  test('survives the way through it, and leaves range and comparison alone', () => {
    fc.assert(
      fc.property(question, (asked) => {
        const text = writeQuestion(new URLSearchParams('range=7d&compare=week&metric=old&where=old'), asked).toString();
        const read = new URLSearchParams(text);
        expect(readQuestion(read)).toEqual(asked);
        expect([read.get('range'), read.get('compare')]).toEqual(['7d', 'week']);
      }),
    );
  });

  test('is what the API accepts', () => {
    fc.assert(
      fc.property(question, (asked) => {
        expect(exploreInput.safeParse({ ...asked, fromAt: 0, toAt: 1 }).success).toBe(true);
      }),
    );
  });

  test('nonsense is left out', () => {
    const read = readQuestion(new URLSearchParams('metric=up&show=p200&by=moon:x&where=point:a&across=all'));
    expect(read).toEqual({ metric: 'up', value: 'avg', quantile: undefined, filters: [], groupBy: [], across: 'sum' });
    expect(readQuestion(new URLSearchParams('show=rate'))).toBeNull();
  });

  test('a metric is first asked what people mean mostly', () => {
    expect(firstQuestion({ name: 'd', asks: ['quantile', 'avg'] })).toMatchObject({
      value: 'quantile',
      quantile: 0.95,
    });
    expect(firstQuestion({ name: 'd', asks: ['rate'] })).toMatchObject({ value: 'rate', across: 'sum' });
    expect(firstQuestion({ name: 'd', asks: ['avg'] })).toMatchObject({ value: 'avg', across: 'avg' });
  });
});

describe('words', () => {
  test.each([
    [0.222, unitOf('s', { value: 'quantile' }), '222 ms'],
    [1.5, unitOf('s', { value: 'quantile' }), '1.5 s'],
    [2_147_483_648, unitOf('By', { value: 'last' }), '2 GiB'],
    [1024, unitOf('By', { value: 'rate' }), '1 KiB/s'],
    [12, unitOf('{request}', { value: 'rate' }), '12 request/s'],
    [12, unitOf('1', { value: 'rate' }), '12 a second'],
    [2_500_000, unitOf('', { value: 'last' }), '2.5M'],
  ])('%d in %s is said as %s', (value, unit, said) => expect(sayValue(value, unit)).toBe(said));

  test('a question is a sentence, a series its labels', () => {
    const asked: Question = {
      metric: 'd',
      value: 'quantile',
      quantile: 0.99,
      filters: [{ of: 'point', key: 'method', op: '=', value: 'GET' }],
      groupBy: [{ of: 'point', key: 'route' }],
      across: 'sum',
    };
    expect(questionWords(asked)).toBe('p99 by route, where method = GET');
    expect(seriesName({ route: '/orders' }, asked)).toBe('/orders');
    expect(seriesName({ route: '' }, asked)).toBe('(none)');
    expect(seriesName({ a: '1', b: '2' }, { ...asked, groupBy: 'series' })).toBe('a=1, b=2');
  });
});

describe('the picker', () => {
  const metric = (name: string, description = ''): MetricView => ({
    name,
    description,
    kind: 'gauge',
    unit: 's',
    series: 2,
    asks: ['avg'],
  });

  test('names come before descriptions, and every word must be held', () => {
    const all = [metric('queue.depth', 'how much waits'), metric('wait.time'), metric('up')];
    expect(search(all, 'wait').map(({ name }) => name)).toEqual(['wait.time', 'queue.depth']);
    expect(search(all, 'wait gauge depth').map(({ name }) => name)).toEqual(['queue.depth']);
    expect(search(all, 'nothing')).toEqual([]);
  });

  test('a name that two libraries send is told once, with the series of both', () => {
    expect(byName([metric('up'), metric('up')])).toMatchObject([{ name: 'up', series: 4 }]);
  });
});

describe('lines', () => {
  test('begin at zero unless the data go below it', () => {
    expect(linesScale([[5, null, 10]])).toMatchObject({ low: 0 });
    const below = linesScale([[-5, 10]]);
    expect(below.low).toBeLessThanOrEqual(-5);
    expect(below.high).toBeGreaterThanOrEqual(10);
    expect(below.splits).toContain(0);
  });

  test('the mouse points at the nearest, a key at the highest, a gap at none', () => {
    const lines = [{ values: [1, null] }, { values: [9, null] }, { values: [4, null] }];
    expect(nearest(lines, 0, 3)).toBe(2);
    expect(nearest(lines, 0, null)).toBe(1);
    expect(nearest(lines, 1, 3)).toBeNull();
  });
});

test('steps of days say whose days they are', () => {
  expect(stepWords({ stepSeconds: 86_400, resolution: 'hour' })).toBe('1 d steps, from hours');
  expect(stepWords({ stepSeconds: 43_200, resolution: 'hour' })).toBe('12 h steps, from hours');
});

test('what all series have in common names none of them', () => {
  const view = (labels: Record<string, string>[]) =>
    ({ series: labels.map((each) => ({ labels: each, values: [1], compare: null, atLeast: null })) }) as never;
  const asked = { metric: 'm', groupBy: 'series' } as Question;
  const names = (labels: Record<string, string>[]) => linesOf(view(labels), asked).map(({ name }) => name);
  expect(names([{ queue: 'a', host: 'h' }, { queue: 'b', host: 'h' }, { host: 'h' }])).toEqual([
    'queue=a',
    'queue=b',
    'm',
  ]);
  expect(names([{ queue: 'a', host: 'h' }])).toEqual(['queue=a, host=h']);
});
