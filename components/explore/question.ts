/** What is asked of a metric, without the time; and how an address writes it, so that a link shows what the sender saw. */
import type { ExploreInput } from '@/service/inputs/inputs';
import type { MetricView, ValueAsked } from '@/service/views/explore';

export type Filter = NonNullable<ExploreInput['filters']>[number];
export type Attribute = Pick<Filter, 'of' | 'key'>;
export type Across = NonNullable<ExploreInput['across']>;

export interface Question {
  metric: string;
  value: ValueAsked;
  /** 0 to 1; for `quantile` alone. */
  quantile?: number | undefined;
  filters: Filter[];
  groupBy: Attribute[] | 'series';
  across: Across;
}

const ACROSS: Across[] = ['sum', 'avg', 'min', 'max'];
const VALUES: ValueAsked[] = ['last', 'avg', 'min', 'max', 'rate', 'increase'];
export const PERCENTILES = [50, 75, 90, 95, 99, 99.9];

/** Null: the address names no metric. What it says wrongly is left out. */
export function readQuestion(query: URLSearchParams): Question | null {
  const metric = query.get('metric') ?? '';
  if (metric === '') return null;
  const show = query.get('show') ?? 'avg';
  const percent = /^p(\d{1,2}(?:\.\d{1,3})?|100)$/.exec(show)?.[1];
  const by = query.getAll('by');
  return {
    metric,
    value: percent ? 'quantile' : (VALUES.find((value) => value === show) ?? 'avg'),
    // Through text, so that p99.9 is 0.999 and not 0.9990000000000001.
    quantile: percent ? Number((Number(percent) / 100).toFixed(6)) : undefined,
    filters: query.getAll('where').flatMap(readFilter),
    groupBy: by.includes('series') ? 'series' : by.flatMap(readAttribute),
    across: ACROSS.find((across) => across === query.get('across')) ?? 'sum',
  };
}

/** The same address with another question; range, comparison and step stay. */
export function writeQuestion(query: URLSearchParams, question: Question): URLSearchParams {
  const next = new URLSearchParams(query);
  for (const key of ['metric', 'show', 'by', 'where', 'across']) next.delete(key);
  next.set('metric', question.metric);
  next.set('show', showOf(question));
  for (const { of, key, op, value } of question.filters) next.append('where', `${of}:${key} ${op} ${value}`);
  if (question.groupBy === 'series') next.append('by', 'series');
  else for (const { of, key } of question.groupBy) next.append('by', `${of}:${key}`);
  if (question.across !== 'sum') next.set('across', question.across);
  return next;
}

/** "p95", "rate": what the address and the select call it. */
export function showOf({ value, quantile }: Pick<Question, 'value' | 'quantile'>): string {
  return value === 'quantile' ? `p${Number(((quantile ?? 0.95) * 100).toFixed(3))}` : value;
}

/** What people mean mostly when they pick this metric. */
export function firstQuestion({ name, asks }: Pick<MetricView, 'name' | 'asks'>): Question {
  const value = asks[0] ?? 'avg';
  const across = value === 'avg' ? 'avg' : 'sum';
  const quantile = value === 'quantile' ? { quantile: 0.95 } : {};
  return { metric: name, value, filters: [], groupBy: [], across, ...quantile };
}

/** As the API takes it. */
export function askOf(
  question: Question,
  window_: { fromAt: number; toAt: number },
  step: number | null,
  compare: boolean,
) {
  const { quantile, ...rest } = question;
  return {
    ...rest,
    ...(quantile === undefined ? {} : { quantile }),
    ...window_,
    ...(step === null ? {} : { stepSeconds: step }),
    ...(compare ? { compare: 'week' as const } : {}),
  } satisfies ExploreInput;
}

const ATTRIBUTE = /^(point|resource|scope):(.+)$/s;

function readAttribute(text: string): Attribute[] {
  const [, of, key] = ATTRIBUTE.exec(text) ?? [];
  return of && key ? [{ of: of as Attribute['of'], key }] : [];
}

function readFilter(text: string): Filter[] {
  const [, head, op, value] = /^(.+?) (=~|!~|!=|=) (.*)$/s.exec(text) ?? [];
  const [attribute] = readAttribute(head ?? '');
  return attribute && op ? [{ ...attribute, op: op as Filter['op'], value: value ?? '' }] : [];
}
