/** Operations on the team’s own dashboards. */
import { z } from 'zod';
import {
  addPanel,
  arrangeDashboard,
  createDashboard,
  dashboards,
  dashboardView,
  deleteDashboard,
} from '../../dashboards';
import { addPanelInput, arrangeInput, createDashboardInput } from '../../inputs/dashboards';
import * as teamAnswers from '../answers-team';
import { type Operation, operation } from '../operation';
import * as shape from '../shapes-team';
import { nothing } from './parts';

const ofDashboard = z.strictObject({ dashboard: z.string().min(1).max(120).describe('its id, from the list') });
const EXAMPLE = { dashboard: 'Zm9yIGV4YW1w' };

export const dashboardOperations: readonly Operation[] = [
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
];
