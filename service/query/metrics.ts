/** Which metrics an app has, by what attributes they differ, and what may be asked of each. */
import {
  type AttributeValue,
  classicParts,
  type MetricFacts,
  readMetrics,
  rememberedSeries,
  type Series,
  textOf,
} from '@/store';
import { openApp } from '../authorise';
import { notFound } from '../errors';
import { resources } from '../resources';
import { kindWords } from '../signals/kind-words';
import type { MetricDetailView, MetricView, ValueAsked } from '../views/explore';
import type { Actor } from '../views/views';

const VALUES_SHOWN = 100;

/** Every metric that has arrived, by name. */
export async function metrics(actor: Actor, slug: string): Promise<MetricView[]> {
  const { app } = await openApp(actor, slug, 'metrics');
  return gathered(await readMetrics(resources().telemetry, Number(app.id))).map(metricView);
}

/** One metric with the attributes of its series. */
export async function metricDetail(actor: Actor, slug: string, metric: string): Promise<MetricDetailView> {
  const { app } = await openApp(actor, slug, 'metrics');
  const { telemetry } = resources();
  const read = await rememberedSeries(telemetry, telemetry, Number(app.id), [metric, ...classicParts(metric)]);
  const own = read.filter((it) => it.metric === metric);
  const isClassic = own.length === 0 && read.some((it) => it.metric === `${metric}_bucket`);
  const series = isClassic ? read.filter((it) => it.metric === `${metric}_count`) : own;
  const [first] = series;
  if (!first) throw notFound('metric');
  const facts = { ...(isClassic ? histogramOf(metric, first) : first), series: series.length };
  return { ...metricView(facts), attributes: attributesOf(series) };
}

/**
 * Classic Prometheus histograms that remote write brought in parts, each as the one histogram that a query makes of
 * them: its buckets alone, summed over their bounds, say nothing. Its series are those of its `_count`.
 */
function gathered(all: MetricFacts[]): MetricFacts[] {
  const key = (metric: string, { scope }: MetricFacts) => `${scope.name} ${metric}`;
  const counters = new Set(all.filter(isCounter).map((it) => key(it.metric, it)));
  const wholes = new Set(
    all.flatMap((it) => {
      const whole = /^(.+)_bucket$/.exec(it.metric)?.[1];
      return whole && classicParts(whole).every((part) => counters.has(key(part, it))) ? [key(whole, it)] : [];
    }),
  );
  const found = all.flatMap((it) => {
    const [, whole, part] = /^(.+)_(bucket|count|sum)$/.exec(it.metric) ?? [];
    if (!whole || !wholes.has(key(whole, it)) || !isCounter(it)) return [it];
    return part === 'count' ? [histogramOf(whole, it)] : [];
  });
  return found.sort((a, b) => (a.metric < b.metric ? -1 : Number(a.metric > b.metric)));
}

const isCounter = ({ kind, monotonic }: MetricFacts) => kind === 2 && monotonic;

/** In the unit that its name ends with, as its count has it. */
const histogramOf = <Facts extends MetricFact>(metric: string, count: Facts): Facts => ({
  ...count,
  metric,
  kind: 3,
  monotonic: false,
});

type MetricFact = Pick<MetricFacts, 'metric' | 'kind' | 'unit' | 'description' | 'monotonic'>;

function metricView(facts: MetricFact & Pick<MetricFacts, 'series'>): MetricView {
  const { metric, unit, description, series } = facts;
  return { name: metric, kind: kindWords(facts), unit, description, series, asks: asksOf(facts) };
}

/** As `runQuery` accepts them. */
function asksOf({ kind, monotonic }: MetricFact): ValueAsked[] {
  if (kind === 3 || kind === 4) return ['quantile', 'avg', 'rate', 'increase'];
  if (kind === 2 && monotonic) return ['rate', 'increase', 'last'];
  return ['avg', 'last', 'min', 'max'];
}

function attributesOf(series: Series[]): MetricDetailView['attributes'] {
  const found = new Map<string, { of: 'point' | 'resource' | 'scope'; key: string; values: Set<string> }>();
  // Thousands of series share one resource and one scope.
  const seen = new Set<object>();
  for (const { attributes, resource, scope } of series) {
    for (const [of, all] of [
      ['point', attributes],
      ['resource', resource],
      ['scope', scope],
    ] as const) {
      if (of !== 'point' && seen.has(all)) continue;
      seen.add(all);
      for (const [key, value] of Object.entries(all)) {
        const text = textOf((value ?? null) as AttributeValue);
        if (text === '') continue;
        const entry = found.get(`${of} ${key}`) ?? { of, key, values: new Set() };
        entry.values.add(text);
        found.set(`${of} ${key}`, entry);
      }
    }
  }
  return [...found.values()].map(({ values, ...name }) => ({
    ...name,
    values: [...values].sort().slice(0, VALUES_SHOWN),
    more: values.size > VALUES_SHOWN,
  }));
}
