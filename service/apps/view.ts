/** What the pages of one app share, and one phase of its roadmap. */
import type { Advice } from '@/advisor/types';
import { catalogue } from '@/catalogue/index';
import type { Deployment, Population } from '@/catalogue/types';
import type { AppState } from '@/prisma/generated/client';
import { type AppScope, openApp } from '../authorise';
import { notFound } from '../errors';
import { type AppRows, appRows, overridesOf, roadmapOf, stepsOf } from '../evaluate/facts';
import { resources } from '../resources';
import type { Verb } from '../roles';
import { signalsOf } from '../signals/definitions';
import type { Actor, AppHeader, AppView, PhaseView } from '../views/views';
import { unreadHours } from './unread';

/** Everything the pages of one app share: one read of app_state plus the roadmap. */
export async function appView(actor: Actor, slug: string): Promise<AppView> {
  return (await openAppView(actor, slug, 'appView')).view;
}

/** One phase of an app's roadmap; `phaseId` is a phase's id or its number from 1. */
export async function phaseView(actor: Actor, slug: string, phaseId: string): Promise<PhaseView> {
  const { view } = await openAppView(actor, slug, 'phaseView');
  const { phases } = view.roadmap;
  const byId = phases.findIndex((phase) => phase.id === phaseId);
  const phaseIndex = byId >= 0 ? byId : Number(phaseId) - 1;
  const phase = phases[phaseIndex];
  if (!phase) throw notFound('phase');
  return { ...view, phaseIndex, phase };
}

/** For the other views of an app: authorised for `verb`, with the rows behind the view. */
export async function openAppView(
  actor: Actor,
  slug: string,
  verb: Verb,
): Promise<{ view: AppView; rows: AppRows; scope: AppScope }> {
  const scope = await openApp(actor, slug, verb);
  const found = await resources().prisma.app.findFirst({
    where: { id: scope.app.id, teamId: scope.team.id },
    include: { ...appRows, state: true },
  });
  if (!found) throw notFound('app');
  const { state, ...rows } = found;
  const advice = adviceOf(state);
  const roadmap = roadmapOf(rows);
  const [underivedHours = 0] = await unreadHours([{ appId: Number(scope.app.id), newestAt: advice?.newestAt ?? null }]);
  const view: AppView = {
    app: {
      ...headerOf(scope, advice),
      population: rows.population as Population | null,
      concurrentPerDaily: rows.concurrentPerDaily,
      requestsPerUserMinute: rows.requestsPerUserMinute,
      deployment: rows.deployment as Deployment,
      evidenceWindowMinutes: rows.evidenceWindowMinutes,
      overrides: overridesOf(rows.overrides),
      createdAt: rows.createdAt.getTime(),
    },
    roadmap,
    steps: stepsOf(roadmap),
    signals: signalsOf(roadmap, rows.customSignals),
    advice,
    underivedHours,
  };
  return { view, rows, scope };
}

/** The stored advice, if this release can read it. */
export function adviceOf(state: Pick<AppState, 'advice'> | null): Advice | null {
  const advice = state?.advice as unknown as Advice | undefined;
  return advice?.version === 1 ? advice : null;
}

function headerOf({ app, team, role }: AppScope, advice: Advice | null): AppHeader {
  return {
    slug: app.slug,
    name: app.name,
    team: { slug: team.slug, name: team.name },
    role,
    synthetic: app.synthetic,
    self: app.self,
    tabs: {
      checklistOpen: advice?.checklist.open.length ?? null,
      costCents: advice?.estimate.now?.cents ?? null,
      currency: advice?.estimate.now?.currency,
      signalsHave: advice?.signals.filter(({ code }) => code === 'measured').length ?? 0,
      signalsAll: advice?.signals.length ?? catalogue().signals.length,
      crossingsOpen: advice?.crossings.filter(({ closedAt }) => closedAt === null).length ?? 0,
    },
  };
}
