/** The team page: every app in one row, the most urgent first. Reads of each app the small summary of its state. */
import { briefOf, daysOfLoad, firstLimit } from '@/advisor/index';
import { type AppStateWord, DAY_MS, type PositionFinding } from '@/advisor/types';
import type { AdviceBrief } from '@/advisor/types-brief';
import { overviewSentence, stateOf, stillToRead, timeLeft } from '@/advisor/words/sentences';
import type { App, RoadmapVersion } from '@/prisma/generated/client';
import { unreadHours } from './apps/unread';
import { adviceOf } from './apps/view';
import { openTeam } from './authorise';
import { readableRoadmap } from './evaluate/facts';
import { type Line, lineOfApp, type Summary } from './evaluate/summary';
import { resources } from './resources';
import type { Actor, OverviewLine, OverviewRow, OverviewView } from './views/views';

const DUE_NEXT = 6;
/** Of many those that are open now, then those that were crossed longest. */
const CROSSING_LINES = 12;
/** How long the page says that an app was deleted. */
const DELETED_MS = 30 * DAY_MS;

/** Which apps are wanted whole, of all of them in their order. */
type Choose = (apps: OverviewLine[]) => OverviewLine[];

/**
 * Apps of a team (without a slug: the actor's first), most urgent first, and those whole that `choose` picks (none).
 * Sentences speak `zone`'s time.
 */
export async function overview(
  actor: Actor,
  teamSlug?: string,
  zone = 'UTC',
  choose: Choose = () => [],
): Promise<OverviewView> {
  const { team } = await openTeam(actor, teamSlug, 'overview');
  const { prisma, now } = resources();
  const [listed, deleted] = await Promise.all([
    listedApps(team.id),
    prisma.app.findMany({
      where: { teamId: team.id, deletedAt: { gt: new Date(now() - DELETED_MS) } },
      orderBy: { deletedAt: 'desc' },
    }),
  ]);
  const nowAt = now();
  const apps = listed.map((each) => lineOf(each, nowAt)).sort((a, b) => byUrgency(a, b, nowAt));
  const chosen = choose(apps);
  const [due, crossed] = [dueNext(listed), crossedMost(listed)];
  const idOf = new Map(listed.map(({ id, slug }) => [slug, id]));
  const ids = [...chosen.map(({ slug }) => idOf.get(slug) as number), ...[...due, ...crossed].map(({ id }) => id)];
  const whole = await wholeApps([...new Set(ids)]);
  const computed = listed.flatMap(({ computedAt }) => computedAt ?? []);
  const shown = chosen.flatMap(({ slug }) => whole.get(idOf.get(slug) as number) ?? []);
  const unread = await unreadHours(
    shown.map(({ app, brief }) => ({ appId: Number(app.id), newestAt: brief?.newestAt ?? null })),
  );
  return {
    team: { slug: team.slug, name: team.name },
    apps,
    rows: shown.map((each, i) => rowOf(each, unread[i] ?? 0, nowAt, zone)),
    dueNext: due.flatMap(({ id, index }) => {
      const { app, brief } = whole.get(id) ?? {};
      const step = brief?.due[index];
      return app && step ? [{ app: app.slug, appName: app.name, step }] : [];
    }),
    crossingDays: crossed.flatMap(({ id, index }) => {
      const { app, crossingDays } = whole.get(id) ?? {};
      const row = crossingDays?.[index];
      return app && row ? [{ app: app.slug, appName: app.name, ...row }] : [];
    }),
    crossingLines: listed.reduce((sum, { line }) => sum + (line?.crossed.length ?? 0), 0),
    computedAt: computed.length > 0 ? Math.max(...computed) : null,
    deleted: deleted.map(deletedRow),
  };
}

interface ListedApp extends Pick<App, 'slug' | 'name' | 'synthetic' | 'self'> {
  id: number;
  computedAt: number | null;
  /** Null before the first evaluation. */
  line: Line | null;
}

/** Every app in one answer of PostgreSQL: a thousand rows cost more to take apart than to read. */
async function listedApps(teamId: bigint): Promise<ListedApp[]> {
  const [answer] = await resources().prisma.$queryRaw<{ apps: string | null }[]>`
    SELECT json_agg(json_build_object(
             'id', app.id, 'slug', slug, 'name', name, 'synthetic', synthetic, 'self', self,
             'computedAt', (extract(epoch FROM computed_at) * 1000)::bigint, 'line', line
           ) ORDER BY app.id)::text AS apps
    FROM app LEFT JOIN app_state ON app_id = app.id
    WHERE team_id = ${teamId} AND deleted_at IS NULL`;
  const apps = JSON.parse(answer?.apps ?? '[]') as ListedApp[];
  // What an earlier release evaluated has no line until its next evaluation: the whole says the same.
  const without = apps.filter(({ computedAt, line }) => computedAt !== null && line === null);
  if (without.length === 0) return apps;
  const whole = await wholeApps(without.map(({ id }) => id));
  return apps.map((each) => {
    const { brief, crossingDays } = whole.get(each.id) ?? {};
    return each.line === null && brief
      ? { ...each, line: lineOfApp({ brief, crossingDays: crossingDays ?? [] }) }
      : each;
  });
}

