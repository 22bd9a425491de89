/** What the API answers, as schemas. Times are RFC 3339 in UTC, money is whole cents, loads are users. */
import { z } from 'zod';

const time = z.iso.datetime().describe('RFC 3339, UTC');
const cents = z.number().describe('cents a month');
const signal = z.string().describe('a signal’s id, such as latency.p95');
export const slugShape = z.string().min(1).max(120).describe('an app’s slug, as in its page’s address');

const stateShape = z.enum(['crossing', 'soon', 'clear', 'no-data', 'learning', 'cannot-tell', 'new']);
const headroomCode = z.enum(['multiple', 'at-most', 'more-than', 'crossed', 'at-limit', 'cannot-tell']);

export const appShape = z.strictObject({
  slug: slugShape,
  name: z.string(),
  state: stateShape,
  multiple: z.number().nullable().describe('of today’s busiest minutes until the first limit'),
  code: headroomCode.nullable().describe('how `multiple` is meant; null before the first look'),
  first: z.array(signal).describe('what is met first'),
  sentence: z.string().nullable(),
  load: z.number().nullable(),
  lastDataAt: time.nullable(),
  path: z.string().describe('of its page'),
});

export const appsShape = z.strictObject({
  apps: z.array(appShape),
  after: z.string().nullable().describe('give it as `after` for the next page; null on the last one'),
});

const dateShape = z.strictObject({
  code: z.enum(['date', 'not-before', 'not-within', 'past', 'cannot-tell']),
  earlyAt: time.nullable(),
  likelyAt: time.nullable(),
  lateAt: time.nullable(),
  horizonAt: time.nullable().describe('how far the forecast looks'),
  sentence: z.string(),
});

export const headroomShape = z.strictObject({
  app: slugShape,
  state: stateShape,
  code: headroomCode,
  multiple: z.number().nullable(),
  low: z.number().nullable().describe('lower end of the 80 % interval'),
  high: z.number().nullable(),
  first: z.array(signal),
  notMeasured: z.array(signal),
  sentence: z.string().describe('the first line of the app’s page'),
  more: z.string().describe('its second line'),
  date: dateShape.nullable().describe('when load meets the first limit'),
  disk: dateShape
    .extend({
      signal,
      name: z.string().nullable().describe('of the disk, as its sender calls it'),
      step: z
        .string()
        .nullable()
        .describe('what to do about it first, by when and for how much; null: no step is open'),
    })
    .nullable()
    .describe(
      'a disk that is at its limit before load meets one: then it is what breaks first, and `sentence` begins with it',
    ),
  limits: z.array(
    z.strictObject({
      signal,
      thresholdId: z.string(),
      code: z.enum(['fits', 'crossed', 'grows-with-time', 'fills', 'does-not-rise', 'cannot-tell']),
      multiple: z.number().nullable(),
      low: z.number().nullable(),
      high: z.number().nullable(),
      limitLoad: z.number().nullable(),
      sentence: z.string(),
    }),
  ),
  computedAt: time.nullable(),
  newestAt: time.nullable().describe('the newest minute with data'),
});

export const signalsShape = z.strictObject({
  signals: z.array(
    z.strictObject({
      signal,
      title: z.string(),
      unit: z.string(),
      state: z.enum(['measured', 'incomplete', 'stale', 'missing']),
      value: z.number().nullable(),
      from: z.string().nullable().describe('the metric that it is made from'),
      lastAt: time.nullable(),
    }),
  ),
});

export const crossingsShape = z.strictObject({
  crossings: z.array(
    z.strictObject({
      id: z.number().int(),
      signal,
      thresholdId: z.string(),
      limit: z.number(),
      state: z.enum(['open', 'recovered', 'unknown']),
      openedAt: time,
      closedAt: time.nullable(),
      overMinutes: z.number(),
      worstValue: z.number(),
      worstAt: time,
      notes: z.array(z.strictObject({ at: time, by: z.string(), text: z.string() })),
    }),
  ),
  before: time.nullable().describe('give it as `before` for older ones; null on the last page'),
});

