/** What the API answers about charts and metrics, as schemas. Columns: one list of times, lists of values beside it. */
import { z } from 'zod';

const time = z.iso.datetime().describe('RFC 3339, UTC');
const values = z.array(z.number().nullable()).describe('one a time; null where there is none');
const attribute = z.strictObject({ of: z.enum(['point', 'resource', 'scope']), key: z.string() });
export const deploymentShape = z.strictObject({ at: time, version: z.string() });

const times = {
  times: z.array(time).describe('where each step begins'),
  stepSeconds: z.number(),
  deployments: z.array(deploymentShape),
};

export const chartShape = z.strictObject({
  ...times,
  series: z.array(
    z.strictObject({
      signal: z.string(),
      unit: z.string(),
      values,
      compare: values.nullable().describe('a week before'),
    }),
  ),
  crossings: z.array(
    z.strictObject({
      signal: z.string(),
      openedAt: time,
      closedAt: time.nullable(),
      worstValue: z.number(),
      worstAt: time,
    }),
  ),
  gaps: z.array(z.strictObject({ signal: z.string(), from: time, to: time, kind: z.enum(['no-data', 'no-traffic']) })),
  newestAt: time.nullable(),
});

const asks = z.enum(['last', 'avg', 'min', 'max', 'rate', 'increase', 'quantile']);
const metric = {
  name: z.string(),
  kind: z.string(),
  unit: z.string(),
  description: z.string(),
  series: z.number().int(),
  asks: z.array(asks).describe('what may be asked of it; the first is what people mean mostly'),
};
export const metricsShape = z.strictObject({ metrics: z.array(z.strictObject(metric)) });
export const metricDetailShape = z.strictObject({
  ...metric,
  attributes: z.array(attribute.extend({ values: z.array(z.string()), more: z.boolean() })),
});

export const queryShape = z.strictObject({
  ...times,
  unit: z.string(),
  resolution: z.enum(['raw', 'minute', 'hour']).describe('what was read'),
  series: z.array(
    z.strictObject({
      labels: z.record(z.string(), z.string()),
      values,
      compare: values.nullable().describe('a week before'),
      atLeast: z.array(z.boolean()).nullable().describe('whether a quantile is only its lower bound'),
    }),
  ),
  cut: z.boolean().describe('a limit left something out; `why` says what'),
  why: z.array(z.string()),
  notes: z.array(z.string()),
});

export const customSignalsShape = z.strictObject({
  signals: z.array(
    z.strictObject({
      id: z.string(),
      title: z.string(),
      metric: z.string(),
      where: z.record(z.string(), z.string()),
      aggregation: z.string(),
      unit: z.string(),
      worsens: z.enum(['up', 'down', 'none']),
      limit: z.number().nullable(),
      holdMinutes: z.number().int(),
    }),
  ),
});
export const savedSignalShape = z.strictObject({ id: z.string() });
export const signalPreviewShape = z.strictObject({
  id: z.string(),
  series: z.number().int().describe('that it is made from'),
  startAt: time,
  values: z.array(z.number().nullable()).describe('one a minute; null where there is none'),
  last: z.number().nullable(),
  madeBy: z.string().nullable().describe('the recipe; null where nothing came in that hour'),
});
