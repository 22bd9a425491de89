/** What the API answers about settings, reports, dashboards and people, as schemas. */
import { z } from 'zod';
import { deploymentSchema } from '@/catalogue/index';
import { populationInput } from '../inputs';
import { addPanelInput } from '../inputs-dashboards';
import { slugShape } from './shapes';

const time = z.iso.datetime().describe('RFC 3339, UTC');
const role = z.enum(['viewer', 'editor', 'manager', 'admin']);
const days = z.number().int();
const minuteOfDay = z.number().int().nullable().describe('minute of the day, in the team’s zone');

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

const roadmap = z.strictObject({
  id: z.string(),
  title: z.string(),
  summary: z.string(),
  version: z.number().int(),
  builtIn: z.boolean(),
  phases: z.array(z.strictObject({ id: z.string(), title: z.string(), from: z.number(), to: z.number().nullable() })),
  apps: z.array(z.strictObject({ slug: slugShape, version: z.number().int() })).describe('that follow it'),
});
export const roadmapsShape = z.strictObject({ roadmaps: z.array(roadmap) });
export const roadmapShape = roadmap.extend({
  text: z.string().describe('YAML'),
  forkedFrom: z.string().nullable(),
  versions: z
    .array(z.strictObject({ number: z.number().int(), note: z.string(), by: z.string().nullable(), createdAt: time }))
    .describe('newest first; none of a built-in one'),
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

export const membersShape = z.strictObject({
  team: z.strictObject({
    slug: z.string(),
    name: z.string(),
    zone: z.string().describe('time zone of its reports and quiet hours'),
  }),
  members: z.array(z.strictObject({ id: z.number().int(), email: z.string(), name: z.string().nullable(), role })),
});

export const changedChannelShape = z.strictObject({
  token: z.string().nullable().describe('a webhook’s new signing key, shown this once; null where it stays'),
});
export const channelsShape = z.strictObject({
  sendsMail: z.boolean().describe('whether this installation sends e-mail'),
  channels: z.array(
    z.strictObject({
      id: z.string(),
      kind: z.enum(['email', 'slack', 'webhook', 'pagerduty']),
      name: z.string(),
      target: z.string().describe('addresses of people, or the host of an address'),
      state: z.enum(['on', 'paused', 'incomplete']).describe('incomplete: without an address, so that nothing is sent'),
      events: z.array(z.string()),
      quietFrom: minuteOfDay,
      quietTo: minuteOfDay,
    }),
  ),
  messages: z.array(
    z.strictObject({
      id: z.number().int(),
      channel: z.string(),
      state: z.enum(['waiting', 'sent', 'failed']),
      test: z.boolean(),
      events: z.number().int(),
      attempts: z.number().int(),
      error: z.string().nullable(),
      createdAt: time,
    }),
  ),
});
