/** A team's own dashboards: charts of its apps, in an order, with a name and an address. */
import { randomBytes } from 'node:crypto';
import type { z } from 'zod';
import type { Dashboard } from '@/prisma/generated/client';
import { audit, type Transaction } from './audit';
import { isAddressable, openApp, openTeam, type TeamScope } from './authorise';
import { invalid, isServiceError, notFound, ServiceError } from './errors';
import {
  type AddPanelInput,
  type ArrangeInput,
  addPanelInput,
  arrangeInput,
  createDashboardInput,
  PANELS_AT_MOST,
  storedPanels,
} from './inputs/dashboards';
import { parse } from './inputs/inputs';
import { plainJson } from './json';
import { resources } from './resources';
import type { Verb } from './roles';
import type { DashboardLine, DashboardView } from './views/dashboards';
import type { Actor } from './views/views';

export const DASHBOARDS_AT_MOST = 50;
type Panels = z.output<typeof storedPanels>;

/** Those of the named team, or of the actor's first one, by name. */
export async function dashboards(actor: Actor, teamSlug?: string): Promise<DashboardLine[]> {
  const { team } = await openTeam(actor, teamSlug, 'dashboards');
  const rows = await resources().prisma.dashboard.findMany({ where: { teamId: team.id }, orderBy: { name: 'asc' } });
  return rows.map(({ id, name, panels }) => ({ id, name, panels: panelsOf(panels).length }));
}

export async function dashboardView(actor: Actor, id: string): Promise<DashboardView> {
  const { row, team, role } = await openDashboard(actor, id, 'dashboardView');
  const panels = panelsOf(row.panels);
  const apps = await resources().prisma.app.findMany({
    where: { id: { in: panels.map(({ appId }) => BigInt(appId)) }, teamId: team.id, deletedAt: null },
  });
  const known = new Map(apps.map((app) => [Number(app.id), app]));
  return {
    id: row.id,
    name: row.name,
    team: { slug: team.slug, name: team.name },
    role,
    version: row.version,
    panels: panels.map(({ appId, appName, ...panel }) => {
      const app = known.get(appId);
      return { ...panel, app: app?.slug ?? null, appName: app?.name ?? appName };
    }),
  };
}

export async function createDashboard(
  actor: Actor,
  teamSlug: string | undefined,
  given: { name: string },
): Promise<{ id: string }> {
  const { team } = await openTeam(actor, teamSlug, 'createDashboard');
  const { name } = parse(createDashboardInput, given);
  return resources().prisma.$transaction(async (tx) => {
    await tx.$queryRaw`SELECT 1 FROM team WHERE id = ${team.id} FOR UPDATE`;
    if ((await tx.dashboard.count({ where: { teamId: team.id } })) >= DASHBOARDS_AT_MOST)
      throw invalid('name', `A team has at most ${DASHBOARDS_AT_MOST} dashboards.`, 'Delete one that nobody opens.');
    await freeName(tx, team.id, name, '');
    const id = randomBytes(9).toString('base64url');
    const createdBy = actor.kind === 'user' ? BigInt(actor.userId) : null;
    await tx.dashboard.create({ data: { id, teamId: team.id, name, createdBy } });
    await audit(tx, { actor, action: 'createDashboard', teamId: team.id, details: { id, name } });
    return { id };
  });
}

/** Adds a chart of one of the team's apps at the end. */
export function addPanel(actor: Actor, id: string, given: AddPanelInput): Promise<void> {
  return change(actor, id, 'addPanel', async (tx, row, { team }) => {
    const { app: slug, title, question } = parse(addPanelInput, given);
    const { app } = await openApp(actor, slug, 'addPanel');
    if (app.teamId !== team.id)
      throw invalid('app', 'The app belongs to another team.', 'Choose a dashboard of its own team.');
    const panels = panelsOf(row.panels);
    if (panels.length >= PANELS_AT_MOST)
      throw invalid('panels', `A dashboard has at most ${PANELS_AT_MOST} charts.`, 'Take one away, or make another.');
    const panel = { id: randomBytes(6).toString('base64url'), title, wide: false };
    const next: Panels = [...panels, { ...panel, appId: Number(app.id), appName: app.name, question }];
    await write(tx, row, { panels: next });
    return { app: slug, metric: question.metric };
  });
}

/** Renames, reorders and takes away, as one change; `conflict` where somebody else changed it meanwhile. */
export function arrangeDashboard(actor: Actor, id: string, given: ArrangeInput): Promise<void> {
  return change(actor, id, 'arrangeDashboard', async (tx, row) => {
    const { version, name, panels } = parse(arrangeInput, given);
    if (version !== row.version) {
      const message = 'Somebody changed this dashboard meanwhile.';
      throw new ServiceError({ code: 'conflict', message, fix: 'Load the page again, then repeat your change.' });
    }
    await freeName(tx, row.teamId, name, row.id);
    const known = new Map(panelsOf(row.panels).map((panel) => [panel.id, panel]));
    const next: Panels = panels.map(({ id: panelId, title, wide }, i) => {
      const panel = known.get(panelId);
      if (!panel) throw invalid(`panels.${i}.id`, `There is no chart "${panelId}" here.`);
      known.delete(panelId);
      return { ...panel, title, wide };
    });
    await write(tx, row, { name, panels: next });
    return { name, panels: next.length, removed: known.size };
  });
}

export function deleteDashboard(actor: Actor, id: string): Promise<void> {
  return change(actor, id, 'deleteDashboard', async (tx, row) => {
    await tx.dashboard.delete({ where: { id: row.id } });
    return { name: row.name };
  });
}

interface Open extends TeamScope {
  row: Dashboard;
}

/** A foreign dashboard and one that is not there are told in the same words. */
async function openDashboard(actor: Actor, id: string, verb: Verb): Promise<Open> {
  const row = isAddressable(id)
    ? await resources().prisma.dashboard.findUnique({ where: { id }, include: { team: true } })
    : null;
  if (!row) throw notFound('dashboard');
  try {
    return { row, ...(await openTeam(actor, row.team.slug, verb)) };
  } catch (error) {
    throw isServiceError(error) && error.code === 'not-found' ? notFound('dashboard') : error;
  }
}

/** Names tell dashboards of a team apart: in its list, and in its file. */
async function freeName(tx: Transaction, teamId: bigint, name: string, id: string): Promise<void> {
  if ((await tx.dashboard.count({ where: { teamId, name, NOT: { id } } })) > 0)
    throw invalid('name', 'Another dashboard of the team has this name.', 'Choose another one.');
}

type Change = (tx: Transaction, row: Dashboard, scope: TeamScope) => Promise<Record<string, string | number>>;

async function change(actor: Actor, id: string, verb: Verb, run: Change): Promise<void> {
  const scope = await openDashboard(actor, id, verb);
  await resources().prisma.$transaction(async (tx) => {
    await tx.$queryRaw`SELECT 1 FROM team WHERE id = ${scope.team.id} FOR UPDATE`;
    const row = await tx.dashboard.findFirst({ where: { id, teamId: scope.team.id } });
    if (!row) throw notFound('dashboard');
    const details = await run(tx, row, scope);
    await audit(tx, { actor, action: verb, teamId: scope.team.id, details: { id, ...details } });
  });
}

async function write(tx: Transaction, row: Dashboard, data: { name?: string; panels: Panels }): Promise<void> {
  const panels = plainJson(data.panels).value;
  await tx.dashboard.update({ where: { id: row.id }, data: { ...data, panels, version: row.version + 1 } });
}

const panelsOf = (stored: unknown): Panels => storedPanels.parse(stored);
