/** A team as the database has it, as a document, with the rows that its names stand for. */
import { ownThresholdId } from '@/advisor/crossings/thresholds';
import { catalogue } from '@/catalogue/index';
import type { Dashboard, NotificationChannel, Prisma, Team } from '@/prisma/generated/client';
import type { Transaction } from '../audit';
import { readableRoadmap } from '../evaluate/facts';
import { storedPanels } from '../inputs/dashboards';
import { daysWritten, type StoredHoliday } from '../inputs/holidays';
import { EVENTS } from '../notifications/outbox';
import type { AppEntry, ChannelEntry, Document, PanelEntry } from './document';
import { own } from './tidy';

const appRows = {
  ownRoadmap: { include: { roadmap: { select: { slug: true } } } },
  overrides: true,
  customSignals: true,
  reportSchedules: true,
} satisfies Prisma.AppInclude;
type AppRow = Prisma.AppGetPayload<{ include: typeof appRows }>;

export interface TeamRead {
  document: Document;
  /** By slug; with Headroom's own app, which the document leaves out. */
  apps: Map<string, AppRow>;
  /** By slug: the newest version's number, and its text. */
  roadmaps: Map<string, { id: bigint; number: number; text: string }>;
  dashboards: Map<string, Dashboard>;
  channels: Map<string, NotificationChannel>;
}

/** @param named keys of a file’s roadmaps: earlier versions among them are read too */
export async function readTeam(tx: Transaction, team: Team, named: string[] = []): Promise<TeamRead> {
  const teamId = team.id;
  const [apps, roadmaps, dashboards, channels, prices, schedules] = [
    await tx.app.findMany({ where: { teamId, deletedAt: null }, include: appRows }),
    await tx.teamRoadmap.findMany({
      where: { teamId },
      include: { versions: { orderBy: { number: 'desc' }, take: 1 } },
    }),
    await tx.dashboard.findMany({ where: { teamId } }),
    await tx.notificationChannel.findMany({ where: { teamId, userId: null } }),
    await tx.ownPrice.findMany({ where: { teamId } }),
    await tx.reportSchedule.findMany({ where: { teamId, appId: null } }),
  ];
  const newest = new Map(
    roadmaps.flatMap(({ id, slug, versions: [version] }) =>
      version ? [[slug, { id, number: version.number, text: version.text }] as const] : [],
    ),
  );
  const earlier = await earlierVersions(tx, newest, [
    ...apps.flatMap(({ self, ...app }) => (self ? [] : [roadmapName(app, newest)])),
    ...named,
  ]);
  const slugs = new Map(apps.map(({ id, slug }) => [Number(id), slug]));
  // A price that left the lists, or is in neither of the team's currencies, counts for nothing.
  const counted = prices.filter(
    ({ priceId, currency }) => catalogue().prices.has(priceId) && (currency === 'USD' || currency === team.currency),
  );
  const document: Document = {
    headroom: 1,
    timeZone: team.timeZone,
    holidays: byName(team.holidays as unknown as StoredHoliday[]),
    money: { currency: team.currency, perUsd: team.perUsd },
    prices: Object.fromEntries(counted.map(({ priceId, price, currency }) => [priceId, { price, currency }])),
    roadmaps: { ...Object.fromEntries([...newest].map(([slug, { text }]) => [slug, text])), ...earlier },
    apps: Object.fromEntries(apps.filter(({ self }) => !self).map((app) => [app.slug, appEntry(app, newest)])),
    dashboards: Object.fromEntries(
      dashboards.map(({ name, panels }) => [name, { panels: panelEntries(panels, slugs) }]),
    ),
    channels: channelEntries(channels),
    ...reportsOf(schedules),
  };
  return {
    document,
    roadmaps: newest,
    apps: new Map(apps.map((app) => [app.slug, app])),
    dashboards: new Map(dashboards.map((row) => [row.name, row])),
    channels: new Map(channels.map((row) => [row.name, row])),
  };
}

function byName(holidays: StoredHoliday[]): Document['holidays'] {
  const found: Document['holidays'] = {};
  for (const { name, ...days } of holidays) found[name] = daysWritten([...(own(found, name) ?? []), days]);
  return found;
}

function appEntry(app: AppRow, newest: TeamRead['roadmaps']): AppEntry {
  const { population, concurrentPerDaily, requestsPerUserMinute, evidenceWindowMinutes } = app;
  const { keepMinutesDays: minutesDays, keepHoursDays: hoursDays, quantities } = app;
  const known = thresholdsOf(app);
  const overrides = app.overrides.filter(
    // What only mutes passes by itself; what another roadmap's threshold has waits for that roadmap.
    ({ thresholdId, limit, holdMinutes }) => (limit !== null || holdMinutes !== null) && known.has(thresholdId),
  );
  return defined({
    name: app.name,
    roadmap: roadmapName(app, newest),
    population: population ?? undefined,
    concurrentPerDaily: concurrentPerDaily ?? undefined,
    requestsPerUserMinute: requestsPerUserMinute ?? undefined,
    evidenceWindowMinutes: evidenceWindowMinutes ?? undefined,
    retention: minutesDays === null && hoursDays === null ? undefined : { minutesDays, hoursDays },
    metricNames: filled(app.metricNames),
    deployment: filled(app.deployment),
    quantities: quantities as AppEntry['quantities'],
    signals: Object.fromEntries(
      app.customSignals.map(({ signal, title, metric, where, unit, worsens, limit, holdMinutes }) => [
        signal,
        { title, metric, where, unit, worsens, limit, holdMinutes },
      ]),
    ) as AppEntry['signals'],
    thresholds: Object.fromEntries(
      overrides.map(({ thresholdId, limit, holdMinutes, reason }) => [thresholdId, { limit, holdMinutes, reason }]),
    ),
    ...reportsOf(app.reportSchedules),
  } as AppEntry);
}

