/** Writes what a file changes of one app. */
import { catalogue } from '@/catalogue/index';
import type { Deployment } from '@/catalogue/types';
import { keptDays } from '@/config/settings';
import type { App, Prisma } from '@/prisma/generated/client';
import { checkRetention } from '../apps/retention';
import { checkPrices } from '../apps/settings';
import { isReserved } from '../apps/slugs';
import { checkThreshold } from '../crossings/threshold-ids';
import { invalid } from '../errors';
import { MOST_QUANTITIES, readable } from '../money/money';
import { type Followed, followed } from '../roadmaps/move';
import type { Verb } from '../roles';
import { CUSTOM_SIGNALS_AT_MOST } from '../signals/custom';
import type { AppEntry } from './document';
import { writeReports } from './write-reports';
import { entries, personOf, sorted, type Writing } from './writing';

const NOTHING: Omit<AppEntry, 'name' | 'roadmap'> = { quantities: {}, signals: {}, thresholds: {} };

/** Those that the file changes; new ones are made. */
export async function writeApps(writing: Writing): Promise<void> {
  const { tx, compared, read } = writing;
  const { put } = entries(compared.before.apps, compared.after.apps);
  const fresh = put.map(({ key }) => key).filter((slug) => !read.apps.has(slug));
  const taken = await tx.app.findFirst({ where: { slug: { in: fresh } }, orderBy: { slug: 'asc' } });
  const unfit = fresh.find(isReserved) ?? taken?.slug;
  if (unfit !== undefined)
    throw writing.wrong(['apps', unfit], `The address /apps/${unfit} is taken.`, 'Choose another one.');
  const roads = new Map<string, Promise<Followed>>();
  const roadOf = (roadmap: string) => {
    const known = roads.get(roadmap) ?? followed(tx, writing.given.team.id, followedOf(roadmap));
    roads.set(roadmap, known);
    return known;
  };
  for (const { key, is, to } of put) await writeApp(writing, key, { is, to, roadOf });
}

interface Written {
  /** What it is now; undefined: it is made. */
  is: AppEntry | undefined;
  to: AppEntry;
  roadOf: (roadmap: string) => Promise<Followed>;
}

async function writeApp(writing: Writing, slug: string, { is, to, roadOf }: Written): Promise<void> {
  const path = ['apps', slug];
  const columns = await changedColumns(writing, path, is, to);
  const road = is?.roadmap === to.roadmap ? null : await writing.at([...path, 'roadmap'], () => roadOf(to.roadmap));
  const data = Object.assign({}, road, ...columns.map((column) => column.data(to)));
  const row = await written(writing, slug, data);
  if (is === undefined) {
    writing.did('createApp', { slug, roadmap: to.roadmap }, row.id);
    writing.notes.push(`${slug} is new and has no token yet: its settings make one.`);
  } else if (road !== null) {
    writing.did('setRoadmap', { from: is.roadmap, to: { id: road.roadmapId, version: road.roadmapVersion } }, row.id);
    writing.derived.add(row.id);
  }
  for (const { field, verb } of columns.filter(({ field }) => is || field !== 'name'))
    writing.did(verb, { field, to: (to[field] ?? null) as Prisma.InputJsonValue }, row.id);
  if (columns.some(({ derives }) => derives)) writing.derived.add(row.id);
  if (columns.length > 0 || road !== null) writing.judged.add(row.id);
  const before = is ?? { ...NOTHING, name: to.name, roadmap: to.roadmap };
  await writeSignals(writing, row, before, to);
  await writeThresholds(writing, row, before, to);
  await writeReports(writing, [...path, 'reports'], row.id, before.reports, to.reports);
}

async function written({ tx, read, given }: Writing, slug: string, data: object): Promise<App> {
  const known = read.apps.get(slug);
  if (known === undefined)
    return tx.app.create({
      data: { teamId: given.team.id, slug, createdAt: given.at, ...data } as Prisma.AppUncheckedCreateInput,
    });
  if (Object.keys(data).length > 0) await tx.app.update({ where: { id: known.id }, data });
  return known;
}

function followedOf(roadmap: string): { roadmapId: string; version: number | null } {
  const [roadmapId = '', version] = roadmap.split('@');
  return { roadmapId, version: version === undefined ? null : Number(version) };
}

interface Column {
  field: keyof AppEntry;
  verb: Verb;
  /** Also what is wrong with it. */
  data: (to: AppEntry) => Prisma.AppUpdateInput;
  derives?: true;
}

const COLUMNS: Column[] = [
  { field: 'name', verb: 'applyTeam', data: ({ name }) => ({ name }) },
  { field: 'population', verb: 'setPopulation', data: (to) => ({ population: to.population ?? null }) },
  {
    field: 'concurrentPerDaily',
    verb: 'setLoadRatio',
    data: (to) => ({ concurrentPerDaily: to.concurrentPerDaily ?? null }),
  },
  {
    field: 'requestsPerUserMinute',
    verb: 'setLoadRatio',
    data: (to) => ({ requestsPerUserMinute: to.requestsPerUserMinute ?? null }),
  },
  {
    field: 'evidenceWindowMinutes',
    verb: 'setEvidenceWindow',
    data: (to) => ({ evidenceWindowMinutes: to.evidenceWindowMinutes ?? null }),
  },
  { field: 'retention', verb: 'setRetention', data: ({ retention }) => keptData(retention) },
  {
    field: 'metricNames',
    verb: 'setMetricNames',
    data: (to) => ({ metricNames: to.metricNames ?? {} }),
    derives: true,
  },
  { field: 'deployment', verb: 'setDeployment', data: ({ deployment }) => deployedData(deployment), derives: true },
  { field: 'quantities', verb: 'setQuantity', data: ({ quantities }) => quantityData(quantities) },
];

