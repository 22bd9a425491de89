/** What the verbs of a team's own signals are given, as schemas. */
import { z } from 'zod';
import { lineInput } from './name';

export const aggregations = ['rate', 'increase', 'avg', 'sum', 'max', 'min', 'p50', 'p90', 'p95', 'p99'] as const;

export const whereInput = z
  .record(z.string().min(1).max(80), z.string().min(1, 'give the value').max(120))
  .refine((it) => Object.keys(it).length <= 5, 'at most 5 attributes')
  .refine((it) => !/[{},=]/.test(Object.entries(it).flat().join('')), 'no {, }, comma or = in a filter')
  .default({});

export const customSignalInput = z.strictObject({
  /** Lower case, dots between parts; the aggregation is added: recommendations → recommendations.p95. */
  name: z
    .string()
    .trim()
    .max(60, 'at most 60 characters')
    .regex(/^[a-z0-9_]+(\.[a-z0-9_]+)*$/, 'lower case letters, digits and _, with dots between parts'),
  title: lineInput('say what people should call it', 80).min(1, 'say what people should call it'),
  metric: z.string().trim().min(1, 'choose a metric').max(255),
  where: whereInput,
  aggregation: z.enum(aggregations),
  unit: z.string().trim().max(20, 'at most 20 characters').default(''),
  worsens: z.enum(['up', 'down', 'none']),
  limit: z.number().nullable().default(null),
  holdMinutes: z.number().int().min(1).max(1440).default(5),
});
export type CustomSignalInput = z.input<typeof customSignalInput>;
