/** Every server action, with what a form or a click of the team's own page sends. */
import { catalogue } from '@/catalogue/index';
import { actionsOfPeople } from './actions-people';
import { type ActionLine, form, type Table } from './line';

const BEFORE = { savedAt: null, error: null };
const ROADMAP = 'thousands-to-millions';
const step = () => [...catalogue().steps.keys()][0] ?? '';
const roadmapText = () => catalogue().roadmapTexts.get(ROADMAP) ?? '';
const signal = {
  name: 'walked',
  title: 'Walked',
  metric: 'shop.orders',
  aggregation: 'rate',
  unit: 'orders/s',
  worsens: 'none',
} as const;
const panel = {
  title: 'Queue',
  question: JSON.stringify({ metric: 'shop.orders', value: 'rate', filters: [], groupBy: [], across: 'sum' }),
};
/** Two dashboards of a team have two names. */
const another = () => `Another ${Math.random().toString(36).slice(2)}`;
const weekly = { every: 'weekly', day: 1, hour: 8 };

/** What a form of an app's page sends: its slug, what was said before, its fields. */
const onApp = (
  verb: ActionLine['verb'],
  fields: (ids: Parameters<ActionLine['args']>[0]) => Parameters<typeof form>[0],
  more: Partial<ActionLine> = {},
): ActionLine => ({ verb, args: (ids) => [ids.app, BEFORE, form(fields(ids))], ...more });

const ofApp: Table<ActionLine> = {
  'app/apps/[app]/actions.ts#answerPopulation': { verb: 'setPopulation', args: ({ app }) => [app, 'daily'] },
  'app/apps/[app]/actions.ts#money': {
    verb: 'setMoney',
    args: ({ app }) => [app, { currency: 'EUR', perUsd: '0.92' }],
  },
  'app/apps/[app]/actions.ts#note': { verb: 'noteStep', args: ({ app }) => [app, { stepId: step(), owner: 'Ada' }] },
  'app/apps/[app]/actions.ts#ownPrice': {
    verb: 'setOwnPrice',
    args: ({ app }) => [app, { priceId: 'render-web-standard', price: '18.50', currency: 'USD' }],
  },
  'app/apps/[app]/actions.ts#quantity': {
    verb: 'setQuantity',
    args: ({ app }) => [app, { lineId: 'compute', formula: 'max(2, instances)', reason: 'two regions' }],
  },
  'app/apps/[app]/actions.ts#tick': { verb: 'tickStep', args: ({ app }) => [app, { stepId: step(), status: 'done' }] },
  'app/apps/[app]/crossings/actions.ts#mute': onApp('muteThreshold', () => ({
    thresholdId: 'sockets',
    minutes: 60,
    reason: 'a load test',
  })),
  'app/apps/[app]/crossings/actions.ts#note': onApp('noteCrossing', ({ crossing }) => ({
    crossing,
    text: 'an import',
  })),
  'app/apps/[app]/crossings/actions.ts#unmute': onApp('unmuteThreshold', () => ({ thresholdId: 'sockets' }), {
    fresh: (make, { app }) => make.mute(app),
  }),
  'app/apps/[app]/settings/actions.ts#addTarget': onApp(
    'addTarget',
    () => ({ url: `http://198.51.100.7:${20_000 + Math.floor(Math.random() * 9_999)}/metrics`, intervalSeconds: 60 }),
    // Documentation's addresses may not be asked: the role is looked at before the address is.
    { done: 'invalid' },
  ),
  'app/apps/[app]/settings/actions.ts#changeTarget': [
    onApp('testTarget', ({ target }) => ({ id: target, do: 'test' })),
    onApp('pauseTarget', ({ target }) => ({ id: target, do: 'pause' })),
    onApp('removeTarget', ({ target }) => ({ id: target, do: 'remove' }), {
      fresh: async (make, { app }) => ({ target: await make.target(app) }),
    }),
  ],
  'app/apps/[app]/settings/actions.ts#deleteApp': {
    verb: 'deleteApp',
    fresh: (make) => make.app(),
    args: ({ app, appName }) => [app, BEFORE, form({ name: appName })],
  },
  'app/apps/[app]/settings/actions.ts#deployment': onApp('setDeployment', () => ({ instancesMin: 1, instancesMax: 4 })),
  'app/apps/[app]/settings/actions.ts#evidence': onApp('setEvidenceWindow', () => ({ minutes: 60 })),
  'app/apps/[app]/settings/actions.ts#limits': onApp('setLimits', () => ({ activeSeries: 500 })),
  'app/apps/[app]/settings/actions.ts#makeReadToken': [
    onApp('newReadToken', () => ({ label: 'grafana' })),
    onApp('newReadToken', () => ({ label: 'grafana', reach: 'team' })),
  ],
  'app/apps/[app]/settings/actions.ts#makeToken': onApp('newToken', () => ({ label: 'second' })),
  'app/apps/[app]/settings/actions.ts#names': onApp('setMetricNames', () => ({ users: 'shop.users' })),
  'app/apps/[app]/settings/actions.ts#override': onApp('setOverride', () => ({
    thresholdId: 'sockets',
    limit: 5_000,
    reason: 'ours',
  })),
  'app/apps/[app]/settings/actions.ts#population': onApp('setPopulation', () => ({ population: 'daily' })),
  'app/apps/[app]/settings/actions.ts#ratios': onApp('setLoadRatio', () => ({ concurrentPerDaily: 0.1 })),
  'app/apps/[app]/settings/actions.ts#removeOverride': onApp('removeOverride', () => ({ thresholdId: 'sockets' }), {
    fresh: (make, { app }) => make.override(app),
  }),
  'app/apps/[app]/settings/actions.ts#retention': onApp('setRetention', () => ({ minutesDays: 7 })),
  'app/apps/[app]/settings/actions.ts#revokeReadToken': onApp('revokeReadToken', ({ readToken }) => ({
    id: readToken,
  })),
  'app/apps/[app]/settings/actions.ts#revokeToken': onApp('revokeToken', ({ token }) => ({ id: token })),
  'app/apps/[app]/settings/actions.ts#rotateBadge': onApp('rotateBadge', () => ({})),
  'app/apps/[app]/settings/actions.ts#roadmap': [
    onApp('setRoadmap', () => ({ roadmapId: ROADMAP })),
    onApp('setRoadmap', ({ roadmap }) => ({ roadmapId: roadmap }), { fresh: (make) => make.app() }),
  ],
  'app/apps/[app]/signals/actions.ts#removeSignal': onApp('removeCustomSignal', () => ({ id: 'walked.rate' }), {
    fresh: (make, { app }) => make.signal(app, signal),
  }),
  'app/apps/[app]/signals/actions.ts#saveSignal': onApp('saveCustomSignal', () => signal),
  'app/apps/[app]/signals/actions.ts#trySignal': {
    verb: 'previewCustomSignal',
    args: ({ app }) => [app, form(signal)],
  },
};

