/** The views of settings, tokens, charts, reports and dashboards as the API answers them. */
import type { z } from 'zod';
import type { DashboardView } from '../views/dashboards';
import type { ExploreView } from '../views/explore';
import type { ReportsView, ShareRow } from '../views/report';
import type { AppView, ChartData, ReadTokenView, TargetView } from '../views/views';
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

export function readTokensAnswer(rows: ReadTokenView[]): Shape<typeof shape.readTokensShape> {
  return {
    tokens: rows.map(({ createdAt, revokedAt, lastUsedAt, ...it }) => ({
      ...it,
      createdAt: iso(createdAt),
      revokedAt: isoOrNull(revokedAt),
      lastUsedAt: isoOrNull(lastUsedAt),
    })),
  };
}
