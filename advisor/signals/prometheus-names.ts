/**
 * Metrics of OpenTelemetry that come by way of Prometheus: an exporter or a collector has spelled their names for it,
 * by https://opentelemetry.io/docs/specs/otel/compatibility/prometheus_and_openmetrics/ (dots are underscores, the unit
 * in words and `_total` come last). They are given their own names again, so that one recipe reads both.
 */
import { isFromSpans } from './from-spans';
import { type SeriesPoints, underscored } from './points';

/** Unit words by what a name measures; of the last one the unit differs by who made it. */
const UNITS: [name: RegExp, words: string[]][] = [
  [/(duration|time|create_time|p99|usage\.total|http\.server\.requests)$/, ['seconds', 'milliseconds', 'nanoseconds']],
  [/(memory|filesystem|volume|size|storage|buffer_pool)/, ['bytes']],
  [/(utilization|usage)$/, ['ratio']],
];

/** Names that exporters of Prometheus give to something else: cAdvisor's containers of a whole node are no instance of the app. */
const TAKEN = new Set(['container_memory_working_set_bytes']);

/** How Prometheus may spell a name; of a histogram's part (`X_count`) after X's unit. */
function spellingsOf(name: string): string[] {
  const [, whole, part] = /^(.+)_(count|sum)$/.exec(name) ?? [];
  if (whole !== undefined) return spellingsOf(whole).map((spelling) => `${spelling}_${part}`);
  const base = underscored(name);
  const words = UNITS.flatMap(([of, units]) => (of.test(name) ? units : []));
  // A name that ends with its unit is not given it again.
  const withUnits = [base, ...words.filter((word) => !base.endsWith(`_${word}`)).map((word) => `${base}_${word}`)];
  return withUnits.flatMap((spelling) => [spelling, `${spelling}_total`]);
}

/** By spelling: the name that it stands for. What is read by its Prometheus name anyway stays as it is. */
export function spelledNames(read: readonly string[]): Map<string, string> {
  const known = new Set(read);
  const result = new Map<string, string>();
  const dotted = read.filter((name) => name.includes('.'));
  for (const name of dotted) add(result, known, underscored(name), name);
  for (const name of dotted) for (const spelling of spellingsOf(name)) add(result, known, spelling, name);
  return result;
}

function add(names: Map<string, string>, known: Set<string>, spelling: string, name: string): void {
  if (!known.has(spelling) && !TAKEN.has(spelling) && !names.has(spelling)) names.set(spelling, name);
}

/**
 * The same points, those that are spelled for Prometheus under their own names. Of a metric that the app also sends
 * as OTLP its copy by way of Prometheus is left as it is, and so not read: the two would be added up.
 */
export function unspelled(points: SeriesPoints[], names: ReadonlyMap<string, string>): SeriesPoints[] {
  if (!points.some(({ series }) => names.has(series.metric))) return points;
  const sent = new Set(points.filter((each) => !isFromSpans(each)).map(({ series }) => series.metric));
  return points.map((each) => {
    const { metric } = each.series;
    const name = names.get(metric);
    if (name === undefined || sent.has(name)) return each;
    return { ...each, series: { ...each.series, metric: name, sentAs: metric } };
  });
}
