/** Money that need not be spent, each with what it rests on (RULES 15.6). Nothing is advised on a guess. */
import type { SignalId } from '@/catalogue/types';
import { nearestRank } from '../math';
import {
  type AppFacts,
  DAY_MS,
  type HourFacts,
  type SavingFinding,
  type SignalHour,
  type StorageFinding,
} from '../types';
import { type BookPrice, monthlyPrice, priceBook } from './book';
import type { DemandPerUser } from './demand';
import { phaseAt } from './formula';
import { quantityCents } from './lines';
import { offHours } from './off-hours';
import { cheapestFor, instancesFor, redundantFrom } from './size';
import { smallerDatabase } from './smaller-database';

const RIGHT_SIZE_DAYS = 14;
const RIGHT_SIZE_SHARE = 0.4;
const RESERVED_DAYS = 30;
/** A date nearer than this keeps a machine as large as it is. */
const QUIET_DAYS = 90;
/** The step by which no instance keeps state of its own. */
const STATELESS = 'stateless-app';
/** Cents under which a saving is not worth a line. */
const LEAST_CENTS = 100;

export interface SavingsInput {
  facts: AppFacts;
  nowAt: number;
  demand: DemandPerUser;
  hours: Map<SignalId, SignalHour[]>;
  hourFacts: HourFacts[];
  dueInDays: number | null;
  storage?: StorageFinding | null;
}

/** Savings on the stated web instances and the database, largest first. */
export function findSavings(input: SavingsInput): SavingFinding[] {
  const web = priceBook(input.facts).find(input.facts.deployment.webPriceId);
  const ways = [rightSize, followLoad, offHours, spot, reserved];
  const found = web === undefined || input.demand.instances === null ? [] : ways.map((way) => way(input, web));
  return [...found, database(input)]
    .flatMap((it) => it ?? [])
    .filter((it) => it.centsAMonth === null || it.centsAMonth >= LEAST_CENTS)
    .sort((a, b) => (b.centsAMonth ?? 0) - (a.centsAMonth ?? 0));
}

function database({ facts, hours, nowAt, dueInDays, storage }: SavingsInput): SavingFinding | null {
  if (dueInDays !== null && dueInDays < QUIET_DAYS) return null;
  const book = priceBook(facts);
  const base = book.find(facts.deployment.database?.priceId);
  const connections = hours.get('db.connections.used') ?? [];
  const cpu = hours.get('db.cpu.used') ?? [];
  return smallerDatabase({ book, base, database: storage?.database, connections, cpu, nowAt });
}

function rightSize({ facts, demand, hours, dueInDays, nowAt }: SavingsInput, web: BookPrice): SavingFinding | null {
  const { instances, loadNow } = demand;
  if (instances === null || loadNow === null || (dueInDays !== null && dueInDays < QUIET_DAYS)) return null;
  const used = (['cpu.used', 'eventloop.used', 'memory.used'] as const).flatMap((signal) => {
    const shares = (hours.get(signal) ?? [])
      .filter(({ at }) => at > nowAt - RIGHT_SIZE_DAYS * DAY_MS)
      .map(({ demandMax5, capacityMedian5 }) => (demandMax5 ?? Number.NaN) / (capacityMedian5 ?? Number.NaN))
      .filter((share) => share >= 0 && Number.isFinite(share));
    return shares.length < RIGHT_SIZE_DAYS * 20 ? [] : [{ signal, share: nearestRank(shares, 0.95) }];
  });
  const most = used.sort((a, b) => b.share - a.share)[0];
  if (most === undefined || most.share >= RIGHT_SIZE_SHARE) return null;
  const book = priceBook(facts);
  const redundant = (phaseAt(facts, loadNow) ?? 0) >= redundantFrom(facts);
  const least = facts.deployment.instances?.min ?? 1;
  const best = cheapestFor(book, {
    facts,
    demand,
    view: demand,
    base: web,
    statedFor: web.id,
    load: loadNow,
    redundant,
  });
  if (best === null) return null;
  const count = Math.max(best.sized.count, redundant ? 2 : 1, best.price.id === web.id ? least : 1);
  const before = quantityCents({ price: web, count: instances }, book.money);
  const after = quantityCents({ price: best.price, count }, book.money);
  if (before === null || after === null || after >= before) return null;
  return {
    code: 'right-size',
    usedShare: most.share,
    signal: most.signal,
    days: RIGHT_SIZE_DAYS,
    from: { count: instances, plan: `${web.provider} ${web.plan}` },
    to: { count, plan: `${best.price.provider} ${best.price.plan}` },
    centsAMonth: before - after,
  };
}