/** "ours" follows the newest version, "ours@3" stays on the third. */
function roadmapName(
  { roadmapId, ownRoadmap }: Pick<AppRow, 'roadmapId' | 'ownRoadmap'>,
  newest: TeamRead['roadmaps'],
): string {
  if (ownRoadmap === null) return roadmapId;
  const { slug } = ownRoadmap.roadmap;
  return newest.get(slug)?.number === ownRoadmap.number ? slug : `${slug}@${ownRoadmap.number}`;
}

/** Texts of those among the names that name an earlier version: an empty team cannot follow what it does not have. */
async function earlierVersions(tx: Transaction, newest: TeamRead['roadmaps'], names: string[]) {
  const wanted = [...new Set(names)].flatMap((name) => {
    const [slug = '', number] = name.split('@');
    const road = newest.get(slug);
    return road && number !== undefined && Number(number) < road.number
      ? [{ name, roadmapId: road.id, number: Number(number) }]
      : [];
  });
  const rows = await tx.roadmapVersion.findMany({
    where: { OR: wanted.map(({ roadmapId, number }) => ({ roadmapId, number })) },
  });
  return Object.fromEntries(
    wanted.flatMap(({ name, ...of }) => {
      const row = rows.find((it) => it.roadmapId === of.roadmapId && it.number === of.number);
      return row ? [[name, row.text] as const] : [];
    }),
  );
}

function thresholdsOf(app: AppRow): Set<string> {
  const roadmap = readableRoadmap(app);
  const all = roadmap ? [...roadmap.thresholds, ...roadmap.phases.flatMap(({ thresholds }) => thresholds)] : [];
  return new Set([...all.map(({ id }) => id), ...app.customSignals.map(({ signal }) => ownThresholdId(signal))]);
}

/** A chart of an app that was deleted shows nothing, and is left out. */
function panelEntries(stored: Prisma.JsonValue, slugs: Map<number, string>): PanelEntry[] {
  return storedPanels.parse(stored).flatMap(({ appId, title, wide, question }) => {
    const app = slugs.get(appId);
    return app === undefined ? [] : [{ app, title, ...question, wide }];
  });
}

/** Secrets are named after the channel: where `headroom apply` runs, such a variable may hold one. Never one of two. */
function channelEntries(rows: NotificationChannel[]): Document['channels'] {
  const taken = new Map<string, number>();
  const entries = rows
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .map((row) => {
      const variable = variableOf(row.name);
      const times = (taken.get(variable) ?? 0) + 1;
      taken.set(variable, times);
      return [row.name, channelEntry(row, times === 1 ? variable : `${variable}__${times}`)];
    });
  return Object.fromEntries(entries);
}

/** ON_CALL of "On call"; CHANNEL of a name without Latin letters. No two underscores in a row. */
function variableOf(name: string): string {
  const words = name
    .toUpperCase()
    .replace(/[^A-Z0-9]+/g, '_')
    .replace(/^_|_$/g, '');
  return (/^[A-Z]/.test(words) ? words : `CHANNEL_${words}`.replace(/_$/, '')).slice(0, 80);
}

function channelEntry(row: NotificationChannel, variable: string): ChannelEntry {
  const kind = row.kind as ChannelEntry['kind'];
  const env = (what: string) => `env:${variable}_${what}`;
  const { quietFrom, quietTo } = row;
  return defined({
    kind,
    to: kind === 'email' ? row.target.split(',') : undefined,
    url: kind === 'email' || (kind === 'pagerduty' && ['', PAGERDUTY].includes(row.target)) ? undefined : env('URL'),
    key: kind === 'webhook' || kind === 'pagerduty' ? env('KEY') : undefined,
    events: EVENTS.filter((event) => row.events.includes(event)),
    quiet: quietFrom === null || quietTo === null ? undefined : { from: clock(quietFrom), to: clock(quietTo) },
    paused: !row.enabled,
  } as ChannelEntry);
}

const PAGERDUTY = 'events.pagerduty.com';
const clock = (minute: number) => new Date(minute * 60_000).toISOString().slice(11, 16);

type Schedules = { every: string; day: number; hour: number }[];

function reportsOf(rows: Schedules): Pick<Document, 'reports'> {
  const keyOf = ({ every, day, hour }: Schedules[number]) => `${every} ${100 + day} ${100 + hour}`;
  const byKey = new Map(rows.map((row) => [keyOf(row), row]));
  const reports = [...byKey]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, { every, day, hour }]) => ({ every, day, hour }));
  return reports.length > 0 ? { reports: reports as NonNullable<Document['reports']> } : {};
}

function filled<T>(json: T): T | undefined {
  return Object.keys(json as object).length > 0 ? json : undefined;
}

/** Without fields that hold nothing, so that equal documents have equal fields. */
function defined<T extends object>(entry: T): T {
  return Object.fromEntries(Object.entries(entry).filter(([, value]) => value !== undefined)) as T;
}
