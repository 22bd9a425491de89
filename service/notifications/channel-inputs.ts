/** What the use-cases of channels are given. */
import { z } from 'zod';
import { emailInput } from '../inputs/email';
import { lineInput } from '../inputs/name';
import { zoneInput } from '../inputs/zone';
import { EVENTS } from './outbox';

export const channelIdInput = z.uuid('there is no such channel');
export const messageIdInput = z.int().positive();
export const eventsInput = z.array(z.enum(EVENTS)).max(EVENTS.length);

const minute = z.int('write it as 22:00').min(0).max(1439).nullable().default(null);
const common = {
  name: lineInput('give the channel a name', 80).min(1, 'give the channel a name'),
  events: eventsInput.min(1, 'choose at least one event'),
  quietFrom: minute,
  quietTo: minute,
};
type Quiet = { quietFrom: number | null; quietTo: number | null };
const bothOrNeither = ({ quietFrom, quietTo }: Quiet) => (quietFrom === null) === (quietTo === null);
const NEITHER = { path: ['quietTo'], message: 'quiet hours need a beginning and an end' };
const url = z.string().trim().min(1, 'enter the address').max(2_000, 'at most 2,000 characters');

export const addChannelInput = z
  .discriminatedUnion('kind', [
    z.object({
      kind: z.literal('email'),
      to: z.array(emailInput).min(1, 'enter an e-mail address').max(10, 'at most 10 addresses'),
      ...common,
    }),
    z.object({ kind: z.literal('slack'), url, ...common }),
    z.object({ kind: z.literal('webhook'), url, ...common }),
    z.object({
      kind: z.literal('pagerduty'),
      url: url.default('https://events.pagerduty.com/v2/enqueue'),
      key: z
        .string()
        .trim()
        .regex(/^[\x21-\x7e]{1,200}$/, 'enter the integration key'),
      ...common,
    }),
  ])
  .refine(bothOrNeither, NEITHER);
export type AddChannelInput = z.input<typeof addChannelInput>;

const kept = <T extends z.ZodType>(of: T) => of.optional();
/** The kind of a channel stays; an address or a key that is not given stays too. */
const changeable = {
  ...common,
  to: kept(z.array(emailInput).min(1, 'enter an e-mail address').max(10, 'at most 10 addresses')),
  url: kept(url),
  key: kept(
    z
      .string()
      .trim()
      .regex(/^[\x21-\x7e]{1,200}$/, 'enter the integration key'),
  ),
  /** Of a webhook: another key that signs, shown once. */
  newKey: z.boolean().default(false),
};
export const changeChannelInput = z.strictObject({ id: channelIdInput, ...changeable }).refine(bothOrNeither, NEITHER);
/** The same without the id, which stands in the API's path. */
export const changeChannelBody = z.strictObject(changeable).refine(bothOrNeither, NEITHER);
export type ChangeChannelInput = z.input<typeof changeChannelInput>;

export const pauseChannelInput = z.strictObject({ id: channelIdInput, paused: z.boolean() });

export const myNotificationsInput = z
  .strictObject({ events: eventsInput, quietFrom: minute, quietTo: minute, zone: zoneInput.nullable().default(null) })
  .refine(bothOrNeither, NEITHER);
export type MyNotificationsInput = z.input<typeof myNotificationsInput>;
