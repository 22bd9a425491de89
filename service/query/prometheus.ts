/**
 * Prometheus's HTTP API for whoever holds a read token (Grafana's Prometheus data source, say).
 * https://prometheus.io/docs/prometheus/latest/querying/api/ – the `data` of each answer, or a PromError.
 */
import type { PoolClient } from 'pg';
import { resources } from '../resources';
import { evaluate, type ResultSeries } from './promql/evaluate';
import { badData, type Expression, PromError, type Selector } from './promql/expression';
import { durationMs } from './promql/literals';
import { isRange, parse } from './promql/parse';
import { choose, readSamples, type Tenant } from './promql/select';
import { planFor, reading, sourceFor } from './promql/source';
import type { Steps } from './promql/windows';

export { PromError } from './promql/expression';
export type { Tenant } from './promql/select';

const MOST_STEPS = 11_000;
const MOST_VALUES = 3_000_000;

export interface PromAnswer {
  data: unknown;
  warnings: string[];
}

/** `query` at `time` (default: now). */
export async function instantQuery(tenant: Tenant, given: URLSearchParams): Promise<PromAnswer> {
  const expression = expressionOf(given);
  const at = timeOf(given, 'time', resources().now());
  const steps = { startAt: at, stepMs: 1, count: 1 };
  return reading(async (client) => {
    if (isRange(expression)) return matrixOf(client, tenant, expression, at);
    const { source, warnings } = await sourceFor(client, tenant, expression, steps);
    const result = evaluate(expression, steps, source);
    const seconds = at / 1000;
    const data =
      result.type === 'scalar'
        ? { resultType: 'scalar', result: [seconds, valueText(result.value)] }
        : {
            resultType: 'vector',
            result: result.series.map(({ labels, values }) => ({
              metric: labels,
              value: [seconds, valueText(values[0] as number)],
            })),
          };
    return { data, warnings };
  });
}

/** `query` from `start` to `end` by `step`. */
export async function rangeQuery(tenant: Tenant, given: URLSearchParams): Promise<PromAnswer> {
  const expression = expressionOf(given);
  const [startAt, endAt] = [timeOf(given, 'start'), timeOf(given, 'end')];
  if (endAt < startAt) throw badData('invalid parameter "end": end timestamp must not be before start time');
  const stepMs = durationMs(given.get('step') ?? '');
  if (stepMs === null)
    throw badData(`invalid parameter "step": cannot parse ${JSON.stringify(given.get('step'))} to a valid duration`);
  if (stepMs <= 0)
    throw badData(
      'invalid parameter "step": zero or negative query resolution step widths are not accepted. Try a positive integer',
    );
  if ((endAt - startAt) / stepMs > MOST_STEPS) {
    throw badData(
      'exceeded maximum resolution of 11,000 points per timeseries. Try decreasing the query resolution (?step=XX)',
    );
  }
  if (isRange(expression))
    throw badData('invalid expression type "range vector" for range query, must be Scalar or instant Vector');
  const steps = { startAt, stepMs, count: Math.floor((endAt - startAt) / stepMs) + 1 };
  return reading(async (client) => {
    const { source, warnings } = await sourceFor(client, tenant, expression, steps);
    const result = evaluate(expression, steps, source);
    const series: ResultSeries[] =
      result.type === 'vector'
        ? result.series
        : [
            {
              labels: {},
              values: new Float64Array(steps.count).fill(result.value),
              has: new Uint8Array(steps.count).fill(1),
            },
          ];
    return { data: { resultType: 'matrix', result: matrix(series, steps) }, warnings };
  });
}

function expressionOf(given: URLSearchParams): Expression {
  const text = given.get('query');
  if (text === null) throw badData('invalid parameter "query": it is missing');
  return parse(text);
}

/** Seconds since 1970 or RFC 3339, as milliseconds. */
function timeOf(given: URLSearchParams, name: string, otherwise?: number): number {
  const text = given.get(name);
  if (text === null || text === '') {
    if (otherwise !== undefined) return otherwise;
    throw badData(`invalid parameter "${name}": it is missing`);
  }
  const ms = /^[+-]?[\d.]+(e[+-]?\d+)?$/i.test(text) ? Math.round(Number(text) * 1000) : Date.parse(text);
  if (!Number.isFinite(ms) || Math.abs(ms) > 8.64e15)
    throw badData(`invalid parameter "${name}": cannot parse ${JSON.stringify(text)} to a valid timestamp`);
  return ms;
}

/** The samples themselves, for an instant query of `metric[5m]`. */
async function matrixOf(client: PoolClient, tenant: Tenant, selector: Selector, at: number): Promise<PromAnswer> {
  const toAt = at - selector.offsetMs;
  const fromAt = toAt - (selector.rangeMs ?? 0);
  const plan = planFor(tenant, [selector], at, at);
  const chosen = await choose(client, tenant, selector.matchers);
  const samples = await readSamples(client, chosen, selector.matchers, { fromAt, toAt, resolution: plan.resolution });
  const result = samples.map(({ labels, time, value, stale }) => ({
    metric: labels,
    values: [...time].flatMap((ms, i) => (stale?.[i] === 1 ? [] : [[ms / 1000, valueText(value[i] as number)]])),
  }));
  return {
    data: { resultType: 'matrix', result: result.filter(({ values }) => values.length > 0) },
    warnings: plan.warnings,
  };
}

function matrix(series: ResultSeries[], { startAt, stepMs, count }: Steps) {
  if (series.length * count > MOST_VALUES)
    throw new PromError(
      'execution',
      `the answer would hold more than ${MOST_VALUES} values: aggregate, or take a longer step`,
    );
  const seconds = Array.from({ length: count }, (_, step) => (startAt + step * stepMs) / 1000);
  return series
    .map(({ labels, values, has }) => {
      const pairs: [number, string][] = [];
      for (let step = 0; step < count; step++) {
        if (has[step] === 1) pairs.push([seconds[step] as number, valueText(values[step] as number)]);
      }
      return { metric: labels, values: pairs };
    })
    .filter(({ values }) => values.length > 0);
}

function valueText(value: number): string {
  if (value === Number.POSITIVE_INFINITY) return '+Inf';
  return value === Number.NEGATIVE_INFINITY ? '-Inf' : String(value);
}
