/** The views of settings, charts, reports and teams as the API answers them. */
import type { z } from 'zod';
import type { RoadmapListItem, RoadmapsView, RoadmapView } from '../roadmaps/views';
import type { AppView, ChartData, TargetView } from '../views';
import type { DashboardView } from '../views-dashboards';
import type { ExploreView } from '../views-explore';
import type { NotificationsView } from '../views-notifications';
import type { TeamView } from '../views-people';
import type { ReportsView, ShareRow } from '../views-report';
import type * as charts from './shapes-charts';
import type * as shape from './shapes-team';
import { iso, isoOrNull } from './times';

type Shape<T extends z.ZodType> = z.output<T>;

export function settingsAnswer({ app, roadmap }: AppView): Shape<typeof shape.settingsShape> {
  const { slug, name, team, population, concurrentPerDaily, requestsPerUserMinute } = app;
  return {
    app: slug,
    name,
    team: team.slug,
    createdAt: iso(app.createdAt),
    roadmap: { id: roadmap.id, title: roadmap.title, version: roadmap.version },
    population,
    concurrentPerDaily,
    requestsPerUserMinute,
    evidenceWindowMinutes: app.evidenceWindowMinutes,
    deployment: app.deployment as Shape<typeof shape.settingsShape>['deployment'],
    overrides: app.overrides.map((it) => ({ ...it, mutedUntil: isoOrNull(it.mutedUntil) })),
  };
}

const isoTimes = (x: readonly number[]) => x.map((seconds) => iso(seconds * 1000));
const marks = (given: readonly { at: number; version: string }[]) =>
  given.map(({ at, version }) => ({ at: iso(at), version }));

export function chartAnswer(view: ChartData): Shape<typeof charts.chartShape> {
  return {
    times: isoTimes(view.x),
    stepSeconds: view.stepSeconds,
    series: view.series,
    crossings: view.crossings.map(({ signal, openedAt, closedAt, worstValue, worstAt }) => ({
      signal,
      openedAt: iso(openedAt),
      closedAt: isoOrNull(closedAt),
      worstValue,
      worstAt: iso(worstAt),
    })),
    gaps: view.gaps.map(({ signal, fromAt, toAt, kind }) => ({ signal, from: iso(fromAt), to: iso(toAt), kind })),
    deployments: marks(view.deployments),
    newestAt: isoOrNull(view.newestAt),
  };
}

export function queryAnswer({ x, deployments, ...rest }: ExploreView): Shape<typeof charts.queryShape> {
  return { times: isoTimes(x), ...rest, deployments: marks(deployments) };
}

export function reportsAnswer(view: ReportsView): Shape<typeof shape.reportsShape> {
  return {
    reports: view.reports.map(({ id, title, appSlug, createdAt, fromAt, toAt, by }) => ({
      id,
      title,
      app: appSlug,
      createdAt: iso(createdAt),
      fromAt: iso(fromAt),
      toAt: iso(toAt),
      by,
      path: `/reports/${id}`,
    })),
    before: isoOrNull(view.olderBefore),
    schedules: view.schedules.map(({ appName, nextAt, ...it }) => ({ ...it, app: appName, nextAt: iso(nextAt) })),
  };
}

export function sharesAnswer(rows: ShareRow[]): Shape<typeof shape.sharesShape> {
  const shares = rows.map(({ id, createdAt, expiresAt, withdrawnAt, lastOpenedAt, by }) => ({
    id,
    createdAt: iso(createdAt),
    expiresAt: iso(expiresAt),
    withdrawnAt: isoOrNull(withdrawnAt),
    lastOpenedAt: isoOrNull(lastOpenedAt),
    by,
  }));
  return { shares };
}

export function madeShareAnswer({ id, url, expiresAt }: { id: number; url: string; expiresAt: number }) {
  return { id, url, expiresAt: iso(expiresAt) };
}

function roadmapOf({ roadmap, team, version, apps }: RoadmapListItem) {
  const { id, title, summary, phases } = roadmap;
  return {
    id,
    title,
    summary,
    version,
    builtIn: team === null,
    phases: phases.map(({ id, title, from, to }) => ({ id, title, from, to })),
    apps: apps.map(({ slug, version }) => ({ slug, version })),
  };
}

export function roadmapsAnswer({ builtIn, own }: RoadmapsView): Shape<typeof shape.roadmapsShape> {
  return { roadmaps: [...builtIn, ...own].map(roadmapOf) };
}

export function roadmapAnswer(view: RoadmapView): Shape<typeof shape.roadmapShape> {
  const { text, forkedFrom, versions } = view;
  const of = versions.map(({ number, note, by, createdAt }) => ({ number, note, by, createdAt: iso(createdAt) }));
  return { ...roadmapOf(view), text, forkedFrom, versions: of };
}

export function targetsAnswer(targets: TargetView[]): Shape<typeof shape.targetsShape> {
  return {
    targets: targets.map(({ testing, since, lastScrapeAt, ...it }) => ({
      ...it,
      lastScrapeAt: isoOrNull(lastScrapeAt),
    })),
  };
}

export function dashboardAnswer({ id, name, version, panels }: DashboardView): Shape<typeof shape.dashboardShape> {
  const shown = panels.map(({ appName, ...panel }) => panel);
  return { id, name, version, panels: shown, path: `/dashboards/${id}` };
}

export function membersAnswer({ team, members }: TeamView): Shape<typeof shape.membersShape> {
  return { team, members: members.map(({ userId, email, name, role }) => ({ id: userId, email, name, role })) };
}

export function channelsAnswer(view: NotificationsView): Shape<typeof shape.channelsShape> {
  return {
    sendsMail: view.sendsMail,
    channels: view.channels.map(({ id, kind, name, target, state, events, quietFrom, quietTo }) => {
      return { id, kind, name, target, state, events, quietFrom, quietTo };
    }),
    messages: view.messages.map(({ id, channel, state, test, events, attempts, error, createdAt }) => {
      return { id, channel, state, test, events, attempts, error, createdAt: iso(createdAt) };
    }),
  };
}