/** Those that are not as the file says, each looked at. */
async function changedColumns(writing: Writing, path: string[], is: AppEntry | undefined, to: AppEntry) {
  const none: Partial<AppEntry> = NOTHING;
  const changed = COLUMNS.filter(({ field }) => !same((is ?? none)[field], to[field]));
  for (const { field, data } of changed) {
    if (field === 'retention' && is) checkErasing(writing, [...path, field], is.retention, to.retention);
    await writing.at([...path, field], () => data(to));
  }
  return changed;
}

type Kept = AppEntry['retention'];

function keptData(kept: Kept): Prisma.AppUpdateInput {
  const { minutesDays, hoursDays } = kept ?? { minutesDays: null, hoursDays: null };
  checkRetention({ minutesDays, hoursDays });
  return { keepMinutesDays: minutesDays, keepHoursDays: hoursDays };
}

/** Telemetry is not erased by a slip in a file. */
function checkErasing(writing: Writing, path: string[], is: Kept, to: Kept): void {
  const most = keptDays();
  const shorter = (field: 'minutesDays' | 'hoursDays', longest: number) =>
    (to?.[field] ?? longest) < (is?.[field] ?? longest);
  if (writing.erase || !(shorter('minutesDays', most.minutes) || shorter('hoursDays', most.hours))) return;
  throw writing.wrong(path, 'This erases telemetry that is older.', 'Say --erase if that is meant.');
}

function deployedData(deployment: AppEntry['deployment']): Prisma.AppUpdateInput {
  checkPrices((deployment ?? {}) as Deployment);
  return { deployment: (deployment ?? {}) as Prisma.InputJsonObject };
}

function quantityData(quantities: AppEntry['quantities']): Prisma.AppUpdateInput {
  if (Object.keys(quantities).length > MOST_QUANTITIES)
    throw invalid('quantities', `At most ${MOST_QUANTITIES} quantities of your own.`, 'Remove some.');
  for (const { formula } of Object.values(quantities)) readable(formula);
  return { quantities };
}

async function writeSignals(writing: Writing, row: App, is: AppEntry, to: AppEntry): Promise<void> {
  const { tx, given } = writing;
  const path = ['apps', row.slug, 'signals'];
  if (Object.keys(to.signals).length > CUSTOM_SIGNALS_AT_MOST)
    throw writing.wrong(path, `An app may have ${CUSTOM_SIGNALS_AT_MOST} signals of its own.`, 'Remove some.');
  const { put, gone } = entries(is.signals, to.signals);
  for (const { key: signal, to: said } of put) {
    if (catalogue().signals.some(({ id }) => id === signal))
      throw writing.wrong([...path, signal], 'is a built-in signal.', 'Choose another name.');
    const columns = { ...said, aggregation: signal.slice(signal.lastIndexOf('.') + 1) };
    await tx.customSignal.upsert({
      where: { appId_signal: { appId: row.id, signal } },
      create: { appId: row.id, signal, ...columns, createdBy: personOf(given.actor) },
      update: columns,
    });
    writing.did('saveCustomSignal', { to: { id: signal, ...columns } }, row.id);
  }
  for (const signal of gone) {
    await tx.customSignal.deleteMany({ where: { appId: row.id, signal } });
    writing.did('removeCustomSignal', { signal }, row.id);
  }
  if (put.length + gone.length === 0) return;
  writing.derived.add(row.id);
  writing.judged.add(row.id);
}

async function writeThresholds(writing: Writing, row: App, is: AppEntry, to: AppEntry): Promise<void> {
  const { tx } = writing;
  const { put, gone } = entries(is.thresholds, to.thresholds);
  for (const { key: thresholdId, to: said } of put) {
    await writing.at(['apps', row.slug, 'thresholds', thresholdId], () => checkThreshold(tx, row, thresholdId));
    await tx.thresholdOverride.upsert({
      where: { appId_thresholdId: { appId: row.id, thresholdId } },
      create: { appId: row.id, thresholdId, ...said },
      update: said,
    });
    writing.did('setOverride', { thresholdId, ...said }, row.id);
  }
  for (const thresholdId of gone) {
    const where = { appId: row.id, thresholdId };
    // A mute that runs goes on.
    await tx.thresholdOverride.updateMany({ where, data: { limit: null, holdMinutes: null, reason: '' } });
    await tx.thresholdOverride.deleteMany({ where: { ...where, mutedUntil: null } });
    writing.did('removeOverride', { thresholdId }, row.id);
  }
  if (put.length + gone.length > 0) writing.judged.add(row.id);
}

const same = (a: unknown, b: unknown) => JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));
