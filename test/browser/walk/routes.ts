/** Every route handler below the pages: the operations behind /api/v1 and /mcp have a table of their own. */
import type { RouteLine, Table } from './line';

const hour = () => ({ fromAt: Date.now() - 3_600_000, toAt: Date.now() });
const span = () => `from=${hour().fromAt}&to=${hour().toAt}`;
const question = () => encodeURIComponent(JSON.stringify({ metric: 'up', value: 'last', ...hour() }));

export const routes: Table<RouteLine> = {
  '/api/apps/[app]/chart': [
    { verb: 'chart', path: ({ app }) => `/api/apps/${app}/chart?signals=latency.p95&${span()}` },
    { verb: 'chart', path: ({ app }) => `/api/apps/${app}/chart?signals=latency.p95&${span()}&format=csv` },
  ],
  '/api/apps/[app]/checklist': {
    verb: 'exportChecklist',
    path: ({ app }) => `/api/apps/${app}/checklist?format=markdown`,
  },
  '/api/apps/[app]/deployments': {
    verb: 'deploymentMarks',
    path: ({ app }) => `/api/apps/${app}/deployments?${span()}`,
  },
  '/api/apps/[app]/explore': [
    { verb: 'explore', path: ({ app }) => `/api/apps/${app}/explore?query=${question()}` },
    { verb: 'explore', path: ({ app }) => `/api/apps/${app}/explore?query=${question()}&format=json` },
  ],
  '/api/apps/[app]/first-data': { verb: 'firstData', path: ({ app }) => `/api/apps/${app}/first-data` },
  '/api/apps/[app]/live': { verb: 'live', path: ({ app }) => `/api/apps/${app}/live` },
  '/api/apps/[app]/metrics': [
    { verb: 'metrics', path: ({ app }) => `/api/apps/${app}/metrics` },
    { verb: 'metrics', path: ({ app }) => `/api/apps/${app}/metrics?metric=shop.orders` },
  ],
  '/api/auth/[...nextauth]': { verb: 'anybody', path: () => '/api/auth/session' },
  '/api/reports/[report]': ['json', 'csv', 'markdown', 'pdf'].map((format) => ({
    verb: 'reportFile',
    path: ({ report }) => `/api/reports/${report}?format=${format}`,
  })),
  '/api/teams/[team]/audit': { verb: 'exportAudit', path: ({ team }) => `/api/teams/${team}/audit?format=json` },
  '/api/v1/[...path]': { verb: 'token', path: ({ app }) => `/api/v1/apps/${app}/headroom` },
  '/badge/[app]/[signature]': {
    verb: 'anybody',
    path: ({ app, badge }) => `/badge/${app}/${badge}`,
    keys: ['badge', 'app'],
  },
  '/healthz': { verb: 'anybody', path: () => '/healthz' },
  '/mcp': {
    verb: 'token',
    method: 'POST',
    path: () => '/mcp',
    body: () => ({ jsonrpc: '2.0', id: 1, method: 'tools/list' }),
  },
  // To loopback, which the walk is.
  '/metrics': { verb: 'anybody', path: () => '/metrics' },
  '/prometheus/api/v1/[...endpoint]': [
    { verb: 'token', path: () => '/prometheus/api/v1/labels' },
    { verb: 'token', path: () => '/prometheus/api/v1/query?query=up' },
  ],
  '/readyz': { verb: 'anybody', path: () => '/readyz' },
  '/shared/[link]/file': { verb: 'anybody', path: ({ link }) => `/shared/${link}/file?format=json`, keys: ['link'] },
};