export const checklistShape = z.strictObject({
  sentence: z.string(),
  steps: z.array(
    z.strictObject({
      id: z.string(),
      title: z.string(),
      status: z.enum(['open', 'done', 'wont']),
      required: z.boolean(),
      urgency: z.number().int().describe('3: a crossing is open, 2: a limit is near, 1: this phase, 0: the next'),
      phase: z.string(),
      beginBy: time.nullable(),
      beginByToBeSafe: time.nullable(),
      addsCents: cents.nullable(),
      currency: z.string(),
      waitsFor: z.array(z.string()),
      doneAt: time.nullable(),
      by: z.enum(['telemetry', 'person']).nullable(),
      reason: z.string().nullable(),
      owner: z.string().nullable(),
      comment: z.string().nullable(),
      link: z.string().nullable(),
      blocked: z.string().nullable(),
    }),
  ),
});

const billShape = z.strictObject({
  load: z.number(),
  phase: z.string().nullable(),
  currency: z.string(),
  cents,
  lowCents: cents,
  highCents: cents,
  lines: z.array(
    z.strictObject({
      id: z.string(),
      title: z.string(),
      plan: z.string(),
      quantity: z.number(),
      quantityUnit: z.string(),
      unitPrice: z.string().nullable(),
      cents: cents.nullable(),
    }),
  ),
  without: z.array(z.strictObject({ what: z.string(), why: z.string() })),
});

export const estimateShape = z.strictObject({
  now: billShape.nullable(),
  phases: z.array(billShape),
  whatIf: z
    .strictObject({ load: z.number(), multiple: z.number(), openSteps: z.number().int(), bill: billShape.nullable() })
    .nullable(),
});

export const reportShape = z.strictObject({
  id: z.string(),
  app: slugShape.nullable().describe('null: of the whole team'),
  createdAt: time,
  fromAt: time,
  toAt: time,
  sentences: z.array(z.string()),
  minutesOver: z.number(),
  path: z.string().describe('of its page'),
});
export const madeReportShape = z.strictObject({ id: z.string(), path: z.string() });

const deployment = z.strictObject({ at: time, version: z.string() });
export const deploymentShape = deployment;
export const deploymentsShape = z.strictObject({ deployments: z.array(deployment) });

export const tokensShape = z.strictObject({
  tokens: z.array(
    z.strictObject({
      id: z.number().int(),
      hint: z.string(),
      label: z.string(),
      kind: z.enum(['server', 'browser']),
      origins: z.array(z.string()),
      createdAt: time,
      /** When it ends or ended; may lie ahead. */
      revokedAt: time.nullable(),
      ended: z.boolean(),
    }),
  ),
});
/** Null where a request is repeated: a secret is shown once. */
const secret = z.string().nullable().describe('shown this once; null in the answer to a repeated request');
export const madeTokenShape = z.strictObject({ id: z.number().int(), hint: z.string(), token: secret });
export const madeAppShape = z.strictObject({ slug: slugShape, token: secret });

export const badgeShape = z.strictObject({
  path: z.string().nullable().describe('of the picture; null until somebody makes one'),
});

export const errorShape = z.strictObject({
  error: z.strictObject({
    code: z.string(),
    field: z.string().optional(),
    message: z.string(),
    fix: z.string().optional(),
  }),
});

export const exportedShape = z.strictObject({
  text: z.string().describe('YAML, without secrets; `applyTeam` takes it back'),
});

export const appliedShape = z.strictObject({
  applied: z.boolean().describe('false of a dry run, and where there was nothing to change'),
  changes: z.array(
    z.strictObject({
      op: z.enum(['add', 'change', 'remove']),
      path: z.string().describe('in the file, such as apps.checkout.population'),
      before: z.string().nullable().describe('YAML, or a roadmap’s text'),
      after: z.string().nullable(),
    }),
  ),
  notes: z.array(z.string()).describe('what is left to people'),
  fingerprint: z.string().describe('of the changes; give it as `expect` to make these and no others'),
});
