/**
 * What a file changes. One rule: what the file names, it says whole; what it does not name is left alone, or with
 * `prune` taken away. Apps are never taken away: that would erase what they sent. Pure.
 */
import type { z } from 'zod';
import { nameRoadmap } from '@/catalogue/index';
import { daysWritten } from '../inputs/holidays';
import { type AppEntry, type ChannelEntry, type Document, documentSchema } from './document';
import { yamlOf } from './text';
import { isMap, own, schemaAt, tidy } from './tidy';

export interface Change {
  op: 'add' | 'change' | 'remove';
  /** Keys, such as ["apps", "checkout", "population"]. */
  path: string[];
  before: unknown;
  after: unknown;
}

/** As people read it. */
export interface ToldChange {
  op: Change['op'];
  path: string;
  /** YAML, or a roadmap's text; null where there is none. */
  before: string | null;
  after: string | null;
}

export interface Compared {
  /** What is there, as it will be named when the change is made. */
  before: Document;
  after: Document;
  changes: Change[];
}

/** @param numbers of the newest versions of the team's own roadmaps */
export function compare(
  now: Document,
  file: Document,
  { prune, numbers }: { prune: boolean; numbers: ReadonlyMap<string, number> },
): Compared {
  const roadmaps = Object.fromEntries(
    Object.entries(file.roadmaps).map(([slug, text]) => [slug, sameNamed(slug, text, numbers.get(slug))]),
  );
  const renewed = Object.keys(roadmaps).filter(
    (slug) => !isEarlier(slug) && now.roadmaps[slug] !== undefined && now.roadmaps[slug] !== roadmaps[slug],
  );
  const before = { ...now, apps: mapped(now.apps, (app) => pinned(app, renewed, numbers)) };
  const channels = Object.fromEntries(
    Object.entries(file.channels).map(([name, said]) => [name, sameSecrets(said, own(now.channels, name))]),
  );
  const after = merged(before, { ...file, roadmaps, channels }, prune);
  return { before, after, changes: changesOf(documentSchema, before, after) };
}

/** Whether a roadmap is named with its version: ours@3. */
export const isEarlier = (roadmap: string): boolean => roadmap.includes('@');

/** The version that a file's text says is not what makes it another text; of ours@3 it is the third. */
function sameNamed(name: string, text: string, newest: number | undefined): string {
  const [id = '', version] = name.split('@');
  const number = version === undefined ? newest : Number(version);
  return number === undefined ? text : nameRoadmap(text, { id, version: number });
}

/** Under which names a file has a channel's secrets is not kept; whether they are others is told apart (write-channel.ts). */
function sameSecrets(said: ChannelEntry, mine: ChannelEntry | undefined): ChannelEntry {
  if (mine === undefined) return said;
  const { url: _url, key: _key, ...rest } = said;
  return defined({ ...rest, url: mine.url, key: mine.key });
}

/** An app that follows the newest version stays on it when there is a newer one, unless the file says otherwise. */
function pinned(app: AppEntry, renewed: string[], numbers: ReadonlyMap<string, number>): AppEntry {
  return renewed.includes(app.roadmap) ? { ...app, roadmap: `${app.roadmap}@${numbers.get(app.roadmap)}` } : app;
}

function merged(now: Document, file: Document, prune: boolean): Document {
  const either = <T>(mine: T | undefined, said: T | undefined, none?: T) => said ?? (prune ? none : mine);
  const all = <T>(mine: Record<string, T>, said: Record<string, T>) => (prune ? said : { ...mine, ...said });
  const app = (slug: string, said: AppEntry): AppEntry => {
    const mine = now.apps[slug];
    if (mine === undefined) return said;
    const { quantities, signals, thresholds } = mine;
    return {
      ...(prune ? {} : mine),
      ...said,
      quantities: all(quantities, said.quantities),
      signals: all(signals, said.signals),
      thresholds: all(thresholds, said.thresholds),
    };
  };
  const { timeZone, money, reports } = now;
  return defined({
    headroom: 1,
    timeZone: either(timeZone, file.timeZone, 'UTC'),
    holidays: all(now.holidays, mapped(file.holidays, daysWritten)),
    money: either(money, file.money, { currency: 'USD', perUsd: '1' }),
    prices: all(now.prices, file.prices),
    // A version goes with its roadmap, never alone.
    roadmaps: { ...earlierOf(now.roadmaps), ...all(now.roadmaps, file.roadmaps) },
    apps: {
      ...now.apps,
      ...Object.fromEntries(Object.entries(file.apps).map(([slug, said]) => [slug, app(slug, said)])),
    },
    dashboards: all(now.dashboards, file.dashboards),
    channels: all(now.channels, file.channels),
    reports: either(reports, file.reports),
  });
}

const earlierOf = (roadmaps: Document['roadmaps']) =>
  Object.fromEntries(Object.entries(roadmaps).filter(([name]) => isEarlier(name)));

function changesOf(schema: z.ZodType, before: unknown, after: unknown, path: string[] = []): Change[] {
  if (isMap(before) && isMap(after)) {
    const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
    return keys.flatMap((key) => changesOf(schemaAt(schema, [key]), own(before, key), own(after, key), [...path, key]));
  }
  if (textOf(schema, before) === textOf(schema, after)) return [];
  return [{ op: before === undefined ? 'add' : after === undefined ? 'remove' : 'change', path, before, after }];
}

const textOf = (schema: z.ZodType, value: unknown) => JSON.stringify(tidy(schema, value));

export function told({ op, path, before, after }: Change): ToldChange {
  const schema = schemaAt(documentSchema, path);
  const text = (value: unknown) => {
    if (value === undefined) return null;
    return typeof value === 'string' ? value : yamlOf(tidy(schema, value)).trimEnd();
  };
  return { op, path: pathText(path), before: text(before), after: text(after) };
}

/** apps.checkout.population; what is no plain word in quotes. */
export function pathText(path: readonly string[]): string {
  return path.map((key) => (/^[\w-]+$/.test(key) ? key : JSON.stringify(key))).join('.');
}

function mapped<T>(of: Record<string, T>, make: (value: T) => T): Record<string, T> {
  return Object.fromEntries(Object.entries(of).map(([key, value]) => [key, make(value)]));
}

function defined<T extends object>(entry: { [K in keyof T]: T[K] | undefined }): T {
  return Object.fromEntries(Object.entries(entry).filter(([, value]) => value !== undefined)) as T;
}
