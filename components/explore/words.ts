/** Questions and values as people read them. */
import { formatBytes, formatNumber, formatShort, withUnit } from '@/advisor/words/format';
import type { ExploreView } from '@/service/views/explore';
import { type Question, showOf } from './question';

/** OpenTelemetry writes units as UCUM does: "{request}" and "1" count things, "By" are bytes. */
export function unitOf(ucum: string, { value }: Pick<Question, 'value'>): string {
  const plain = ucum.replace(/[{}]/g, '').replace(/^1$/, '');
  return value === 'rate' ? `${plain}/s` : plain;
}

const UNIT_WORDS: Record<string, string> = { By: 'bytes', 'By/s': 'bytes a second', s: 'seconds', ms: 'milliseconds' };

/** A unit by itself, in the caption of a chart: "users", "requests a second". */
export function unitWords(unit: string): string {
  if (UNIT_WORDS[unit] !== undefined) return UNIT_WORDS[unit];
  const [counted = '', per] = unit.split('/');
  const many = /^[a-z]{4,}$/.test(counted) && !/s$|^(percent|ratio)$/.test(counted) ? `${counted}s` : counted;
  return per === undefined ? many : `${many} a ${per === 's' ? 'second' : per}`.trim();
}

/** "222 ms", "12.4K requests/s", "4.2 GiB". */
export function sayValue(value: number, unit: string): string {
  if (!Number.isFinite(value)) return '–';
  if (unit === 'By') return formatBytes(value);
  if (unit === 'By/s') return `${formatBytes(value)}/s`;
  if (unit === 's' && value !== 0 && Math.abs(value) < 1) return `${formatNumber(value * 1000)} ms`;
  if (unit.startsWith('/')) return `${numberOf(value)} a second`;
  return withUnit(numberOf(value), unit);
}

const numberOf = (value: number) => (Math.abs(value) >= 100_000 ? formatShort(value) : formatNumber(value));

const VALUE_WORDS: Record<string, string> = {
  avg: 'mean',
  last: 'last value',
  min: 'lowest',
  max: 'highest',
  rate: 'rate a second',
  increase: 'increase a step',
};

/** "p95", "rate a second". */
export function valueWords(show: string): string {
  return VALUE_WORDS[show] ?? show;
}

/** "p95 by http.route, where http.request.method = GET". */
export function questionWords(question: Question): string {
  const { groupBy, filters } = question;
  const by =
    groupBy === 'series'
      ? ' of each series'
      : groupBy.length > 0
        ? ` by ${groupBy.map(({ key }) => key).join(', ')}`
        : '';
  const where = filters.map(({ key, op, value }) => `${key} ${op} ${value === '' ? '(none)' : value}`).join(', ');
  return `${valueWords(showOf(question))}${by}${where ? `, where ${where}` : ''}`;
}

/** A series by its labels; values alone where the names are the question's own. */
export function seriesName(labels: Record<string, string>, question: Question): string {
  const entries = Object.entries(labels);
  if (entries.length === 0) return question.metric;
  if (question.groupBy !== 'series') return entries.map(([, value]) => value || '(none)').join(', ');
  return entries.map(([key, value]) => `${key}=${value || '(none)'}`).join(', ');
}

const STEPS: Record<string, string> = { raw: 'from every point', minute: 'from minutes', hour: 'from hours' };

/** "5 min steps, from minutes"; "1 d steps, from hours". */
export function stepWords({ stepSeconds, resolution }: Pick<ExploreView, 'stepSeconds' | 'resolution'>): string {
  const days = stepSeconds / 86_400;
  if (Number.isInteger(days)) return `${days} d steps, ${STEPS[resolution]}`;
  const step =
    stepSeconds >= 3600
      ? `${stepSeconds / 3600} h`
      : stepSeconds >= 60
        ? `${stepSeconds / 60} min`
        : `${stepSeconds} s`;
  return `${step} steps, ${STEPS[resolution]}`;
}
