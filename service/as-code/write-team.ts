/** Writes what a file changes of a team itself: zone, money, prices, roadmaps, dashboards. */
import { randomBytes } from 'node:crypto';
import { catalogue, nameRoadmap } from '@/catalogue/index';
import type { CustomSignal, SignalDefinition } from '@/catalogue/types';
import { DASHBOARDS_AT_MOST } from '../dashboards';
import { MOST_HOLIDAYS, tidyHolidays } from '../inputs/holidays';
import { plainJson } from '../json';
import { MOST_PRICES } from '../money/money';
import { rightRoadmap } from '../roadmaps/scope';
import { MOST_ROADMAPS, MOST_VERSIONS } from '../roadmaps/write';
import { definitionOf } from '../signals/definitions';
import { isEarlier } from './compare';
import type { PanelEntry } from './document';
import { entries, personOf, sorted, type Writing } from './writing';

export async function writeMoney(writing: Writing): Promise<void> {
  const { tx, given, compared } = writing;
  const { before, after } = compared;
  const id = given.team.id;
  if (after.timeZone !== undefined && before.timeZone !== after.timeZone) {
    await tx.team.update({ where: { id }, data: { timeZone: after.timeZone } });
    writing.did('setTimeZone', { from: before.timeZone ?? null, to: after.timeZone });
  }
  const { money = { currency: 'USD', perUsd: '1' } } = after;
  if (JSON.stringify(sorted(before.money)) !== JSON.stringify(sorted(money))) {
    await tx.team.update({ where: { id }, data: { ...money, perUsdAt: given.at } });
    writing.did('setMoney', { ...money });
  }
  if (Object.keys(after.prices).length > MOST_PRICES)
    throw writing.wrong(['prices'], `At most ${MOST_PRICES} prices of your own.`, 'Remove some.');
  const { put, gone } = entries(before.prices, after.prices);
  for (const { key: priceId, to } of put) {
    const path = ['prices', priceId];
    if (!catalogue().prices.has(priceId))
      throw writing.wrong(path, 'There is no such price in the lists.', 'Name a line of the lists by its id.');
    if (to.currency !== 'USD' && to.currency !== money.currency)
      throw writing.wrong(
        [...path, 'currency'],
        `Bills of this team are in ${money.currency}.`,
        `Write USD or ${money.currency}.`,
      );
    const data = { ...to, userId: personOf(given.actor), at: given.at };
    const key = { teamId: id, priceId };
    await tx.ownPrice.upsert({ where: { teamId_priceId: key }, create: { ...key, ...data }, update: data });
    writing.did('setOwnPrice', { priceId, ...to });
  }
  for (const priceId of gone) {
    await tx.ownPrice.deleteMany({ where: { teamId: id, priceId } });
    writing.did('setOwnPrice', { priceId, price: null });
  }
}

/** The whole calendar is one list of the team's row. */
export async function writeHolidays(writing: Writing): Promise<void> {
  const { tx, given, compared } = writing;
  const { before, after } = compared;
  const { put, gone } = entries(before.holidays, after.holidays);
  if (put.length + gone.length === 0) return;
  const all = tidyHolidays(
    Object.entries(after.holidays).flatMap(([name, days]) => days.map((it) => ({ name: name.trim(), ...it }))),
  );
  if (all.length > MOST_HOLIDAYS)
    throw writing.wrong(
      ['holidays'],
      `A calendar has at most ${MOST_HOLIDAYS} entries; this has ${all.length}.`,
      'Remove some, or leave out past years.',
    );
  await tx.team.update({ where: { id: given.team.id }, data: { holidays: plainJson(all).value as never } });
  const names = put.map(({ key }) => key);
  if (names.length > 0) writing.did('addHolidays', { names: names.slice(0, 20) });
  for (const name of gone) writing.did('removeHoliday', { name });
}

/** New ones and new versions; a version is never changed. */
export async function writeRoadmaps(writing: Writing): Promise<void> {
  const { tx, given, compared, read } = writing;
  const { before, after } = compared;
  if (Object.keys(after.roadmaps).filter((name) => !isEarlier(name)).length > MOST_ROADMAPS)
    throw writing.wrong(['roadmaps'], `A team keeps at most ${MOST_ROADMAPS} roadmaps of its own.`, 'Remove some.');
  const own = signalsIn(writing);
  const newest = new Map([...read.roadmaps].map(([slug, { id, number }]) => [slug, { id, number }]));
  // In the order of their names: ours comes before ours@3.
  for (const { key: name, is, to: text } of entries(before.roadmaps, after.roadmaps).put) {
    const [slug = '', version] = name.split('@');
    const path = ['roadmaps', name];
    const draft = await writing.at(path, () => rightRoadmap(text, own));
    if (draft.id !== slug) throw writing.wrong(path, `Its id is “${draft.id}”.`, `Write “id: ${slug}”.`);
    const known = newest.get(slug);
    const number =
      version === undefined
        ? known
          ? known.number + 1
          : Math.min(draft.version, MOST_VERSIONS)
        : earlierNumber(writing, path, {
            number: Number(version),
            newest: known?.number ?? 0,
            isThere: is !== undefined,
          });
    if (number > MOST_VERSIONS)
      throw writing.wrong(path, `A roadmap has at most ${MOST_VERSIONS} versions.`, 'Give it another id.');
    const roadmapId = known?.id ?? (await makeRoadmap(writing, slug));
    if (version === undefined) newest.set(slug, { id: roadmapId, number });
    const row = { number, text: nameRoadmap(text, { id: slug, version: number }), note: 'headroom apply' };
    const author = { createdBy: personOf(given.actor), createdAt: given.at };
    await tx.roadmapVersion.create({ data: { teamId: given.team.id, roadmapId, ...row, ...author } });
    writing.did(known ? 'saveRoadmap' : 'createRoadmap', { roadmap: slug, version: number });
  }
}