const ofDashboards: Table<ActionLine> = {
  'app/dashboards/actions.ts#add': [
    { verb: 'addPanel', args: ({ app, dashboard }) => [app, '', BEFORE, form({ ...panel, dashboard })] },
    {
      verb: 'createDashboard',
      args: ({ app, team }) => [app, team, BEFORE, form({ ...panel, dashboard: '', name: another() })],
    },
  ],
  'app/dashboards/actions.ts#arrange': {
    verb: 'arrangeDashboard',
    fresh: async (make) => ({ dashboard: await make.dashboard() }),
    args: ({ dashboard }) => [
      dashboard,
      BEFORE,
      form({ arranged: JSON.stringify({ version: 1, name: another(), panels: [] }) }),
    ],
  },
  'app/dashboards/actions.ts#create': {
    verb: 'createDashboard',
    args: ({ team }) => [BEFORE, form({ team, name: another() })],
  },
  'app/dashboards/actions.ts#remove': {
    verb: 'deleteDashboard',
    fresh: async (make) => ({ dashboard: await make.dashboard() }),
    args: ({ dashboard }) => [dashboard, BEFORE, form({})],
  },
};

const ofReports: Table<ActionLine> = {
  'app/reports/actions.ts#make': [
    { verb: 'makeReport', args: ({ app }) => [{ app }, BEFORE, form({ days: 7 })] },
    { verb: 'makeTeamReport', args: ({ team }) => [{ team }, BEFORE, form({ days: 7 })] },
  ],
  'app/reports/actions.ts#schedule': [
    { verb: 'scheduleReport', args: ({ app }) => [{ app }, BEFORE, form(weekly)] },
    { verb: 'scheduleReport', args: ({ team }) => [{ team }, BEFORE, form(weekly)] },
  ],
  'app/reports/actions.ts#share': { verb: 'shareReport', args: ({ report }) => [report, BEFORE, form({ days: 1 })] },
  'app/reports/actions.ts#unschedule': ['app', 'team'].map((of) => ({
    verb: 'removeSchedule',
    fresh: async (make, { app }) => ({ schedule: await make.schedule(app) }),
    args: (ids) => [of === 'app' ? { app: ids.app } : { team: ids.team }, BEFORE, form({ id: ids.schedule })],
  })),
  'app/reports/actions.ts#withdraw': {
    verb: 'withdrawShare',
    args: ({ report, share }) => [report, BEFORE, form({ id: share })],
  },
};

const ofRoadmaps: Table<ActionLine> = {
  'app/roadmaps/actions.ts#check': { verb: 'checkRoadmap', args: () => ['id: x'] },
  'app/roadmaps/actions.ts#create': [
    { verb: 'createRoadmap', args: ({ team }) => [null, roadmapText(), '', team] },
    // Where it began is a note beside it, whatever it says.
    {
      verb: 'createRoadmap',
      args: ({ team, roadmap }) => [roadmap, roadmapText(), '', team],
      inert: ['roadmap'],
    },
  ],
  'app/roadmaps/actions.ts#preview': { verb: 'previewRoadmap', args: ({ app }) => [app, roadmapText()] },
  'app/roadmaps/actions.ts#remove': {
    verb: 'removeRoadmap',
    fresh: async (make) => ({ roadmap: await make.roadmap() }),
    args: ({ roadmap }) => [roadmap, {}, form({ name: roadmap })],
  },
  'app/roadmaps/actions.ts#saveVersion': {
    verb: 'saveRoadmap',
    fresh: async (make) => ({ roadmap: await make.roadmap() }),
    args: ({ roadmap }) => [roadmap, 1, `${roadmapText().replace(`id: ${ROADMAP}`, `id: ${roadmap}`)}# changed\n`, ''],
  },
};

export const actions: Table<ActionLine> = {
  'app/actions.ts#findApps': { verb: 'viewer', args: () => [] },
  'app/apps/new/actions.ts#create': {
    verb: 'createApp',
    args: ({ team }) => [
      { made: null, error: null },
      form({ teamSlug: team, name: 'Walked', roadmapId: ROADMAP, population: 'daily' }),
    ],
  },
  ...ofApp,
  ...ofDashboards,
  ...ofReports,
  ...ofRoadmaps,
  ...actionsOfPeople,
};
