/**
 * What a database stores as lines of a bill: what it has to be paid for today, and what a month adds (RULES 15.2, 15.3).
 * Growth is measured by time and follows the load in question; storage is never counted smaller than what is there.
 */
import { tQuantile, Z90 } from '../math';
import type { AppFacts, DatabaseFinding, GrowthFinding } from '../types';
import { type BookPrice, priceBook } from './book';
import type { BillInput } from './formula';
import { type Part, type Quantity, quantityCents } from './lines';

const GIB = 1024 ** 3;
const SIX_MONTHS_DAYS = 182;
const MOST_KNOWN = 1_000;
/** RULES 15.2: 730 hours. */
const MONTH_DAYS = 730 / 24;

/** Lines beside a database of this class; none where its size or the price of its storage is not known. */
export function storageParts(
  input: BillInput,
  base: BookPrice,
  listed: readonly (string | null | undefined)[],
): Part[] {
  const database = input.storage?.database;
  const price = priceBook(input.facts).find(base.storage?.priceId);
  // Who has a line for it already pays it once.
  if (!database || !price || listed.includes(price.id)) return [];
  const copies = base.storage?.copies ?? 1;
  const stated = input.facts.deployment.database?.storageBytes ?? 0;
  const paid = Math.max(stated, database.bytes);
  const of = (bytes: number): number => (copies * bytes) / bytesAUnit(price);
  const unit = price.unit.startsWith('gib') || price.provider !== 'Render' ? 'GiB' : 'GB';
  const said = (bytes: number, from: string): Quantity => ({
    price,
    count: of(bytes),
    unit,
    from: copies === 1 ? from : `${from} × ${copies} copies`,
  });
  const now: Part = {
    id: 'database-storage',
    title: 'Database storage',
    measured: true,
    quantity: () => said(paid, stated >= database.bytes ? 'as stated in the settings' : 'size measured'),
  };
  if (database.growth.code === 'learning-days') return [now];
  const ends = perMonth(database.growth);
  const added = (bytes: number): Quantity =>
    said(Math.max(0, database.bytes + bytes * byLoad(input) - paid), 'measured growth of a month, beyond what is paid');
  const growth: Part = {
    id: 'database-growth',
    title: 'Database storage, what a month adds',
    measured: true,
    note: 'As it stands at the end of the month.',
    quantity: () => added(ends.likely),
    byTime: (u) => added(valueAt(ends, u)),
  };
  return [now, growth];
}

/** Cents a month for so many more bytes of the database's storage; null where its price is not known. */
export function moreStorageCents(facts: AppFacts, bytes: number): number | null {
  const { find, money } = priceBook(facts);
  const storage = find(facts.deployment.database?.priceId)?.storage;
  const price = find(storage?.priceId);
  if (!storage || !price) return null;
  return quantityCents({ price, count: (storage.copies * bytes) / bytesAUnit(price) }, money);
}

/** GiB that a class has to hold for six months at this load; null where the size is not known. */
export function storageNeed(input: BillInput): number | null {
  const database = input.storage?.database;
  if (!database) return null;
  return (database.bytes + perDayOf(database) * SIX_MONTHS_DAYS * byLoad(input)) / GIB;
}

const perDayOf = ({ growth }: DatabaseFinding): number => (growth.code === 'grows' ? Math.max(0, growth.perDay) : 0);

/** Who asks for twice the load stores twice as much a day; without a load of today, as measured. */
const byLoad = ({ load, demand }: BillInput): number => (demand?.loadNow ? load / demand.loadNow : 1);

interface Ends {
  low: number;
  likely: number;
  high: number;
}

function perMonth(growth: Exclude<GrowthFinding, { code: 'learning-days' }>): Ends {
  const likely = growth.code === 'grows' ? growth.perDay : 0;
  const [low, high] = [Math.min(growth.low, likely), Math.max(growth.high, likely)];
  const [a, b, c] = [low, likely, high].map((perDay) => Math.max(0, perDay) * MONTH_DAYS) as [number, number, number];
  return { low: a, likely: b, high: c };
}

/** A normal on each side of the middle, of which the interval holds 80 %. */
function valueAt({ low, likely, high }: Ends, u: number): number {
  const z = normalAt(u) / Z90;
  return Math.max(0, likely + z * (z < 0 ? likely - low : high - likely));
}

/** The same few quantiles are asked for again and again: those of as many draws as there are. */
const known = new Map<number, number>();

function normalAt(u: number): number {
  const z = known.get(u) ?? tQuantile(u, 1e6);
  if (known.size < MOST_KNOWN) known.set(u, z);
  return z;
}

/** AWS and Google count GiB and write GB; Render's are taken as written. */
const bytesAUnit = (price: BookPrice): number => (price.provider === 'Render' && price.unit === 'gb-month' ? 1e9 : GIB);
