/** Quantities by formula: what a formula may name at a load, and its value (catalogue/formula.ts reads it). */
import { FORMULA_NAMES, type Formula, type FormulaName } from '@/catalogue/types';
import { phaseOf, unitFactor } from '../load/position';
import type { AppFacts, StorageFinding } from '../types';
import { type BookPrice, priceBook } from './book';
import { type DemandPerUser, type DemandView, demandAt } from './demand';
import type { Quantity } from './lines';
import { instancesFor, redundantFrom } from './size';

export interface BillInput {
  facts: AppFacts;
  nowAt: number;
  /** In the app's own population. */
  load: number;
  /** Null: what the app runs on today, scaled to the load. A number: that phase's components. */
  phase: number | null;
  demand: DemandPerUser | null;
  /** What the databases store; absent or null: not known. */
  storage?: StorageFinding | null;
}

const GIB = 1024 ** 3;

/** What a price by use is multiplied by, where that is measured; requests are those of the app. */
const BY_USE: Record<string, string> = {
  'gb-egress': 'egress_gb',
  'gib-egress': 'egress_gb / 1.073741824',
  'thousand-requests': 'requests / 1000.0',
  '10k-requests': 'requests / 10000.0',
  'million-requests': 'requests / 1000000.0',
};

/** The usual formula of a price by use; null for prices of another kind. */
export const byUse = (price: Pick<BookPrice, 'unit'>): string | null => BY_USE[price.unit] ?? null;

/** The value of a formula at this load; one, with the reason, where it has none. */
export function byFormula(
  input: BillInput,
  { price, text, view, index }: { price: BookPrice; text: string; view: DemandView | null; index?: number | undefined },
): Quantity {
  const { readFormula } = input.facts;
  const one = (why: string): Quantity => ({
    price,
    count: 1,
    unit: price.unit,
    from: `1, ${why}`,
    formula: text,
    missing: why,
  });
  let formula: Formula;
  try {
    if (readFormula === undefined) return one('formulas cannot be read here');
    formula = readFormula(text);
  } catch {
    return one('its formula cannot be read');
  }
  const values = namesAt(input, price, view, index);
  const missing = formula.names.filter((name) => values[name as FormulaName] === null);
  if (missing.length > 0)
    return one(`${missing.map((name) => FORMULA_NAMES[name as FormulaName]).join(' and ')} not measured`);
  try {
    const count = formula.value(values as Record<string, number>);
    if (Number.isFinite(count) && count >= 0 && count < 1e12)
      return { price, count, unit: price.unit, from: text, formula: text };
  } catch {
    // A division by zero of whole numbers: told below like any other non-number.
  }
  return one('its formula gives no number at this load');
}

/** What formulas may name, at this load; null where it is not measured. */
function namesAt(
  { facts, load, demand }: BillInput,
  price: BookPrice,
  view: DemandView | null,
  index: number | undefined,
): Record<FormulaName, number | null> {
  const seenAs = view ?? demand;
  const at = (signal: string) => (seenAs === null ? null : demandAt(seenAs, signal, load));
  const memory = at('memory.used');
  const grown = (much: number | null | undefined) =>
    much == null || !demand?.loadNow ? null : (much * load) / demand.loadNow;
  const sized =
    demand === null || seenAs === null
      ? null
      : instancesFor({
          facts,
          demand,
          view: seenAs,
          price: priceBook(facts).find(facts.deployment.webPriceId) ?? price,
          statedFor: facts.deployment.webPriceId ?? null,
          load,
          redundant: (index ?? phaseAt(facts, load) ?? 0) >= redundantFrom(facts),
        });
  return {
    users: load,
    peak_users: load * (seenAs?.peakFactor ?? 1),
    cores: at('cpu.used'),
    loops: at('eventloop.used'),
    memory_gib: memory === null ? null : memory / GIB,
    connections: at('db.connections.used'),
    instances: sized?.count ?? demand?.instances ?? facts.deployment.instances?.min ?? 1,
    requests: grown(demand?.requestsAMonth),
    egress_gb: grown(demand?.egressGbAMonth),
  };
}

/** Phase that serves a load of the app's population; null while the owner has not said how to convert. */
export function phaseAt(facts: AppFacts, load: number): number | null {
  const factor = roadmapFactor(facts);
  return factor === null ? null : phaseOf(facts.roadmap.phases, load * factor);
}

export function roadmapFactor({ population, roadmap, concurrentPerDaily }: AppFacts): number | null {
  return population === null ? null : unitFactor(population, roadmap.loadUnit, concurrentPerDaily);
}
