/** Operations on where notifications go. What is secret of a channel is given, and never told again. */
import { z } from 'zod';
import { teamOfToken } from '../../authorise';
import { parse } from '../../inputs/inputs';
import { changeChannel, pauseChannel } from '../../notifications/change-channel';
import { addChannelInput, changeChannelBody, channelIdInput } from '../../notifications/channel-inputs';
import { addChannel, notifications, removeChannel, resendMessage, testChannel } from '../../notifications/channels';
import * as answers from '../answers-people';
import { type Operation, operation } from '../operation';
import * as shape from '../shapes-people';
import { nothing } from './parts';

const ofChannel = z.strictObject({ channel: channelIdInput.describe('its id, from the list') });
const ofMessage = z.strictObject({ message: z.coerce.number().int().positive().describe('its id, from the list') });
const CHANNEL = { channel: '5f0c1f5e-7b0a-4c53-9d0e-0b7c5c2f6a11' };

export const channelOperations: readonly Operation[] = [
  operation({
    id: 'listChannels',
    method: 'get',
    path: '/channels',
    verb: 'notifications',
    says: 'Where the team’s notifications go, without what is secret of it, and the newest messages.',
    pathInput: nothing,
    output: shape.channelsShape,
    example: {},
    run: async (actor) => answers.channelsAnswer(await notifications(actor, await teamOfToken(actor))),
  }),
  operation({
    id: 'addChannel',
    method: 'post',
    path: '/channels',
    verb: 'addChannel',
    says: 'A further channel: e-mail, Slack-compatible, a webhook (the answer holds the key that signs) or PagerDuty.',
    pathInput: nothing,
    body: addChannelInput,
    output: shape.madeChannelShape,
    once: true,
    example: { body: { kind: 'email', name: 'Shop', to: ['shop@example.com'], events: ['crossing.opened'] } },
    run: async (actor, { body }) => {
      const { id, token = null } = await addChannel(actor, await teamOfToken(actor), body);
      return { id, token };
    },
  }),
  operation({
    id: 'changeChannel',
    method: 'put',
    path: '/channels/{channel}',
    verb: 'changeChannel',
    says: 'Name, events and quiet hours of a channel as they shall be; an address or a key that is not given stays.',
    pathInput: ofChannel,
    body: changeChannelBody,
    output: shape.changedChannelShape,
    example: { path: CHANNEL, body: { name: 'On call', events: ['crossing.opened', 'crossing.closed'] } },
    run: async (actor, { path, body }) => {
      const given = { ...parse(changeChannelBody, body), id: path.channel };
      return { token: (await changeChannel(actor, await teamOfToken(actor), given)).token ?? null };
    },
  }),
  ...(['pause', 'resume'] as const).map((what) =>
    operation({
      id: `${what}Channel`,
      method: 'put',
      path: `/channels/{channel}/${what}`,
      verb: 'pauseChannel',
      says: what === 'pause' ? 'A channel is told of nothing until it is resumed.' : 'Tells a paused channel again.',
      pathInput: ofChannel,
      example: { path: CHANNEL },
      run: async (actor, { path }) =>
        void (await pauseChannel(actor, await teamOfToken(actor), path.channel, what === 'pause')),
    }),
  ),
  operation({
    id: 'testChannel',
    method: 'post',
    path: '/channels/{channel}/test',
    verb: 'testChannel',
    says: 'Sends a test by the same way as everything else; its outcome is among the messages within seconds.',
    pathInput: ofChannel,
    once: true,
    example: { path: CHANNEL },
    run: async (actor, { path }) => void (await testChannel(actor, await teamOfToken(actor), path.channel)),
  }),
  operation({
    id: 'resendMessage',
    method: 'post',
    path: '/messages/{message}/resend',
    verb: 'resendMessage',
    says: 'Tries a message again that was given up.',
    pathInput: ofMessage,
    once: true,
    example: { path: { message: 1 } },
    run: async (actor, { path }) => void (await resendMessage(actor, await teamOfToken(actor), path.message)),
  }),
  operation({
    id: 'removeChannel',
    method: 'delete',
    path: '/channels/{channel}',
    verb: 'removeChannel',
    says: 'Takes a channel away; what waits for it is told to nobody.',
    pathInput: ofChannel,
    example: { path: CHANNEL },
    run: async (actor, { path }) => void (await removeChannel(actor, await teamOfToken(actor), path.channel)),
  }),
];
