/**
 * OpenTelemetry's names as Prometheus's, after
 * https://opentelemetry.io/docs/specs/otel/compatibility/prometheus_and_openmetrics/: characters that
 * Prometheus does not know become "_", the unit and "_total" are appended, `service.name` is the job.
 */
import { PointKind, type Series } from '@/store';
import { textOf } from '@/store/query/filters';

const units: Record<string, string> = {
  d: 'days',
  h: 'hours',
  min: 'minutes',
  s: 'seconds',
  ms: 'milliseconds',
  us: 'microseconds',
  ns: 'nanoseconds',
  By: 'bytes',
  KiBy: 'kibibytes',
  MiBy: 'mebibytes',
  GiBy: 'gibibytes',
  TiBy: 'tebibytes',
  KBy: 'kilobytes',
  MBy: 'megabytes',
  GBy: 'gigabytes',
  TBy: 'terabytes',
  m: 'meters',
  V: 'volts',
  A: 'amperes',
  J: 'joules',
  W: 'watts',
  g: 'grams',
  Cel: 'celsius',
  Hz: 'hertz',
  '%': 'percent',
  '1': '',
};
const perUnits: Record<string, string> = {
  s: 'second',
  m: 'minute',
  min: 'minute',
  h: 'hour',
  d: 'day',
  w: 'week',
  mo: 'month',
  y: 'year',
};

export type Named = Pick<Series, 'metric' | 'kind' | 'temporality' | 'monotonic' | 'unit'> & {
  scope: { name: string };
};

/** The name shown, and every other name by which the metric may be asked for. */
export function metricNames(series: Named): string[] {
  const mapped = mappedName(series);
  // What came from Prometheus names itself; OpenTelemetry's SDKs always name a scope.
  const native = series.scope.name === '' && /^[a-zA-Z_:][a-zA-Z0-9_:]*$/.test(series.metric);
  const names = native ? [series.metric, mapped] : [mapped, series.metric];
  return names[0] === names[1] ? [mapped] : names;
}

function mappedName({ metric, kind, temporality, monotonic, unit }: Named): string {
  let tokens = metric
    .split(/[^\p{L}\p{N}:]+/u)
    .filter(Boolean)
    .map((token) => token.replace(/[^a-zA-Z0-9:]/g, '_'));
  const [main = '', per = ''] = unit.includes('{') && !unit.includes('/') ? [] : unit.split('/', 2);
  const suffixes: string[] = [];
  const mainWord = unitWord(main, units);
  if (mainWord) suffixes.push(mainWord);
  const perWord = unitWord(per, perUnits);
  if (perWord) suffixes.push('per', perWord);
  for (const [i, suffix] of suffixes.entries()) {
    if (!tokens.includes(suffix) || (suffix === 'per' && !tokens.includes(suffixes[i + 1] ?? ''))) tokens.push(suffix);
  }
  if (kind === PointKind.sum && monotonic && temporality !== 0)
    tokens = [...tokens.filter((token) => token !== 'total'), 'total'];
  if (kind === PointKind.gauge && unit === '1') tokens = [...tokens.filter((token) => token !== 'ratio'), 'ratio'];
  const name = tokens.join('_');
  return /^\d/.test(name) ? `_${name}` : name;
}

function unitWord(unit: string, words: Record<string, string>): string {
  const said = unit.trim();
  if (said === '' || /[{}]/.test(said)) return '';
  return Object.hasOwn(words, said)
    ? (words[said] as string)
    : said.replace(/[^a-zA-Z0-9]+/g, '_').replace(/^_+|_+$/g, '');
}

/** What stands behind a name of Prometheus: a metric as it is, or one of a histogram's three series. */
export type Suffix = '' | '_bucket' | '_count' | '_sum';

export function suffixesOf(kind: number): Suffix[] {
  const histogram = kind === PointKind.histogram || kind === PointKind.exponentialHistogram;
  return histogram ? ['_bucket', '_count', '_sum'] : [''];
}

export function labelName(key: string): string {
  const name = key.replace(/[^a-zA-Z0-9_]/g, '_');
  return /^\d/.test(name) ? `key_${name}` : name;
}

/** All labels but the name. The point's attributes win over the resource's of one name. */
export function labelsOf(series: Pick<Series, 'resource' | 'attributes' | 'scope'>): Record<string, string> {
  const labels: Record<string, string> = Object.create(null);
  const set = (name: string, value: string) => {
    if (value !== '' && labels[name] === undefined) labels[name] = value;
  };
  for (const [key, value] of Object.entries(series.attributes)) set(labelName(key), textOf(value));
  const { resource, scope } = series;
  const text = (key: string) => (Object.hasOwn(resource, key) ? textOf(resource[key] ?? null) : '');
  const namespace = text('service.namespace');
  set('job', namespace && text('service.name') ? `${namespace}/${text('service.name')}` : text('service.name'));
  set('instance', text('service.instance.id'));
  set('otel_scope_name', scope.name);
  set('otel_scope_version', scope.version);
  for (const key of Object.keys(resource)) {
    if (!/^service\.(name|namespace|instance\.id)$/.test(key)) set(labelName(key), text(key));
  }
  return labels;
}

/** A bound as the label `le` writes it: shortest form, no exponent, as OpenTelemetry's exporters do. */
export function boundText(bound: number): string {
  if (bound === Number.POSITIVE_INFINITY) return '+Inf';
  const sign = bound < 0 ? '-' : '';
  const [mantissa = '', exponent] = String(Math.abs(bound)).split('e');
  if (exponent === undefined) return sign + mantissa;
  const [whole = '', part = ''] = mantissa.split('.');
  const digits = whole + part;
  const point = whole.length + Number(exponent);
  if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${digits}`;
  return sign + digits.slice(0, point).padEnd(point, '0') + (digits.length > point ? `.${digits.slice(point)}` : '');
}
