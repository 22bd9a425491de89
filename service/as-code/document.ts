/**
 * The one schema of a team as a file: what `headroom export` writes, `headroom apply` reads, and editors complete.
 * Things are named by what people call them (slugs and names, never ids of the database). What the file names, it
 * says whole; what it does not name is not its business (compare.ts).
 */
import { z } from 'zod';
import { deploymentSchema } from '@/catalogue/deployment';
import { PANELS_AT_MOST, questionInput, titleInput } from '../inputs/dashboards';
import { emailInput } from '../inputs/email';
import { holidayName, holidayShape, isStretch, MOST_HOLIDAYS, stretchWords } from '../inputs/holidays';
import { metricNamesInput, populationInput, retentionInput } from '../inputs/inputs';
import { moneyInput, ownPriceInput, quantityInput } from '../inputs/money';
import { lineInput, nameInput } from '../inputs/name';
import { aggregations, customSignalInput, whereInput } from '../inputs/signals';
import { zoneInput } from '../inputs/zone';
import { EVENTS } from '../notifications/outbox';
import { scheduleInput } from '../report/inputs';

const slug = z
  .string()
  .max(80)
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'small letters, digits and dashes, such as checkout-eu');
/** ours, or an earlier version of it: ours@3 */
const roadmapKey = z
  .string()
  .max(90)
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*(@[1-9]\d{0,8})?$/, 'a roadmap’s id, or with @3 its third version');
const id = z.string().min(1).max(200);
const name = lineInput('give it a name', 80).min(1, 'give it a name');

const threshold = z
  .strictObject({
    limit: z.number().nullable().default(null).describe('In the signal’s unit; the roadmap’s own if left out.'),
    holdMinutes: z.int().min(1).max(1440).nullable().default(null),
    reason: z.string().trim().max(500).default(''),
  })
  .refine((it) => it.limit !== null || it.holdMinutes !== null, 'needs a limit or holdMinutes.')
  .describe('The app’s own limit or hold for a threshold of its roadmap.');

const signalId = z
  .string()
  .max(70)
  .regex(
    new RegExp(`^[a-z0-9_]+(\\.[a-z0-9_]+)*\\.(${aggregations.join('|')})$`),
    `a name and how it becomes a number, such as orders.rate (${aggregations.join(', ')})`,
  );
const signal = z.strictObject({
  ...customSignalInput.omit({ name: true, aggregation: true }).shape,
  where: whereInput,
});

const reports = z
  .array(scheduleInput.strict())
  .max(50)
  .describe(
    'When reports are made: weekly on day 1 (Monday) to 7, or monthly on day 1 to 31, at an hour of the team’s zone.',
  );

export const appSchema = z.strictObject({
  name: nameInput('app'),
  roadmap: z
    .string()
    .max(130)
    .regex(/^[a-z0-9]+(-[a-z0-9]+)*(@\d{1,9})?$/, 'a roadmap’s id, or of one of the team’s own a version: ours@3')
    .describe('A built-in roadmap, or one of the team’s own: its newest version, or with @3 its third.'),
  population: populationInput.optional().describe('Whom the app’s user metric counts.'),
  concurrentPerDaily: z.number().gt(0).lte(1).optional(),
  requestsPerUserMinute: z.number().gt(0).lte(10_000).optional(),
  evidenceWindowMinutes: z
    .int()
    .min(1)
    .max(7 * 1440)
    .optional(),
  retention: retentionInput.optional().describe('Days; null: as long as the installation.'),
  metricNames: metricNamesInput.optional(),
  deployment: deploymentSchema.optional().describe('What it runs on today.'),
  quantities: z
    .record(id, z.strictObject({ formula: z.string().trim().min(1).max(500), reason: quantityInput.shape.reason }))
    .default({}),
  signals: z.record(signalId, signal).default({}),
  thresholds: z.record(id, threshold).default({}),
  reports: reports.optional(),
});

