/**
 * Disks and the database on them (RULES 15.3): how full, how fast they fill by time, when they are full, and what is
 * known of the working set. Depends on hours before `nowAt` alone; growth on whole days.
 */
import type { SignalId } from '@/catalogue/types';
import { baseOf } from '../signal-ids';
import {
  DAY_MS,
  type DateFinding,
  type DiskFinding,
  type EffectiveThreshold,
  type HourFacts,
  type SignalHeadroom,
  type SignalHour,
  type StorageFinding,
} from '../types';
import { dayIn } from '../zone-days';
import { after, fullAt, type Growth, growthFinding, growthOf } from './growth';
import { workingSet } from './working-set';

export const DISK = 'disk.used';
const SIX_MONTHS_DAYS = 182.5;
const GIB = 1024 ** 3;
/** Older hours say nothing of growth (growth.ts). */
const READ_DAYS = 58;

export interface StorageInput {
  hours: Map<SignalId, SignalHour[]>;
  hourFacts: readonly HourFacts[];
  nowAt: number;
  /** The team's; absent: UTC. */
  timeZone?: string | undefined;
}

/** Null where nothing tells of disks or databases. */
export function findStorage(input: StorageInput): StorageFinding | null {
  const disks = disksOf(input, DISK).map((disk) => findingOf(disk));
  const sizes = (input.hours.get('db.size') ?? []).filter(isRecent(input));
  const newest = sizes.at(-1);
  if (disks.length === 0 && newest === undefined) return null;
  return {
    disks: disks.sort((a, b) => soonest(a.full, b.full) || b.usedBytes / b.sizeBytes - a.usedBytes / a.sizeBytes),
    database: newest === undefined ? null : databaseOf(input, sizes),
  };
}

/** When the first disk is at the limit of a threshold, and when it is full; 1.0 of its size is all of it. */
export function diskHeadroom(input: StorageInput, { signal, id, limit }: EffectiveThreshold): SignalHeadroom {
  const named = { signal, thresholdId: id };
  const disks = disksOf(input, signal);
  const known = disks.filter(({ growth }) => growth !== null);
  if (disks.length === 0) return { code: 'cannot-tell', ...named, reason: { code: 'no-data' } };
  if (known.length === 0) {
    const have = Math.max(...disks.map(({ have }) => have));
    const finding = growthFinding(null, have);
    return { code: 'cannot-tell', ...named, reason: { code: 'learning-days', have, need: needOf(finding) } };
  }
  const [first] = known
    .map((disk) => ({ disk, date: dateOf(disk, (limit / 100) * disk.sizeBytes) }))
    .sort((a, b) => soonest(a.date, b.date));
  const { disk, date } = first as { disk: Disk; date: DateFinding };
  const { name, ...found } = findingOf(disk);
  return { code: 'fills', ...named, disk: name === '' ? null : name, ...found, date };
}

interface Disk {
  name: string;
  usedBytes: number;
  sizeBytes: number;
  ofDatabase?: true;
  growth: Growth | null;
  newestDay: number;
  /** Known whole days. */
  have: number;
}

export interface DiskReading {
  at: number;
  usedBytes: number;
  sizeBytes: number;
  ofDatabase?: true;
}

/** Hours of each disk by its name, oldest first; with a filter, and where hours keep no disks, the signal is one disk. */
export function readingsOf(input: StorageInput, signal: SignalId): Map<string, DiskReading[]> {
  const facts = input.hourFacts.filter(isRecent(input));
  const hasDisks = signal === baseOf(signal) && facts.some(({ disks }) => disks !== undefined);
  const readings = new Map<string, DiskReading[]>();
  const add = (name: string, reading: DiskReading) => {
    const list = readings.get(name);
    if (list) list.push(reading);
    else readings.set(name, [reading]);
  };
  if (hasDisks) for (const { at, disks = [] } of facts) for (const { name, ...own } of disks) add(name, { at, ...own });
  else {
    for (const { at, demandMax5 = Number.NaN, capacityMedian5 = Number.NaN } of input.hours.get(signal) ?? [])
      if (demandMax5 >= 0 && capacityMedian5 > 0 && isRecent(input)({ at }))
        add('', { at, usedBytes: demandMax5, sizeBytes: capacityMedian5 });
  }
  return readings;
}

/** Every disk that the last day tells of. */
function disksOf(input: StorageInput, signal: SignalId): Disk[] {
  return [...readingsOf(input, signal)].flatMap(([name, list]): Disk[] => {
    const newest = list.at(-1);
    if (newest === undefined || newest.at < input.nowAt - DAY_MS) return [];
    const days = dailyOf(
      input,
      list.map(({ at, usedBytes }) => ({ at, bytes: usedBytes })),
    );
    const { at: _, ...now } = newest;
    return [{ name, ...now, ...days }];
  });
}

const isRecent =
  ({ nowAt }: StorageInput) =>
  ({ at }: { at: number }) =>
    at < nowAt && at >= nowAt - READ_DAYS * DAY_MS;

/** The most of each whole day: a disk is full when it is fullest. */
function dailyOf(
  { nowAt, timeZone = 'UTC' }: StorageInput,
  hours: readonly { at: number; bytes: number }[],
): Pick<Disk, 'growth' | 'newestDay' | 'have'> {
  const today = dayIn(timeZone, nowAt);
  const most = new Map<number, number>();
  for (const { at, bytes } of hours) {
    const day = dayIn(timeZone, at);
    if (day < today) most.set(day, Math.max(most.get(day) ?? 0, bytes));
  }
  const daily = [...most].map(([day, bytes]) => ({ day, bytes })).sort((a, b) => a.day - b.day);
  return { growth: growthOf(daily), newestDay: daily.at(-1)?.day ?? today, have: daily.length };
}

const dateOf = ({ growth, newestDay, have }: Disk, limit: number): DateFinding =>
  fullAt(growth, limit, { newestDay, have });

function findingOf(disk: Disk): DiskFinding {
  const { name, usedBytes, sizeBytes, ofDatabase, growth, have } = disk;
  return {
    name,
    usedBytes,
    sizeBytes,
    ...(ofDatabase && { ofDatabase }),
    growth: growthFinding(growth, have),
    full: dateOf(disk, sizeBytes),
  };
}

function databaseOf(input: StorageInput, sizes: readonly SignalHour[]): StorageFinding['database'] {
  const known = sizes.filter(({ median5 }) => median5 >= 0).map(({ at, median5 }) => ({ at, bytes: median5 * GIB }));
  const newest = known.at(-1);
  if (newest === undefined) return null;
  const { growth, have } = dailyOf(input, known);
  return {
    bytes: newest.bytes,
    growth: growthFinding(growth, have),
    inSixMonths: growth === null ? null : after(growth, SIX_MONTHS_DAYS),
    workingSet: workingSet(input, newest.bytes),
  };
}

const needOf = (finding: ReturnType<typeof growthFinding>): number =>
  finding.code === 'learning-days' ? finding.need : finding.days;

/** What comes first stands first; without a date last. */
function soonest(a: DateFinding, b: DateFinding): number {
  return rankOf(a) - rankOf(b);
}

function rankOf(date: DateFinding): number {
  switch (date.code) {
    case 'past':
      return 0;
    case 'date':
      return date.likelyAt;
    case 'not-before':
      return date.horizonAt + (1 - date.share) * DAY_MS;
    case 'not-within':
      return 1e15 - date.share;
    case 'cannot-tell':
      return 2e15;
  }
}
