/** Any metric of an app, asked freely: which there are, and what they say over time. */
import {
  isDatabaseAway,
  type MetricFacts,
  QueryError,
  readMetrics,
  readSeries,
  runQuery,
  type Series,
  textOf,
} from '@/store';
import { openApp } from '../authorise';
import { invalid, notFound, ServiceError } from '../errors';
import { type ExploreInput, exploreInput, parse } from '../inputs';
import { resources } from '../resources';
import type { Actor, ExploreView, MetricDetailView, MetricView } from '../views';
import { keptOf } from './kept';

const STEPS = 400;
const STEP_SECONDS = [10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400];
const VALUES_SHOWN = 100;
const kinds: Record<number, string> = {
  1: 'gauge',
  2: 'sum',
  3: 'histogram',
  4: 'exponential histogram',
  5: 'summary',
};

/** @throws ServiceError `invalid` naming the field; `too-many` where it takes too long */
export async function explore(actor: Actor, slug: string, given: ExploreInput): Promise<ExploreView> {
  const { app } = await openApp(actor, slug, 'explore');
  const { stepSeconds, quantile, ...input } = parse(exploreInput, given);
  const step = stepSeconds ?? stepFor(input.toAt - input.fromAt);
  const query = { ...input, stepMs: step * 1000, ...(quantile === undefined ? {} : { quantile }) };
  try {
    const { telemetry, now } = resources();
    const answer = await runQuery(telemetry, Number(app.id), query, { nowAt: now(), kept: keptOf([app]) });
    return {
      x: Array.from({ length: answer.steps }, (_, i) => (answer.startAt + i * answer.stepMs) / 1000),
      stepSeconds: answer.stepMs / 1000,
      unit: answer.unit,
      resolution: answer.resolution,
      series: answer.series.map(({ labels, values, atLeast }) => ({
        labels,
        values: Array.from(values, (value) => (Number.isFinite(value) ? value : null)),
        atLeast: atLeast && Array.from(atLeast, (flag) => flag === 1),
      })),
      cut: answer.cut,
      why: answer.why,
      notes: answer.notes,
    };
  } catch (error) {
    throw mendable(error);
  }
}

/** Every metric that has arrived, by name. */
export async function metrics(actor: Actor, slug: string): Promise<MetricView[]> {
  const { app } = await openApp(actor, slug, 'metrics');
  return (await readMetrics(resources().telemetry, Number(app.id))).map(metricView);
}

/** One metric with the attributes of its series. */
export async function metricDetail(actor: Actor, slug: string, metric: string): Promise<MetricDetailView> {
  const { app } = await openApp(actor, slug, 'metrics');
  const series = await readSeries(resources().telemetry, Number(app.id), [metric]);
  const [first] = series;
  if (!first) throw notFound('metric');
  return { ...metricView({ ...first, series: series.length }), attributes: attributesOf(series) };
}

function metricView({ metric, kind, unit, description, series }: Omit<MetricFacts, 'scope'>): MetricView {
  return { name: metric, kind: kinds[kind] ?? 'other', unit, description, series };
}

function attributesOf(series: Series[]): MetricDetailView['attributes'] {
  const found = new Map<string, { of: 'point' | 'resource' | 'scope'; key: string; values: Set<string> }>();
  for (const { attributes, resource, scope } of series) {
    for (const [of, all] of [
      ['point', attributes],
      ['resource', resource],
      ['scope', { ...scope }],
    ] as const) {
      for (const [key, value] of Object.entries(all)) {
        const text = textOf(value ?? null);
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

function stepFor(rangeMs: number): number {
  return STEP_SECONDS.find((seconds) => rangeMs / 1000 / seconds <= STEPS) ?? 86_400;
}

/** What the asker can change, as an error that says so; anything else as it is. */
function mendable(error: unknown): unknown {
  if (error instanceof QueryError) return invalid(error.field, error.message);
  if ((error as { code?: string })?.code === '57014') {
    const message = 'The query took too long.';
    return new ServiceError({ code: 'too-many', message, fix: 'Filter, or take a shorter time.' });
  }
  if (!isDatabaseAway(error)) return error;
  return new ServiceError({
    code: 'unavailable',
    message: 'The database does not answer.',
    fix: 'Try again in a minute.',
  });
}
