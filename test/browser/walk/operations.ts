/** Every operation of /api/v1 and every tool of /mcp as lines of the walk, from the API's own table. */
import { catalogue } from '@/catalogue/index';
import type { Operation } from '@/service/api/operation';
import { operations } from '@/service/api/operations';
import type { RouteLine, Table } from './line';
import type { Ids } from './team';

/** What the parts of a path and of a query stand for. */
const PARTS: Record<string, (ids: Ids) => string | number> = {
  app: ({ app }) => app,
  step: () => [...catalogue().steps.keys()][0] ?? '',
  threshold: () => 'sockets',
  report: ({ report }) => report,
  token: ({ token }) => token,
  target: ({ target }) => target,
  dashboard: ({ dashboard }) => dashboard,
  roadmap: ({ roadmap }) => roadmap,
  channel: ({ channel }) => channel,
  message: ({ message }) => message,
  readToken: ({ readToken }) => readToken,
  member: ({ member }) => member,
  invitation: ({ invitation }) => invitation,
  schedule: ({ schedule }) => schedule,
  share: ({ share }) => share,
  holiday: ({ holiday }) => holiday,
  signal: () => 'walked.rate',
  metric: () => 'shop.orders',
};
const ROADMAP = 'thousands-to-millions';
const roadmapText = () => catalogue().roadmapTexts.get(ROADMAP) ?? '';
const panel = { metric: 'shop.orders', value: 'rate', filters: [], groupBy: [], across: 'sum' };
const signal = {
  name: 'walked',
  title: 'Walked',
  metric: 'shop.orders',
  aggregation: 'rate',
  worsens: 'none',
} as const;

/** Bodies that name something of the team, where the example's cannot be used. */
const BODIES: Record<string, (ids: Ids) => unknown> = {
  noteCrossing: ({ crossing }) => ({ crossing, text: 'an import' }),
  deleteApp: ({ appName }) => ({ name: appName }),
  muteThreshold: () => ({ thresholdId: 'sockets', minutes: 60, reason: 'a load test' }),
  setOverride: () => ({ thresholdId: 'sockets', limit: 5_000, reason: 'ours' }),
  saveCustomSignal: () => signal,
  addPanel: ({ app }) => ({ app, title: 'Orders', question: panel }),
  addTarget: () => ({ url: 'http://198.51.100.7/metrics' }),
  // Two dashboards of a team have two names.
  createDashboard: () => ({ name: `Walked ${Math.random().toString(36).slice(2)}` }),
  arrangeDashboard: () => ({ version: 1, name: `Arranged ${Math.random().toString(36).slice(2)}`, panels: [] }),
  changeChannel: () => ({ name: `Walked ${Math.random().toString(36).slice(2)}`, events: ['crossing.opened'] }),
  addChannel: () => ({
    kind: 'email',
    name: `Walked ${Math.random().toString(36).slice(2)}`,
    to: ['team@example.org'],
    events: ['crossing.opened'],
  }),
  previewCustomSignal: () => signal,
  createRoadmap: () => ({ text: roadmapText() }),
  previewRoadmap: () => ({ text: roadmapText() }),
  saveRoadmap: ({ roadmap }) => ({
    text: `${roadmapText().replace(`id: ${ROADMAP}`, `id: ${roadmap}`)}# changed\n`,
    basedOn: 1,
  }),
  renameTeam: () => ({ name: 'A renamed team' }),
  queryMetric: () => ({ metric: 'shop.orders', value: 'rate', from: ago(3_600_000), to: ago(0) }),
};
const ago = (ms: number) => new Date(Date.now() - ms).toISOString();

const MORE: Record<string, Partial<RouteLine>> = {
  deleteApp: { fresh: (make) => make.app() },
  unmuteThreshold: { fresh: (make, { app }) => make.mute(app) },
  removeOverride: { fresh: (make, { app }) => make.override(app) },
  removeCustomSignal: { fresh: (make, { app }) => make.signal(app, signal) },
  arrangeDashboard: { fresh: async (make) => ({ dashboard: await make.dashboard() }) },
  deleteDashboard: { fresh: async (make) => ({ dashboard: await make.dashboard() }) },
  removeTarget: { fresh: async (make, { app }) => ({ target: await make.target(app) }) },
  removeSchedule: { fresh: async (make, { app }) => ({ schedule: await make.schedule(app) }) },
  // A report of its own: a report has so many open links at most.
  withdrawShare: {
    fresh: async (make, { app }) => {
      const report = await make.report(app);
      await make.link(report);
      return { report, share: await make.share(report) };
    },
  },
  changeChannel: { fresh: async (make) => ({ channel: await make.channel() }) },
  testChannel: { fresh: async (make) => ({ channel: await make.channel() }) },
  removeChannel: { fresh: async (make) => ({ channel: await make.channel() }) },
  resendMessage: { fresh: async (make, { channel }) => ({ message: await make.message(channel) }) },
  saveRoadmap: { fresh: async (make) => ({ roadmap: await make.roadmap() }) },
  removeRoadmap: { fresh: async (make) => ({ roadmap: await make.roadmap() }) },
  compareRoadmap: { fresh: async (make) => ({ roadmap: await make.versions() }) },
  revokeReadToken: { fresh: async (make, { app }) => ({ readToken: await make.readToken(app) }) },
  changeRole: { fresh: async (make) => ({ member: await make.member() }) },
  removeMember: { fresh: async (make) => ({ member: await make.member() }) },
  removeHoliday: { fresh: async (make) => ({ holiday: await make.holiday() }) },
  withdrawInvitation: { fresh: (make) => make.invitation() },
  // Documentation's addresses may not be asked: the role is looked at before the address is.
  addTarget: { done: 'invalid' },
};

export const apiLines: Table<RouteLine> = Object.fromEntries(
  operations.map((operation) => [`${operation.method} /api/v1${operation.path}`, lineOf(operation)]),
);

function lineOf({ id, verb, method, path, query, body, example }: Operation): RouteLine {
  const search = query === null ? '' : `?${new URLSearchParams(example.query as Record<string, string>)}`;
  const withBody = body === null ? {} : { body: (ids: Ids) => BODIES[id]?.(ids) ?? example.body };
  const at = (ids: Ids) => path.replaceAll(/\{(\w+)\}/g, (_, part) => String(partOf(part)(ids))) + search;
  return { verb, method: method.toUpperCase(), path: (ids) => `/api/v1${at(ids)}`, ...withBody, ...MORE[id] };
}

function partOf(name: string): (ids: Ids) => string | number {
  const part = PARTS[name];
  if (!part) throw new Error(`say in ${import.meta.filename} what {${name}} of the API's paths stands for`);
  return part;
}

export const toolLines: Table<RouteLine> = Object.fromEntries(
  operations
    .filter(({ tool }) => tool)
    .map(({ id, verb, pathInput }): [string, RouteLine] => {
      const given = (ids: Ids) =>
        Object.fromEntries(Object.keys(pathInput.shape).map((name) => [name, partOf(name)(ids)]));
      const call = (ids: Ids) => ({ method: 'tools/call', params: { name: id, arguments: given(ids) } });
      return [
        `tool ${id}`,
        { verb, method: 'POST', path: () => '/mcp', body: (ids) => ({ jsonrpc: '2.0', id: 1, ...call(ids) }) },
      ];
    }),
);
