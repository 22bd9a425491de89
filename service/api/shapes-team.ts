/** What the API answers about settings, tokens, reports and dashboards, as schemas. */
import { z } from 'zod';
import { deploymentSchema } from '@/catalogue/index';
import { addPanelInput } from '../inputs/dashboards';
import { populationInput } from '../inputs/inputs';
import { slugShape } from './shapes';

const time = z.iso.datetime().describe('RFC 3339, UTC');
const days = z.number().int();

export const settingsShape = z.strictObject({
  app: slugShape,
  name: z.string(),
  team: z.string(),
  createdAt: time,
  roadmap: z.strictObject({ id: z.string(), title: z.string(), version: z.number().int() }),
  population: populationInput.nullable(),
  concurrentPerDaily: z.number().nullable(),
  requestsPerUserMinute: z.number().nullable(),
  evidenceWindowMinutes: z.number().int().nullable(),
  deployment: deploymentSchema,
  overrides: z.array(
    z.strictObject({
      thresholdId: z.string(),
      limit: z.number().nullable(),
      holdMinutes: z.number().int().nullable(),
      mutedUntil: time.nullable(),
      reason: z.string(),
    }),
  ),
});

export const retentionShape = z.strictObject({
  minutesDays: days.nullable(),
  hoursDays: days.nullable(),
  mostMinutesDays: days.describe('of the installation'),
  mostHoursDays: days,
});

export const limitsShape = z.strictObject({
  limits: z.array(
    z.strictObject({
      limit: z.enum(['pointsPerSecond', 'burstPoints', 'activeSeries', 'attributesPerPoint', 'bodyBytes']),
      value: z.number(),
      installation: z.number(),
      own: z.boolean().describe('an operator set it for this app'),
      now: z.number().nullable().describe('what the app uses; null where that is not measured'),
    }),
  ),
});

const schedules = z.array(
  z.strictObject({
    id: z.number().int(),
    app: z.string().nullable().describe('the app’s name; null: the whole team'),
    every: z.enum(['weekly', 'monthly']),
    day: z.number().int(),
    hour: z.number().int(),
    nextAt: time,
  }),
);
export const schedulesShape = z.strictObject({ schedules });
export const madeScheduleShape = z.strictObject({ id: z.number().int() });

export const sharesShape = z.strictObject({
  shares: z.array(
    z.strictObject({
      id: z.number().int(),
      createdAt: time,
      expiresAt: time,
      withdrawnAt: time.nullable(),
      lastOpenedAt: time.nullable(),
      by: z.string(),
    }),
  ),
});
export const madeShareShape = z.strictObject({
  id: z.number().int(),
  url: z.string().nullable().describe('shown this once; null in the answer to a repeated request'),
  expiresAt: time,
});

export const reportsShape = z.strictObject({
  reports: z.array(
    z.strictObject({
      id: z.string(),
      title: z.string(),
      app: slugShape.nullable().describe('null: of the whole team'),
      createdAt: time,
      fromAt: time,
      toAt: time,
      by: z.string(),
      path: z.string().describe('of its page'),
    }),
  ),
  before: time.nullable().describe('give it as `before` for older ones; null on the last page'),
  schedules,
});

export const targetsShape = z.strictObject({
  targets: z.array(
    z.strictObject({
      id: z.number().int(),
      url: z.string(),
      instance: z.string(),
      intervalSeconds: z.number().int(),
      credential: z.enum(['basic', 'bearer']).nullable(),
      state: z.enum(['up', 'failing', 'waiting', 'paused']),
      lastScrapeAt: time.nullable(),
      error: z.string().nullable(),
      samples: z.number().int().nullable(),
      durationMs: z.number().nullable(),
    }),
  ),
});
export const readTokensShape = z.strictObject({
  tokens: z.array(
    z.strictObject({
      id: z.number().int(),
      hint: z.string(),
      label: z.string(),
      wholeTeam: z.boolean(),
      createdAt: time,
      revokedAt: time.nullable(),
      lastUsedAt: time.nullable(),
    }),
  ),
});
export const madeTargetShape = z.strictObject({ id: z.number().int() });

export const dashboardsShape = z.strictObject({
  dashboards: z.array(z.strictObject({ id: z.string(), name: z.string(), panels: z.number().int() })),
});
export const madeDashboardShape = z.strictObject({ id: z.string() });
export const dashboardShape = z.strictObject({
  id: z.string(),
  name: z.string(),
  version: z.number().int().describe('give it with a change'),
  panels: z.array(
    z.strictObject({
      id: z.string(),
      title: z.string(),
      wide: z.boolean(),
      app: slugShape.nullable().describe('null: the app was deleted'),
      question: addPanelInput.shape.question,
    }),
  ),
  path: z.string().describe('of its page'),
});
