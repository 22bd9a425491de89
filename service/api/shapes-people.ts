/** What the API answers about people, the audit and notification channels, as schemas. */
import { z } from 'zod';

const time = z.iso.datetime().describe('RFC 3339, UTC');
const role = z.enum(['viewer', 'editor', 'manager', 'admin']);
const minuteOfDay = z.number().int().nullable().describe('minute of the day, in the team’s zone');

export const membersShape = z.strictObject({
  team: z.strictObject({
    slug: z.string(),
    name: z.string(),
    zone: z.string().describe('time zone of its reports and quiet hours'),
  }),
  members: z.array(z.strictObject({ id: z.number().int(), email: z.string(), name: z.string().nullable(), role })),
  invitations: z
    .array(
      z.strictObject({
        id: z.number().int(),
        role,
        email: z.string().nullable().describe('the only address that may use it'),
        invitedBy: z.string().nullable(),
        createdAt: time,
        expiresAt: time,
      }),
    )
    .nullable()
    .describe('open ones, newest first; null for those who may not invite'),
});
export const madeInvitationShape = z.strictObject({
  id: z.number().int(),
  url: z.string().nullable().describe('shown this once; null in the answer to a repeated request'),
  expiresAt: time,
  mailed: z.boolean().nullable().describe('whether it was mailed; null where that was not asked for'),
});

export const auditShape = z.strictObject({
  entries: z.array(
    z.strictObject({
      id: z.number().int(),
      at: time,
      who: z.string(),
      action: z.string(),
      app: z.string().nullable().describe('the app’s name'),
      address: z.string().nullable(),
      details: z.record(z.string(), z.unknown()),
    }),
  ),
  before: z.number().int().nullable().describe('give it as `before` for older ones; null on the last page'),
});

export const changedChannelShape = z.strictObject({
  token: z.string().nullable().describe('a webhook’s new signing key, shown this once; null where it stays'),
});
export const madeChannelShape = z.strictObject({
  id: z.string(),
  token: z
    .string()
    .nullable()
    .describe('the key that signs a webhook’s messages, shown this once; null of other kinds'),
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

const day = z.string().describe('YYYY-MM-DD');
export const holidaysShape = z.strictObject({
  holidays: z.array(z.strictObject({ name: z.string(), from: day, to: day, yearly: z.boolean() })),
});
export const addedHolidaysShape = z.strictObject({
  added: z.number().int(),
  leftOut: z.number().int().describe('events of the file that are no named whole day'),
});
