/** The team page: every app in one row, the most urgent first. Reads of each app the small summary of its state. */
import { briefOf, daysOfLoad } from '@/advisor/index';
import { type AppStateWord, DAY_MS, type PositionFinding } from '@/advisor/types';
import type { AdviceBrief } from '@/advisor/types-brief';
import { overviewSentence, stateOf, timeLeft } from '@/advisor/words/sentences';
import type { App, RoadmapVersion } from '@/prisma/generated/client';
import { adviceOf } from './app-view';
import { openTeam } from './authorise';
import { readableRoadmap } from './facts';
import { resources } from './resources';
import type { Summary } from './summary';
import type { Actor, OverviewRow, OverviewView } from './views';

const DUE_NEXT = 6;
/** How long the page says that an app was deleted. */
const DELETED_MS = 30 * DAY_MS;

interface StatedApp {
  app: Pick<App, 'id' | 'slug' | 'name' | 'synthetic' | 'self' | 'roadmapId' | 'ownRoadmapId'> & {
    ownRoadmap: RoadmapVersion | null;
  };
  computedAt: number | null;
  /** Null before the first evaluation. */
  brief: AdviceBrief | null;
  crossingDays: Summary['crossingDays'];
}

/** Apps of a team (without a slug: the actor's first), most urgent first. Sentences speak `zone`'s time. */
export async function overview(actor: Actor, teamSlug?: string, zone = 'UTC'): Promise<OverviewView> {
  const { team } = await openTeam(actor, teamSlug, 'overview');
  const { prisma, now } = resources();
  const [apps, deleted] = await Promise.all([
    statedApps(team.id),
    prisma.app.findMany({
      where: { teamId: team.id, deletedAt: { gt: new Date(now() - DELETED_MS) } },
      orderBy: { deletedAt: 'desc' },
    }),
  ]);
  const computed = apps.flatMap(({ computedAt }) => computedAt ?? []);
  return {
    team: { slug: team.slug, name: team.name },
    apps: apps.map((each) => rowOf(each, now(), zone)).sort((a, b) => byUrgency(a, b, now())),
    dueNext: dueNext(apps),
    crossingDays: apps.flatMap(({ app, crossingDays }) =>
      crossingDays.map((row) => ({ app: app.slug, appName: app.name, ...row })),
    ),
    computedAt: computed.length > 0 ? Math.max(...computed) : null,
    deleted: deleted.map(deletedRow),
  };
}

async function statedApps(teamId: bigint): Promise<StatedApp[]> {
  const { prisma } = resources();
  const rows = await prisma.app.findMany({
    where: { teamId, deletedAt: null },
    select: {
      id: true,
      slug: true,
      name: true,
      synthetic: true,
      self: true,
      roadmapId: true,
      ownRoadmapId: true,
      ownRoadmap: true,
      state: { select: { computedAt: true, summary: true } },
    },
    orderBy: { id: 'asc' },
  });
  const stated = rows.map(({ state, ...app }): StatedApp => {
    const summary = state?.summary as unknown as Partial<Summary> | undefined;
    const computedAt = state?.computedAt.getTime() ?? null;
    return { app, computedAt, brief: summary?.brief ?? null, crossingDays: summary?.crossingDays ?? [] };
  });
  // What an earlier release evaluated has no brief until its next evaluation: its whole advice says the same.
  const without = stated.filter(({ computedAt, brief }) => computedAt !== null && brief === null);
  if (without.length === 0) return stated;
  const states = await prisma.appState.findMany({
    where: { appId: { in: without.map(({ app }) => app.id) } },
    select: { appId: true, advice: true },
  });
  const advice = new Map(states.map((state) => [state.appId, adviceOf(state)]));
  return stated.map((each) => {
    const whole = each.brief ? null : advice.get(each.app.id);
    return whole ? { ...each, brief: briefOf(whole) } : each;
  });
}

