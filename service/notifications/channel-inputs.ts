/** What the use-cases of channels are given. */
import { z } from 'zod';
import { emailInput } from '../auth/sign-in';
import { EVENTS } from './outbox';

export const channelIdInput = z.uuid('there is no such channel');
export const messageIdInput = z.int().positive();
export const eventsInput = z.array(z.enum(EVENTS)).max(EVENTS.length);

const minute = z.int('write it as 22:00').min(0).max(1439).nullable().default(null);
const common = {
  name: z.string().trim().min(1, 'give the channel a name').max(80, 'at most 80 characters'),
  events: eventsInput.min(1, 'choose at least one event'),
  quietFrom: minute,
  quietTo: minute,
};
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
  .refine(({ quietFrom, quietTo }) => (quietFrom === null) === (quietTo === null), {
    path: ['quietTo'],
    message: 'quiet hours need a beginning and an end',
  });
export type AddChannelInput = z.input<typeof addChannelInput>;
