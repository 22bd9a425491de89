import type { Viewer } from '@/service/views/views';
import type { Tab } from './app-tabs';

/** The team whose pages the viewer looked at last; a wish, checked against the teams they are in. */
export const TEAM_COOKIE = 'headroom-team';

/** Of the viewer's teams the one named, else their first. */
export function currentTeam(viewer: Viewer, slug: string | undefined): Viewer['teams'][number] | null {
  return viewer.teams.find((team) => team.slug === slug) ?? viewer.teams[0] ?? null;
}

/** Pages that belong to no app, for the menus and the palette: the team's, the viewer's, the installation's. */
export function places(viewer: Viewer, teamSlug: string | undefined): Tab[] {
  const team = currentTeam(viewer, teamSlug);
  const others = viewer.teams.filter(({ slug }) => slug !== team?.slug);
  return [
    { href: team ? `/?team=${team.slug}` : '/', label: 'All apps', note: others.length > 0 ? team?.name : undefined },
    ...others.map(({ slug, name }) => ({ href: `/?team=${slug}`, label: `Switch to ${name}` })),
    { href: '/dashboards', label: 'Dashboards', note: 'charts of a team’s apps' },
    { href: '/roadmaps', label: 'Roadmaps' },
    { href: '/apps/new', label: 'Connect an app' },
    ...(team
      ? [
          { href: `/reports?team=${team.slug}`, label: 'Reports of the team' },
          { href: `/teams/${team.slug}`, label: 'People of the team' },
          { href: `/teams/${team.slug}/notifications`, label: 'Notifications' },
          { href: `/teams/${team.slug}/tokens`, label: 'API tokens' },
        ]
      : []),
    ...(team?.role === 'admin' ? [{ href: `/teams/${team.slug}/audit`, label: 'Audit of the team' }] : []),
    { href: '/account', label: 'Your account' },
    ...(viewer.operator
      ? [
          { href: '/teams/new', label: 'New team' },
          { href: '/settings', label: 'Settings of Headroom' },
          { href: '/status', label: 'Status of Headroom' },
        ]
      : []),
  ];
}