function rowOf({ app, brief }: StatedApp, nowAt: number, zone: string): OverviewRow {
  const { headroom, position, load } = brief ?? {};
  const known = position?.code === 'position' ? position : null;
  return {
    slug: app.slug,
    name: app.name,
    state: stateOf(brief, nowAt),
    synthetic: app.synthetic,
    self: app.self,
    headroom: headroom
      ? {
          multiple: headroom.multiple,
          low: headroom.low,
          high: headroom.high,
          code: headroom.code,
          first: headroom.first,
        }
      : null,
    crossing: openCrossing(brief),
    sentence: overviewSentence(brief, { nowAt, zone }),
    // Without a multiple there is nothing that the day would belong to.
    date: headroom?.multiple == null ? null : (brief?.dates?.first.date ?? null),
    // None where the roadmap is gone: the app's own pages say so, the list goes on.
    phases: (readableRoadmap(app)?.phases ?? []).map(({ title, from, to }) => ({ title, from, to })),
    loadPhase: known?.loadPhase ?? null,
    architecturePhase: position?.architecturePhase ?? 0,
    architectureShare: position ? shareDone(position) : null,
    load: known?.loadInRoadmapUnit ?? (load && load.code !== 'no-load' ? load.value : null),
    dailyLoad: daysOfLoad(brief?.loadDays ?? null),
    currency: brief?.bill.currency,
    nowCents: brief?.bill.nowCents ?? null,
    nextCents: brief?.bill.nextCents ?? null,
    lastDataAt: brief?.newestAt ?? null,
  };
}

function shareDone({ architecturePhase, requiredDone, requiredTotal }: PositionFinding): number {
  return (requiredDone[architecturePhase] ?? 0) / Math.max(1, requiredTotal[architecturePhase] ?? 1);
}

function deletedRow({ name, deletedAt, erasedAt, erased }: App): OverviewView['deleted'][number] {
  const rows = Object.values(erased as Record<string, number>).reduce((sum, gone) => sum + gone, 0);
  return { name, deletedAt: deletedAt?.getTime() ?? 0, erasedAt: erasedAt?.getTime() ?? null, rows };
}

/** The longest open crossing: it waited most. */
function openCrossing(brief: AdviceBrief | null): OverviewRow['crossing'] {
  const crossed = (brief?.thresholds ?? []).filter((status) => status.code === 'crossed');
  const first = crossed.sort((a, b) => a.crossing.openedAt - b.crossing.openedAt)[0];
  if (!first) return null;
  const { openedAt, thresholdId, signal, limit } = first.crossing;
  return { openedAt, thresholdId, signal, limit, value: first.value };
}

/** What has an answer by urgency, its likely day first, then what has none. */
const ORDER: AppStateWord[] = ['crossing', 'soon', 'clear', 'no-data', 'cannot-tell', 'learning', 'new'];

function byUrgency(a: OverviewRow, b: OverviewRow, nowAt: number): number {
  return (
    ORDER.indexOf(a.state) - ORDER.indexOf(b.state) ||
    (a.crossing?.openedAt ?? 0) - (b.crossing?.openedAt ?? 0) ||
    compare(timeLeft(a.date, nowAt), timeLeft(b.date, nowAt)) ||
    (a.headroom?.multiple ?? Number.MAX_VALUE) - (b.headroom?.multiple ?? Number.MAX_VALUE) ||
    Number(a.self) - Number(b.self) ||
    a.name.localeCompare(b.name)
  );
}

/** Two infinities are as far as each other. */
const compare = (a: number, b: number) => (a === b ? 0 : a - b);

/** Of each app the steps to do first, the most urgent ones of all apps on top. */
function dueNext(apps: StatedApp[]): OverviewView['dueNext'] {
  return apps
    .flatMap(({ app, brief }) => (brief?.due ?? []).map((step) => ({ app: app.slug, appName: app.name, step })))
    .sort(
      (a, b) =>
        b.step.urgency - a.step.urgency || (a.step.safeAt ?? Number.MAX_VALUE) - (b.step.safeAt ?? Number.MAX_VALUE),
    )
    .slice(0, DUE_NEXT);
}
