/** The team page: every app in one row, the most urgent first. Reads app_state only. */
import { type Advice, type AppStateWord, DAY_MS, type PositionFinding, type ThresholdStatus } from '@/advisor/types';
import { overviewSentence, stateOf, timeLeft } from '@/advisor/words/sentences';
import type { App, AppState, RoadmapVersion } from '@/prisma/generated/client';
import { adviceOf } from './app-view';
import { openTeam } from './authorise';
import { readableRoadmap } from './facts';
import { resources } from './resources';
import type { Summary } from './summary';
import type { Actor, OverviewRow, OverviewView } from './views';

const DUE_NEXT = 6;
/** How long the page says that an app was deleted. */
const DELETED_MS = 30 * DAY_MS;
type StatedApp = App & { state: AppState | null; ownRoadmap: RoadmapVersion | null };

/** Apps of a team (without a slug: the actor's first), most urgent first. Sentences speak `zone`'s time. */
export async function overview(actor: Actor, teamSlug?: string, zone = 'UTC'): Promise<OverviewView> {
  const { team } = await openTeam(actor, teamSlug, 'overview');
  const { prisma, now } = resources();
  const apps = await prisma.app.findMany({
    where: { teamId: team.id, deletedAt: null },
    include: { state: true, ownRoadmap: true },
    orderBy: { id: 'asc' },
  });
  const deleted = await prisma.app.findMany({
    where: { teamId: team.id, deletedAt: { gt: new Date(now() - DELETED_MS) } },
    orderBy: { deletedAt: 'desc' },
  });
  const computed = apps.flatMap(({ state }) => (state ? [state.computedAt.getTime()] : []));
  return {
    team: { slug: team.slug, name: team.name },
    apps: apps.map((app) => rowOf(app, now(), zone)).sort((a, b) => byUrgency(a, b, now())),
    dueNext: dueNext(apps),
    crossingDays: apps.flatMap((app) =>
      (summaryOf(app)?.crossingDays ?? []).map((row) => ({ app: app.slug, appName: app.name, ...row })),
    ),
    computedAt: computed.length > 0 ? Math.max(...computed) : null,
    deleted: deleted.map(deletedRow),
  };
}

const summaryOf = (app: StatedApp) => (app.state?.summary as unknown as Summary | undefined) ?? null;

function rowOf(app: StatedApp, nowAt: number, zone: string): OverviewRow {
  const advice = adviceOf(app.state);
  const state = stateOf(advice, nowAt);
  const { headroom, position, load, estimate } = advice ?? {};
  const known = position?.code === 'position' ? position : null;
  const phase = known?.loadPhase ?? null;
  return {
    slug: app.slug,
    name: app.name,
    state,
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
    nearest: nearest(advice?.thresholds ?? []),
    crossing: openCrossing(advice),
    sentence: overviewSentence(advice, { nowAt, zone }),
    // Without a multiple there is nothing that the day would belong to.
    date: headroom?.multiple == null ? null : (advice?.dates?.first.date ?? null),
    // None where the roadmap is gone: the app's own pages say so, the list goes on.
    phases: (readableRoadmap(app)?.phases ?? []).map(({ title, from, to }) => ({ title, from, to })),
    loadPhase: phase,
    architecturePhase: position?.architecturePhase ?? 0,
    architectureShare: position ? shareDone(position) : null,
    load: known?.loadInRoadmapUnit ?? (load && load.code !== 'no-load' ? load.value : null),
    dailyLoad: advice?.dailyLoad ?? [],
    currency: estimate?.now?.currency ?? estimate?.phases[0]?.currency,
    nowCents: estimate?.now?.cents ?? null,
    nextCents: phase === null ? null : (estimate?.phases.find((bill) => bill.phase === phase + 1)?.cents ?? null),
    lastDataAt: advice?.newestAt ?? null,
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
function openCrossing(advice: Advice | null): OverviewRow['crossing'] {
  const crossed = (advice?.thresholds ?? []).filter((status) => status.code === 'crossed');
  const first = crossed.sort((a, b) => a.crossing.openedAt - b.crossing.openedAt)[0];
  if (!first) return null;
  const { openedAt, thresholdId, signal, limit } = first.crossing;
  return { openedAt, thresholdId, signal, limit, value: first.value };
}

/** The signal that has used most of the way to its limit. */
function nearest(thresholds: ThresholdStatus[]): OverviewRow['nearest'] {
  let best: { share: number; row: NonNullable<OverviewRow['nearest']> } | null = null;
  for (const status of thresholds) {
    if ((status.code !== 'clear' && status.code !== 'crossed') || status.value === null) continue;
    const { signal, limit, worsens } = status.threshold;
    // Low is bad: 100 % is best, so 96 % against a limit of 95 % has used 4/5 of the way.
    const share = worsens === 'up' ? status.value / limit : (100 - status.value) / (100 - limit);
    if (Number.isFinite(share) && (!best || share > best.share))
      best = { share, row: { signal, value: status.value, limit } };
  }
  return best?.row ?? null;
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
    .flatMap((app) =>
      (adviceOf(app.state)?.checklist.open ?? [])
        .slice(0, 3)
        .map((step) => ({ app: app.slug, appName: app.name, step })),
    )
    .sort(
      (a, b) =>
        b.step.urgency - a.step.urgency || (a.step.safeAt ?? Number.MAX_VALUE) - (b.step.safeAt ?? Number.MAX_VALUE),
    )
    .slice(0, DUE_NEXT);
}
