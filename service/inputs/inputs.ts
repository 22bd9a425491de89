/** What the verbs are given, as schemas: checked after the actor and before the first write. */
import { z } from 'zod';
import { invalid } from '../errors';
import { LONGEST_NAME, lineInput, nameInput } from './name';
import { zoneInput } from './zone';

const slug = z.string().min(1).max(80);
const reason = z.string().trim().max(500, 'at most 500 characters');
export const populationInput = z.enum(['concurrent', 'daily', 'monthly', 'registered']);

export const createAppInput = z.object({
  teamSlug: slug.optional(),
  name: nameInput('app'),
  roadmapId: z.string().min(1).max(120),
  population: populationInput.nullable().optional(),
  /** Its data are made up (the demo's past); said on every page. */
  synthetic: z.boolean().default(false),
});
export type CreateAppInput = z.input<typeof createAppInput>;

export const tokenIdInput = z.number().int().positive();
const tokenLabel = lineInput('a label', 80).default('');
/** As a browser sends it: scheme, host and port, no path. */
const origin = z
  .url({ protocol: /^https?$/, error: 'write each origin as https://shop.example.com', abort: true })
  .max(255, 'at most 255 characters an origin')
  .refine((value) => /^[^/]+\/\/[^/?#@]+\/?$/.test(value), 'an origin has no path: https://shop.example.com')
  .transform((value) => new URL(value).origin);
export const newTokenInput = z
  .object({
    label: tokenLabel,
    /** browser: for pages, from these origins, metrics only. */
    kind: z.enum(['server', 'browser']).default('server'),
    origins: z.array(origin).max(20, 'at most 20 origins').default([]),
  })
  .refine((input) => input.kind === 'server' || input.origins.length > 0, {
    path: ['origins'],
    message: 'say from which origins its pages come, such as https://shop.example.com',
  })
  .transform((input) => (input.kind === 'server' ? { ...input, origins: [] } : input));
export type NewTokenInput = z.input<typeof newTokenInput>;

export const revokeTokenInput = z.strictObject({
  /** The old and a new token are both good until then; 0: now. */
  inHours: z.number().min(0).max(720, '`inHours`: at most 720, which is 30 days').default(0),
});
export type RevokeTokenInput = z.input<typeof revokeTokenInput>;
export const newReadTokenInput = z.object({ label: tokenLabel }).extend({
  /** Every app of the team, those of tomorrow too; else this app alone. */
  wholeTeam: z.boolean().default(false),
});
export type NewReadTokenInput = z.input<typeof newReadTokenInput>;

const metricName = z.string().trim().min(1).max(255).optional();
/** As advisor/signals/request-metrics.ts reads them. */
const routes = z
  .string()
  .trim()
  .max(1000)
  .refine((text) => text.split(/[\s,]+/).length <= 20, 'at most 20 routes')
  .refine(
    (text) => text === '' || text.split(/[\s,]+/).every((route) => /^[/*]/.test(route)),
    'routes begin with / or *, such as /internal/*',
  )
  .optional();
export const metricNamesInput = z.strictObject({
  users: metricName,
  cacheHits: metricName,
  cacheMisses: metricName,
  queueDepth: metricName,
  jobDuration: metricName,
  assetLoad: metricName,
  sockets: metricName,
  /** No load: neither requests nor latency nor errors. Parted by commas; `*` stands for anything. */
  routesLeftOut: routes,
  /** Held open, as server-sent events and long polling are: not in latency. */
  routesHeldOpen: routes,
});
export type MetricNamesInput = z.input<typeof metricNamesInput>;

export const loadRatioInput = z.strictObject({
  /** Peak concurrent ÷ daily users, 0–1. */
  concurrentPerDaily: z.number().gt(0).lte(1, 'a share between 0 and 1').nullable().optional(),
  requestsPerUserMinute: z.number().gt(0).lte(10_000).nullable().optional(),
});
export type LoadRatioInput = z.input<typeof loadRatioInput>;

export const overrideInput = z.object({
  thresholdId: z.string().min(1).max(200),
  /** In the signal's unit; null keeps the roadmap's. */
  limit: z.number().nullable().default(null),
  holdMinutes: z.number().int().min(1).max(1440).nullable().default(null),
  reason,
});
const MUTED_AT_MOST_DAYS = 90;
export const muteInput = z.strictObject({
  thresholdId: z.string().min(1).max(200),
  minutes: z
    .number()
    .int()
    .min(1)
    .max(MUTED_AT_MOST_DAYS * 1440, `at most ${MUTED_AT_MOST_DAYS} days`),
  reason: reason.min(1, 'say why; it is shown beside the mute'),
});
export type MuteInput = z.input<typeof muteInput>;
export const crossingNoteInput = z.strictObject({
  crossing: z.number().int().positive(),
  text: z.string().trim().min(1, 'write something').max(500, 'at most 500 characters'),
});
export type CrossingNoteInput = z.input<typeof crossingNoteInput>;
export type OverrideInput = z.input<typeof overrideInput>;

export const evidenceWindowInput = z
  .number()
  .int()
  .min(1)
  .max(7 * 1440)
  .nullable();

const days = (least: number) =>
  z.number('a number of days').int('whole days').min(least, `at least ${least} days`).nullable();
export const retentionInput = z.strictObject({ minutesDays: days(2), hoursDays: days(2) });
export type RetentionInput = z.input<typeof retentionInput>;

export const deleteAppInput = z.string().trim().max(LONGEST_NAME);

export const tickStepInput = z
  .object({ status: z.enum(['done', 'wont', 'open']), reason: reason.optional() })
  .refine((input) => input.status !== 'wont' || (input.reason ?? '') !== '', {
    path: ['reason'],
    message: 'say why it won’t be done; the page shows it as an accepted risk',
  });
export type TickStepInput = z.input<typeof tickStepInput>;

const MAX_CHART_DAYS = 400;
/** The end of the year 9999; a Date ends not far beyond. */
const LAST_INSTANT = 253_402_300_799_999;
function instant(name: string) {
  const says = `give \`${name}\` in milliseconds since 1970`;
  return z.int(says).min(0, says).max(LAST_INSTANT, says);
}

const zone = zoneInput.describe('whose days and clock; the team’s own, if it is not given');

export const chartInput = z
  .object({
    signals: z.array(z.string().min(1).max(400)).min(1, 'name at least one signal').max(20, 'at most 20 signals'),
    fromAt: instant('from'),
    toAt: instant('to'),
    stepSeconds: z.number().int().min(60).max(86_400).optional(),
    compare: z.literal('week').optional(),
    zone: zone.optional(),
  })
  .refine((input) => input.toAt > input.fromAt, { path: ['to'], message: '`to` must be later than `from`' })
  .refine((input) => input.toAt - input.fromAt <= MAX_CHART_DAYS * 86_400_000, {
    path: ['from'],
    message: `at most ${MAX_CHART_DAYS} days at once`,
  });
export type ChartInput = z.input<typeof chartInput>;

const attributeInput = z.strictObject({
  of: z.enum(['point', 'resource', 'scope']),
  key: z.string().min(1).max(255),
});
export const exploreShape = {
  metric: z.string().min(1, 'name a metric').max(255),
  filters: z
    .array(attributeInput.extend({ op: z.enum(['=', '!=', '=~', '!~']), value: z.string().max(1_000) }))
    .max(20, 'at most 20 filters')
    .default([]),
  groupBy: z.union([z.literal('series'), z.array(attributeInput).max(10, 'at most 10 attributes')]).default([]),
  value: z.enum(['last', 'avg', 'min', 'max', 'rate', 'increase', 'quantile']),
  quantile: z.number().min(0).max(1).optional(),
  across: z.enum(['sum', 'avg', 'min', 'max']).default('sum'),
  fromAt: instant('fromAt'),
  toAt: instant('toAt'),
  /** Chosen so that there are at most about 400 steps, if it is not given. */
  stepSeconds: z.number().int().min(1).max(86_400).optional(),
  /** Beside each series the same a week before. */
  compare: z.literal('week').optional(),
  zone: zone.optional(),
};
export const exploreInput = z
  .strictObject(exploreShape)
  .refine((input) => input.toAt > input.fromAt, { path: ['toAt'], message: '`toAt` must be later than `fromAt`' })
  .refine((input) => input.toAt - input.fromAt <= MAX_CHART_DAYS * 86_400_000, {
    path: ['fromAt'],
    message: `at most ${MAX_CHART_DAYS} days at once`,
  });
export type ExploreInput = z.input<typeof exploreInput>;

export const deploymentMarksInput = z
  .strictObject({ fromAt: instant('fromAt'), toAt: instant('toAt') })
  .refine((input) => input.toAt > input.fromAt, { path: ['toAt'], message: '`toAt` must be later than `fromAt`' })
  .refine((input) => input.toAt - input.fromAt <= MAX_CHART_DAYS * 86_400_000, {
    path: ['fromAt'],
    message: `at most ${MAX_CHART_DAYS} days at once`,
  });
export type DeploymentMarksInput = z.input<typeof deploymentMarksInput>;

export const whatIfInput = z.object({
  /** Users in the roadmap's population. */
  load: z.number().positive().max(1e12).optional(),
  multiple: z.number().positive().max(10_000).optional(),
});
export type WhatIfInput = z.input<typeof whatIfInput>;

/** @throws ServiceError `invalid` that names the first wrong field. */
export function parse<T extends z.ZodType>(schema: T, given: unknown): z.output<T> {
  const result = schema.safeParse(given);
  if (result.success) {
    const field = unstorable(result.data, '');
    if (field !== null)
      throw invalid(field, `${field || 'input'}: holds a character that is no text.`, 'Type it anew.');
    return result.data;
  }
  const issue = result.error.issues[0];
  const field = issue?.path.join('.') || 'input';
  throw invalid(field, `${field}: ${issue?.message ?? 'is not valid'}`);
}

/** Whether PostgreSQL can keep the text: neither U+0000 nor half a surrogate pair. */
export function isStorable(text: string): boolean {
  return !/[\0\p{Surrogate}]/u.test(text);
}

/** The path of the first text that the database would refuse, or null. */
function unstorable(value: unknown, path: string): string | null {
  if (typeof value === 'string') return isStorable(value) ? null : path;
  if (typeof value !== 'object' || value === null) return null;
  for (const [key, inner] of Object.entries(value)) {
    if (!isStorable(key)) return path;
    const found = unstorable(inner, path ? `${path}.${key}` : key);
    if (found !== null) return found;
  }
  return null;
}
