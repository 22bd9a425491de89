/** Every page: its address with a team's ids, and the line of service/roles.ts that decides who sees it. */
import type { PageLine, Table } from './line';

const one = (verb: PageLine['verb'], path: PageLine['path'], more: Partial<PageLine> = {}): PageLine => ({
  verb,
  path,
  ...more,
});

export const pages: Table<PageLine> = {
  '/': [one('viewer', () => '/'), one('overview', ({ team }) => `/?team=${team}`)],
  '/account': one('account', () => '/account'),
  '/apps/[app]': one('appView', ({ app }) => `/apps/${app}`),
  '/apps/[app]/checklist': one('checklistView', ({ app }) => `/apps/${app}/checklist`),
  '/apps/[app]/costs': one('costsView', ({ app }) => `/apps/${app}/costs?multiple=5`),
  '/apps/[app]/crossings': one('crossingsView', ({ app }) => `/apps/${app}/crossings`),
  '/apps/[app]/explore': one('metrics', ({ app }) => `/apps/${app}/explore`),
  '/apps/[app]/phases/[phase]': one('phaseView', ({ app }) => `/apps/${app}/phases/1`),
  '/apps/[app]/reports': one('reports', ({ app }) => `/apps/${app}/reports`),
  '/apps/[app]/settings': one('appView', ({ app }) => `/apps/${app}/settings`),
  '/apps/[app]/signals': one('signalsView', ({ app }) => `/apps/${app}/signals`),
  '/apps/new': [
    one('createApp', () => '/apps/new', {
      lesser: 'done',
      lesserSays: 'Your role does not let you register apps.',
    }),
    one('firstData', ({ app }) => `/apps/new?app=${app}`),
  ],
  '/dashboards': one('viewer', () => '/dashboards'),
  '/dashboards/[id]': one('dashboardView', ({ dashboard }) => `/dashboards/${dashboard}`),
  '/join': one('anybody', ({ join }) => `/join?link=${join}`, { keys: ['join'] }),
  '/reports': [one('viewer', () => '/reports'), one('reports', ({ team }) => `/reports?team=${team}`)],
  '/reports/[report]': one('reportView', ({ report }) => `/reports/${report}`),
  '/roadmaps': one('roadmaps', () => '/roadmaps'),
  '/roadmaps/[roadmap]': one('roadmapView', ({ roadmap }) => `/roadmaps/${roadmap}?version=1`),
  '/roadmaps/[roadmap]/changes': one('roadmapDiff', ({ roadmap }) => `/roadmaps/${roadmap}/changes?from=1&to=1`),
  '/roadmaps/[roadmap]/edit': one('saveRoadmap', ({ roadmap }) => `/roadmaps/${roadmap}/edit`, { lesser: 'not-found' }),
  '/roadmaps/new': [
    one('roadmaps', () => '/roadmaps/new'),
    one('roadmapView', ({ roadmap }) => `/roadmaps/new?from=${roadmap}`),
  ],
  '/settings': one('installation', () => '/settings', {
    lesser: 'done',
    lesserSays: 'The settings of this installation are its operators’.',
  }),
  '/shared/[link]': one('anybody', ({ link }) => `/shared/${link}`, { keys: ['link'] }),
  '/sign-in': one('anybody', () => '/sign-in'),
  '/sign-in/link': one('anybody', () => '/sign-in/link?token=no-such-link'),
  '/sign-in/mail': one('anybody', () => '/sign-in/mail'),
  '/status': one('status', () => '/status'),
  '/teams/[team]': one('teamView', ({ team }) => `/teams/${team}`),
  '/teams/[team]/audit': one('auditView', ({ team }) => `/teams/${team}/audit`, {
    lesser: 'done',
    lesserSays: 'The audit is for admins of the team.',
  }),
  '/teams/[team]/notifications': one('notifications', ({ team }) => `/teams/${team}/notifications`),
  '/teams/[team]/tokens': one('apiTokens', ({ team }) => `/teams/${team}/tokens`),
  '/teams/new': one('createTeam', () => '/teams/new', {
    lesser: 'done',
    lesserSays: 'Operators of this installation make teams.',
  }),
};