interface WholeApp {
  app: Pick<App, 'id' | 'slug' | 'name' | 'synthetic' | 'self' | 'roadmapId' | 'ownRoadmapId'> & {
    ownRoadmap: RoadmapVersion | null;
  };
  /** Null before the first evaluation. */
  brief: AdviceBrief | null;
  crossingDays: Summary['crossingDays'];
}

async function wholeApps(ids: number[]): Promise<Map<number, WholeApp>> {
  if (ids.length === 0) return new Map();
  const { prisma } = resources();
  const rows = await prisma.app.findMany({
    where: { id: { in: ids.map(BigInt) } },
    select: {
      id: true,
      slug: true,
      name: true,
      synthetic: true,
      self: true,
      roadmapId: true,
      ownRoadmapId: true,
      ownRoadmap: true,
      state: { select: { summary: true } },
    },
  });
  const whole = rows.map(({ state, ...app }): WholeApp => {
    const summary = state?.summary as unknown as Partial<Summary> | undefined;
    return { app, brief: summary?.brief ?? null, crossingDays: summary?.crossingDays ?? [] };
  });
  // What an earlier release evaluated has no brief until its next evaluation: its whole advice says the same.
  const without = whole.filter(({ brief }) => brief === null);
  const states =
    without.length === 0
      ? []
      : await prisma.appState.findMany({
          where: { appId: { in: without.map(({ app }) => app.id) } },
          select: { appId: true, advice: true },
        });
  const advice = new Map(states.map((state) => [state.appId, adviceOf(state)]));
  return new Map(
    whole.map((each) => {
      const read = each.brief ? null : advice.get(each.app.id);
      return [Number(each.app.id), read ? { ...each, brief: briefOf(read) } : each];
    }),
  );
}

function lineOf({ slug, name, synthetic, self, line }: ListedApp, nowAt: number): OverviewLine {
  const { headroom, thresholds = [], bill } = line?.advice ?? {};
  const openedAt = thresholds.map(({ crossing }) => crossing.openedAt).sort((a, b) => a - b)[0];
  return {
    slug,
    name,
    state: stateOf(line?.advice ?? null, nowAt),
    synthetic,
    self,
    headroom: headroom ? { multiple: headroom.multiple, code: headroom.code, first: headroom.first } : null,
    crossing: openedAt === undefined ? null : { openedAt },
    ...firstLimit(line?.advice),
    currency: bill?.currency,
    nowCents: bill?.nowCents ?? null,
  };
}

/** States that more data may end. */
const UNANSWERED = ['no-data', 'learning', 'cannot-tell', 'new'];

/** With `unreadHours` Headroom is behind with reading: then an app is not called silent, or one that has little to say. */
function rowOf({ app, brief }: WholeApp, unreadHours: number, nowAt: number, zone: string): OverviewRow {
  const { headroom, position, load } = brief ?? {};
  const known = position?.code === 'position' ? position : null;
  const state = stateOf(brief, nowAt);
  const catchingUp = unreadHours > 0 && UNANSWERED.includes(state);
  return {
    slug: app.slug,
    name: app.name,
    state: catchingUp ? 'cannot-tell' : state,
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
    catchingUp,
    sentence: catchingUp ? stillToRead(unreadHours) : overviewSentence(brief, { nowAt, zone }),
    ...firstLimit(brief),
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

const names = new Intl.Collator('en');

/** What has an answer by urgency, its likely day first, then what has none. */
const ORDER: AppStateWord[] = ['crossing', 'soon', 'clear', 'no-data', 'cannot-tell', 'learning', 'new'];

function byUrgency(a: OverviewLine, b: OverviewLine, nowAt: number): number {
  return (
    ORDER.indexOf(a.state) - ORDER.indexOf(b.state) ||
    (a.crossing?.openedAt ?? 0) - (b.crossing?.openedAt ?? 0) ||
    compare(timeLeft(a.date, nowAt), timeLeft(b.date, nowAt)) ||
    (a.headroom?.multiple ?? Number.MAX_VALUE) - (b.headroom?.multiple ?? Number.MAX_VALUE) ||
    Number(a.self) - Number(b.self) ||
    names.compare(a.name, b.name)
  );
}

/** Two infinities are as far as each other. */
const compare = (a: number, b: number) => (a === b ? 0 : a - b);

/** One of an app's rows, by its place among them. */
interface Picked {
  id: number;
  index: number;
}

/** Of each app the steps to do first, the most urgent ones of all apps on top. */
function dueNext(apps: ListedApp[]): Picked[] {
  return apps
    .flatMap(({ id, line }) => (line?.advice.due ?? []).map((step, index) => ({ id, index, step })))
    .sort(
      (a, b) =>
        b.step.urgency - a.step.urgency || (a.step.safeAt ?? Number.MAX_VALUE) - (b.step.safeAt ?? Number.MAX_VALUE),
    )
    .slice(0, DUE_NEXT);
}

function crossedMost(apps: ListedApp[]): Picked[] {
  const all = apps.flatMap(({ id, line }) => (line?.crossed ?? []).map((crossed, index) => ({ id, index, crossed })));
  if (all.length <= CROSSING_LINES) return all;
  return all
    .sort(({ crossed: a }, { crossed: b }) => Number(b.openNow) - Number(a.openNow) || b.minutes - a.minutes)
    .slice(0, CROSSING_LINES);
}
