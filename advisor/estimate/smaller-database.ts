/**
 * A smaller class of the same database where measured use allows it (RULES 15.3, 15.6): less memory where half of it
 * still holds all that can be read again and again; fewer processors only where their use is measured.
 */
import type { Price } from '@/catalogue/types';
import { largest, nearestRank } from '../math';
import { DAY_MS, type SavingFinding, type SignalHour, type StorageFinding } from '../types';
import { type BookPrice, monthlyPrice, type PriceBook } from './book';
import { quantityCents } from './lines';

const GIB = 1024 ** 3;
const DAYS = 14;
/** RULES 15.3. */
const CONNECTIONS_TARGET = 0.8;
/** Of a class's memory, what its data may take: RDS and WiredTiger leave about half to it by default (judgement). */
const MEMORY_FOR_DATA = 0.5;
/** RULES 15.6: where more of today's are used (95th percentile), there stay as many. */
const FEWER_BELOW = 0.4;
/** RULES 15.1: of the smaller class's, at the most that was used. */
const CPU_TARGET = 0.6;

interface Given {
  book: PriceBook;
  base: BookPrice | undefined;
  database: StorageFinding['database'] | undefined;
  connections: readonly SignalHour[];
  /** db.cpu.used, %. */
  cpu?: readonly SignalHour[];
  nowAt: number;
}

/** Null where a part of the evidence is missing: connections of 14 days, a bound of the working set, its growth. */
export function smallerDatabase({ book, base, database, connections, cpu = [], nowAt }: Given): SavingFinding | null {
  if (base === undefined || database?.inSixMonths == null || isBurstable(base)) return null;
  const used = connections
    .filter(({ at }) => at > nowAt - DAYS * DAY_MS)
    .flatMap(({ demandMax5 }) => (demandMax5 !== undefined && demandMax5 >= 0 ? [demandMax5] : []));
  if (used.length < DAYS * 20) return null;
  const most = Math.max(...used);
  const busy = cpu.filter(({ at, max5 }) => at > nowAt - DAYS * DAY_MS && max5 >= 0).map(({ max5 }) => max5 / 100);
  const isKnown = busy.length >= DAYS * 20;
  const cores =
    isKnown && nearestRank(busy, 0.95) < FEWER_BELOW ? (largest(busy) * (base.vcpu ?? 0)) / CPU_TARGET : null;
  const grown = Math.max(1, database.inSixMonths.high / database.bytes);
  const workingSetBytes = database.workingSet.atMostBytes * grown;
  const storageGib = base.maxStorageGib === undefined ? null : database.inSixMonths.high / GIB;
  const carries = (price: Price) =>
    !isBurstable(price) &&
    price.vcpu !== null &&
    (price.vcpu === base.vcpu || (cores !== null && price.vcpu < (base.vcpu ?? 0) && price.vcpu >= cores)) &&
    (storageGib === null || price.maxStorageGib === undefined || price.maxStorageGib >= storageGib) &&
    (price.memoryGib ?? 0) * MEMORY_FOR_DATA * GIB >= workingSetBytes &&
    (price.maxConnections ?? 0) * CONNECTIONS_TARGET >= most;
  const cost = (price: Price) => monthlyPrice(price, book.money) ?? Number.POSITIVE_INFINITY;
  const smaller = book.classesOf(base).find((price) => cost(price) > 0 && cost(price) < cost(base) && carries(price));
  if (smaller === undefined) return null;
  const [before, after] = [base, smaller].map((price) => quantityCents({ price, count: 1 }, book.money)) as [
    number | null,
    number | null,
  ];
  if (before === null || after === null) return null;
  return {
    code: 'smaller-database',
    from: `${base.provider} ${base.plan}`,
    to: `${smaller.provider} ${smaller.plan}`,
    connections: Math.ceil(most),
    days: DAYS,
    workingSetBytes,
    bound: database.workingSet.from,
    ...(isKnown ? { cpuShare: nearestRank(busy, 0.95) } : {}),
    centsAMonth: before - after,
  };
}

/** Classes that save up processor time: another size of them has another share of it. */
const isBurstable = ({ plan }: Pick<Price, 'plan'>): boolean => /(^|\.)t\d|^M(10|20)$|micro|small/i.test(plan);