/** Of a version that an app stays on, in a team that does not have it yet. */
function earlierNumber(
  writing: Writing,
  path: string[],
  { number, newest, isThere }: { number: number; newest: number; isThere: boolean },
): number {
  const fix = 'Let its apps follow another one.';
  if (isThere) throw writing.wrong(path, 'This version has another text here, and a version is never changed.', fix);
  if (number >= newest) throw writing.wrong(path, 'There is no newer version than this here.', fix);
  return number;
}

async function makeRoadmap(writing: Writing, slug: string): Promise<bigint> {
  const { tx, given } = writing;
  if (catalogue().roadmaps.has(slug) || (await tx.teamRoadmap.count({ where: { slug } })) > 0)
    throw writing.wrong(['roadmaps', slug], 'This id is taken.', 'Choose another one, here and in its text.');
  const { id } = await tx.teamRoadmap.create({ data: { teamId: given.team.id, slug, createdAt: given.at } });
  return id;
}

/** Signals that the team's apps declare once the file is applied: its roadmaps may name them. */
function signalsIn({ compared }: Writing): SignalDefinition[] {
  const all = Object.values(compared.after.apps).flatMap(({ signals }) => Object.entries(signals));
  return [...new Map(all)].map(([id, said]) =>
    definitionOf({ id, ...said, aggregation: id.slice(id.lastIndexOf('.') + 1) } as CustomSignal),
  );
}

/** After the apps: one that follows such a roadmap holds it. */
export async function removeRoadmaps(writing: Writing): Promise<void> {
  const { tx, given, compared, read } = writing;
  for (const slug of entries(compared.before.roadmaps, compared.after.roadmaps).gone) {
    const own = read.roadmaps.get(slug);
    const follows = { teamId: given.team.id, ownRoadmap: { roadmapId: own?.id ?? 0n } };
    const app = await tx.app.findFirst({ where: { ...follows, deletedAt: null } });
    if (app)
      throw writing.wrong(
        ['roadmaps'],
        `${slug} is not in the file, and ${app.slug} follows it.`,
        'Move the app, or keep the roadmap.',
      );
    await tx.app.updateMany({ where: follows, data: { ownRoadmapId: null } });
    await tx.teamRoadmap.deleteMany({ where: { slug, teamId: given.team.id } });
    writing.did('removeRoadmap', { roadmap: slug, versions: own?.number ?? 0 });
  }
}

export async function writeDashboards(writing: Writing): Promise<void> {
  const { tx, given, compared, read } = writing;
  const { before, after } = compared;
  if (Object.keys(after.dashboards).length > DASHBOARDS_AT_MOST)
    throw writing.wrong(['dashboards'], `A team has at most ${DASHBOARDS_AT_MOST} dashboards.`, 'Remove some.');
  const { put, gone } = entries(before.dashboards, after.dashboards);
  const teamId = given.team.id;
  const apps = await tx.app.findMany({
    where: { teamId, deletedAt: null },
    select: { id: true, slug: true, name: true },
  });
  const known = new Map(apps.map((app) => [app.slug, app]));
  for (const { key: name, to } of put) {
    const panels = to.panels.map(({ app: slug, title, wide, ...question }: PanelEntry, i) => {
      const app = known.get(slug);
      const path = ['dashboards', name, 'panels', String(i), 'app'];
      if (!app) throw writing.wrong(path, `The team has no app ${slug}.`, 'Name one of its apps by its slug.');
      return {
        id: randomBytes(6).toString('base64url'),
        title,
        wide,
        appId: Number(app.id),
        appName: app.name,
        question,
      };
    });
    const data = { panels: plainJson(panels).value as never };
    const row = read.dashboards.get(name);
    if (row) await tx.dashboard.update({ where: { id: row.id }, data: { ...data, version: row.version + 1 } });
    else {
      const id = randomBytes(9).toString('base64url');
      await tx.dashboard.create({ data: { id, teamId, name, ...data, createdBy: personOf(given.actor) } });
    }
    writing.did(row ? 'arrangeDashboard' : 'createDashboard', { name, panels: panels.length });
  }
  for (const name of gone) {
    await tx.dashboard.deleteMany({ where: { teamId, name } });
    writing.did('deleteDashboard', { name });
  }
}
