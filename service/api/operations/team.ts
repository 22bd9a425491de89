/** Operations on what a team has beside its apps: dashboards, people, notification channels. */
import { z } from 'zod';
import { teamOfToken } from '../../authorise';
import {
  addPanel,
  arrangeDashboard,
  createDashboard,
  dashboards,
  dashboardView,
  deleteDashboard,
} from '../../dashboards';
import { parse } from '../../inputs';
import { addPanelInput, arrangeInput, createDashboardInput } from '../../inputs-dashboards';
import { changeChannel, pauseChannel } from '../../notifications/change-channel';
import { changeChannelBody, channelIdInput } from '../../notifications/channel-inputs';
import { notifications } from '../../notifications/channels';
import { teamView } from '../../teams/members';
import * as teamAnswers from '../answers-team';
import { type Operation, operation } from '../operation';
import * as shape from '../shapes-team';
import { nothing } from './parts';

const ofDashboard = z.strictObject({ dashboard: z.string().min(1).max(120).describe('its id, from the list') });
const ofChannel = z.strictObject({ channel: channelIdInput.describe('its id, from the list') });
const CHANNEL = { channel: '5f0c1f5e-7b0a-4c53-9d0e-0b7c5c2f6a11' };
const EXAMPLE = { dashboard: 'Zm9yIGV4YW1w' };

export const teamOperations: readonly Operation[] = [
  operation({
    id: 'listDashboards',
    method: 'get',
    path: '/dashboards',
    verb: 'dashboards',
    says: 'The team’s own dashboards, by name.',
    pathInput: nothing,
    output: shape.dashboardsShape,
    example: {},
    run: async (actor) => ({ dashboards: await dashboards(actor) }),
  }),
  operation({
    id: 'getDashboard',
    method: 'get',
    path: '/dashboards/{dashboard}',
    verb: 'dashboardView',
    says: 'A dashboard with the questions of its charts; each may be asked as it is, with a time.',
    pathInput: ofDashboard,
    output: shape.dashboardShape,
    example: { path: EXAMPLE },
    run: async (actor, { path }) => teamAnswers.dashboardAnswer(await dashboardView(actor, path.dashboard)),
  }),
  operation({
    id: 'createDashboard',
    method: 'post',
    path: '/dashboards',
    verb: 'createDashboard',
    says: 'An empty dashboard.',
    pathInput: nothing,
    body: createDashboardInput,
    output: shape.madeDashboardShape,
    once: true,
    example: { body: { name: 'Checkout and search' } },
    run: (actor, { body }) => createDashboard(actor, undefined, body),
  }),
  operation({
    id: 'addPanel',
    method: 'post',
    path: '/dashboards/{dashboard}/panels',
    verb: 'addPanel',
    says: 'Adds a chart of one of the team’s apps at the end.',
    pathInput: ofDashboard,
    body: addPanelInput,
    once: true,
    example: {
      path: EXAMPLE,
      body: {
        app: 'checkout',
        title: 'People',
        question: { metric: 'app.users.active', value: 'max', filters: [], groupBy: [], across: 'sum' },
      },
    },
    run: async (actor, { path, body }) => void (await addPanel(actor, path.dashboard, body)),
  }),
  operation({
    id: 'arrangeDashboard',
    method: 'put',
    path: '/dashboards/{dashboard}',
    verb: 'arrangeDashboard',
    says: 'Name and charts as they shall be; charts that are not named are taken away. `version` is the one that was read.',
    pathInput: ofDashboard,
    body: arrangeInput,
    example: { path: EXAMPLE, body: { version: 1, name: 'Checkout', panels: [] } },
    run: async (actor, { path, body }) => void (await arrangeDashboard(actor, path.dashboard, body)),
  }),
  operation({
    id: 'deleteDashboard',
    method: 'delete',
    path: '/dashboards/{dashboard}',
    verb: 'deleteDashboard',
    says: 'Deletes a dashboard; what its charts show stays.',
    pathInput: ofDashboard,
    example: { path: EXAMPLE },
    run: async (actor, { path }) => void (await deleteDashboard(actor, path.dashboard)),
  }),
  operation({
    id: 'listMembers',
    method: 'get',
    path: '/members',
    verb: 'teamView',
    says: 'Who is in the team, as what.',
    pathInput: nothing,
    output: shape.membersShape,
    example: {},
    run: async (actor) => teamAnswers.membersAnswer(await teamView(actor, await teamOfToken(actor))),
  }),
  operation({
    id: 'listChannels',
    method: 'get',
    path: '/channels',
    verb: 'notifications',
    says: 'Where the team’s notifications go, without what is secret of it, and the newest messages.',
    pathInput: nothing,
    output: shape.channelsShape,
    example: {},
    run: async (actor) => teamAnswers.channelsAnswer(await notifications(actor, await teamOfToken(actor))),
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
];
