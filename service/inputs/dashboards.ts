/** What the verbs of dashboards are given, as schemas. */
import { z } from 'zod';
import { lineInput } from './name';

export const PANELS_AT_MOST = 30;
export const titleInput = lineInput('give it a name', 120).min(1, 'give it a name');
const attribute = z.strictObject({ of: z.enum(['point', 'resource', 'scope']), key: z.string().min(1).max(255) });

/** A question without its time: that is the dashboard's. */
export const questionInput = z.strictObject({
  metric: z.string().min(1, 'name a metric').max(255),
  value: z.enum(['last', 'avg', 'min', 'max', 'rate', 'increase', 'quantile']),
  quantile: z.number().min(0).max(1).optional(),
  filters: z
    .array(attribute.extend({ op: z.enum(['=', '!=', '=~', '!~']), value: z.string().max(1_000) }))
    .max(20, 'at most 20 filters'),
  groupBy: z.union([z.literal('series'), z.array(attribute).max(10, 'at most 10 attributes')]),
  across: z.enum(['sum', 'avg', 'min', 'max']),
});

export const createDashboardInput = z.strictObject({ name: titleInput });
export const addPanelInput = z.strictObject({
  app: z.string().min(1).max(120),
  title: titleInput,
  question: questionInput,
});
export type AddPanelInput = z.input<typeof addPanelInput>;

/** The whole page as it shall be: panels that are not named are taken away. */
export const arrangeInput = z.strictObject({
  version: z.number().int().positive(),
  name: titleInput,
  panels: z
    .array(z.strictObject({ id: z.string().min(1).max(40), title: titleInput, wide: z.boolean() }))
    .max(PANELS_AT_MOST, `at most ${PANELS_AT_MOST} charts`),
});
export type ArrangeInput = z.input<typeof arrangeInput>;

export const storedPanels = z.array(
  z.object({
    id: z.string(),
    title: z.string(),
    wide: z.boolean(),
    appId: z.number(),
    appName: z.string(),
    question: questionInput,
  }),
);