/** Only where the number stands still today: an app that scales saves this already. */
function followLoad({ facts, demand }: SavingsInput, web: BookPrice): SavingFinding | null {
  const { instances, loadNow, week } = demand;
  const { min, max } = facts.deployment.instances ?? {};
  if (instances === null || loadNow === null || instances < 2 || week.length === 0) return null;
  if ((min !== undefined && max !== undefined && min < max) || new Set(week.map((it) => it.instances)).size > 2)
    return null;
  const redundant = (phaseAt(facts, loadNow) ?? 0) >= redundantFrom(facts);
  const counts = week.map(({ share }) => {
    const load = (loadNow * share) / demand.peakFactor;
    return instancesFor({ facts, demand, view: demand, price: web, statedFor: web.id, load, redundant })?.count;
  });
  if (counts.some((count) => count === undefined)) return null;
  const mean = (counts as number[]).reduce((sum, count) => sum + Math.min(count, instances), 0) / counts.length;
  const { money } = priceBook(facts);
  const before = quantityCents({ price: web, count: instances }, money);
  const after = quantityCents({ price: web, count: mean }, money);
  if (before === null || after === null) return null;
  return { code: 'follow-load', peakInstances: instances, meanInstances: mean, centsAMonth: before - after };
}

/** Beyond what has to stay: needed at today's load with its spares. A machine may be taken away at any time (RULES 15.6). */
function spot({ facts, demand }: SavingsInput, web: BookPrice): SavingFinding | null {
  const { instances, loadNow } = demand;
  if (instances === null || loadNow === null) return null;
  const price = listedAs(facts, web, /spot/i);
  if (price === null) return null;
  const needed = instancesFor({
    facts,
    demand,
    view: demand,
    price: web,
    statedFor: web.id,
    load: loadNow,
    redundant: true,
  });
  const beyond = instances - (needed?.count ?? instances);
  if (beyond < 1) return null;
  const cents = cheaperBy(facts, { web, price, count: beyond });
  if (cents === null) return null;
  const isStateless = facts.stepStates.some(({ stepId, status }) => stepId === STATELESS && status === 'done');
  return {
    code: 'spot',
    instances: beyond,
    plan: `${price.provider} ${price.plan}`,
    priceDate: price.date,
    first: [
      ...(isStateless ? [] : (['stateless'] as const)),
      ...((facts.deployment.zones ?? 1) >= 2 ? [] : (['zones'] as const)),
    ],
    centsAMonth: cents,
  };
}

/** The least number of instances that any hour of the last 30 days had; without a figure where no list has a price. */
function reserved({ facts, hourFacts, nowAt }: SavingsInput, web: BookPrice): SavingFinding | null {
  const month = hourFacts.filter(({ at }) => at > nowAt - RESERVED_DAYS * DAY_MS && at <= nowAt);
  const least = Math.floor(Math.min(...month.map(({ instancesMedian }) => instancesMedian)));
  if (month.length < RESERVED_DAYS * 22 || !(least >= 1) || !/^(AWS|Google Cloud)$/.test(web.provider)) return null;
  const price = listedAs(facts, web, /reserved|commit/i);
  const cents = price === null ? null : cheaperBy(facts, { web, price, count: least });
  return { code: 'reserved', instances: least, days: RESERVED_DAYS, centsAMonth: cents };
}

/** The same machine under another contract, where the lists have one that runs all month. */
function listedAs(facts: AppFacts, web: BookPrice, contract: RegExp): BookPrice | null {
  const book = priceBook(facts);
  const listed = facts.prices.find(
    (it) => it.provider === web.provider && it.plan === web.plan && contract.test(it.service) && it.id !== web.id,
  );
  const price = book.find(listed?.id);
  return price === undefined || monthlyPrice(price, book.money) === null ? null : price;
}

/** Cents a month that so many machines cost less at the other price; null where they do not. */
function cheaperBy(
  facts: AppFacts,
  { web, price, count }: { web: BookPrice; price: BookPrice; count: number },
): number | null {
  const { money } = priceBook(facts);
  const before = quantityCents({ price: web, count }, money);
  const after = quantityCents({ price, count }, money);
  return before === null || after === null || after >= before ? null : before - after;
}