const secret = z
  .string()
  .regex(/^env:[A-Za-z_][A-Za-z0-9_]{0,99}$/, 'write env:NAME, and set that variable where you run headroom apply')
  .optional();
const time = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'write it as "22:00", in quotes');

export const channelSchema = z
  .strictObject({
    kind: z.enum(['email', 'slack', 'webhook', 'pagerduty']),
    to: z.array(emailInput).min(1).max(10).optional().describe('Of e-mail: at most 10 addresses.'),
    url: secret.describe('The address, as env:NAME: read where headroom apply runs, never kept in a file.'),
    key: secret.describe('Of webhook what signs (whsec_…), of pagerduty the integration key; as env:NAME.'),
    events: z.array(z.enum(EVENTS)).min(1).max(EVENTS.length),
    quiet: z.strictObject({ from: time, to: time }).optional().describe('In the team’s zone.'),
    paused: z.boolean().default(false),
  })
  .refine((it) => (it.kind === 'email') === (it.to !== undefined), {
    path: ['to'],
    message: 'belongs to e-mail, which needs it.',
  })
  .refine((it) => it.kind !== 'email' || it.url === undefined, { path: ['url'], message: 'has no meaning for e-mail.' })
  .refine((it) => it.kind === 'webhook' || it.kind === 'pagerduty' || it.key === undefined, {
    path: ['key'],
    message: 'belongs to webhook and pagerduty.',
  })
  .refine((it) => it.kind !== 'pagerduty' || it.events.every((event) => event.startsWith('crossing.')), {
    path: ['events'],
    message: 'of pagerduty are crossing.opened, crossing.closed and crossing.no-data.',
  });

const panel = z.strictObject({
  app: slug,
  title: titleInput,
  ...questionInput.shape,
  filters: questionInput.shape.filters.default([]),
  groupBy: questionInput.shape.groupBy.default([]),
  across: questionInput.shape.across.default('sum'),
  wide: z.boolean().default(false),
});

export const documentSchema = z.strictObject({
  headroom: z.literal(1).describe('The version of this format.'),
  timeZone: zoneInput.optional().describe('The zone of reports and quiet hours, such as Europe/Berlin.'),
  holidays: z
    .record(
      holidayName,
      z
        .array(z.strictObject(holidayShape).refine(isStretch, { path: ['to'], message: stretchWords }))
        .min(1)
        .max(MOST_HOLIDAYS),
    )
    .default({})
    .describe('The team’s calendar, by name: days that forecasts keep out of level and weekdays.'),
  money: moneyInput.optional().describe('The currency of its bills, and how much of it a US dollar costs.'),
  prices: z
    .record(id, z.strictObject({ price: ownPriceInput.shape.price.unwrap(), currency: ownPriceInput.shape.currency }))
    .default({})
    .describe('What the team pays for lines of the price lists, by their ids.'),
  roadmaps: z
    .record(roadmapKey, z.string().max(256 * 1024))
    .default({})
    .describe('The team’s own, each as its whole text: the newest, and as ours@3 an earlier one that an app stays on.'),
  apps: z.record(slug, appSchema).default({}).describe('By the slug in their address.'),
  dashboards: z
    .record(titleInput, z.strictObject({ panels: z.array(panel).max(PANELS_AT_MOST) }))
    .default({})
    .describe('By name.'),
  channels: z.record(name, channelSchema).default({}).describe('Where the team is told of events, by name.'),
  reports: reports.optional().describe('When reports of the whole team are made.'),
});

export type Document = z.output<typeof documentSchema>;
export type AppEntry = z.output<typeof appSchema>;
export type ChannelEntry = z.output<typeof channelSchema>;
export type PanelEntry = Document['dashboards'][string]['panels'][number];

/** For editors. */
export function documentJsonSchema(): object {
  return { ...z.toJSONSchema(documentSchema, { io: 'input', unrepresentable: 'any' }), title: 'A team of Headroom' };
}
