/** Unit prices of the catalogue as lines of a bill: quantity × price, cents, date, staleness (RULES 15.7). */
import type { CostLine, Phase, Price, Step } from '@/catalogue/types';
import { type AppFacts, type BillLine, DAY_MS } from './types';

/** RULES 15.2: 730 hours are a month. */
export const HOURS_A_MONTH = 730;
const STALE_DAYS = 180;
const MICRO_PER_CENT = 10_000;

/** Components of which each step adds one more; of the others one serves all steps of a phase. */
const PER_STEP = new Set(['compute', 'database']);

export interface LineInput {
  id: string;
  title: string;
  price: Price;
  /** Things that run all month, e.g. instances; hours are multiplied here. */
  count: { low: number; likely: number; high: number };
  countUnit: string;
  quantityFrom: string;
  nowAt: number;
  note?: string | undefined;
}

/** One line at list price, each figure rounded to cents. */
export function priceLine({ id, title, price, count, countUnit, quantityFrom, nowAt, note }: LineInput): BillLine {
  const hours = isHourly(price) ? HOURS_A_MONTH : 1;
  const cents = (many: number) => Math.round((many * hours * price.microUsdPerUnit) / MICRO_PER_CENT);
  return {
    id,
    title,
    plan: `${price.provider} ${price.plan}`,
    quantityFrom: hours === 1 ? quantityFrom : `${quantityFrom} × ${HOURS_A_MONTH} h`,
    quantity: count.likely * hours,
    quantityUnit: hours === 1 ? countUnit : 'hours',
    priceId: price.id,
    microUsdPerUnit: price.microUsdPerUnit,
    priceUnit: price.unit,
    cents: cents(count.likely),
    lowCents: cents(count.low),
    highCents: cents(count.high),
    priceDate: price.date,
    priceSource: price.source,
    stale: isStale(price.date, nowAt),
    ...(note === undefined ? {} : { note }),
  };
}

/** A line for which the document's own figure is all there is, or not even that. */
export function documentLine(line: CostLine): BillLine {
  const cents = line.documentUsd === null ? null : Math.round(line.documentUsd * 100);
  return {
    id: line.id,
    title: line.title,
    plan: '',
    quantityFrom: "the roadmap's own line",
    quantity: 1,
    quantityUnit: 'month',
    priceId: null,
    microUsdPerUnit: line.documentUsd === null ? null : Math.round(line.documentUsd * 1e6),
    priceUnit: line.documentUsd === null ? null : 'month',
    cents,
    lowCents: cents,
    highCents: cents,
    priceDate: null,
    priceSource: `document ${line.source.document}, ${line.source.place}`,
    stale: false,
    ...(line.note === undefined ? {} : { note: line.note }),
  };
}

/** Micro-dollars a month of one thing that always runs; null for prices per request, gigabyte and the like. */
export function monthlyMicroUsd(price: Price): number | null {
  if (isHourly(price)) return price.microUsdPerUnit * HOURS_A_MONTH;
  return /^(instance|cluster|zone|control-plane)-month$|^month$/.test(price.unit) ? price.microUsdPerUnit : null;
}

function isHourly(price: Price): boolean {
  return /^((instance|node|cluster|broker|deployment)-)?hour$/.test(price.unit);
}

/** Over 180 days old on the first day that the date can mean; a price without a date is stale. */
export function isStale(date: string | null, nowAt: number): boolean {
  return date === null || nowAt - Date.parse(date) > STALE_DAYS * DAY_MS;
}

export function findPrice(facts: AppFacts, priceId: string | undefined): Price | undefined {
  return priceId === undefined ? undefined : facts.prices.find((price) => price.id === priceId);
}

/**
 * Cents a month that a step adds: the list price of each component it brings, an instance or database as
 * the app runs them today. Null where one of them has no known price.
 */
export function addsCents(facts: AppFacts, step: Step, phase: Phase): number | null {
  let total = 0;
  for (const component of step.adds) {
    const price = componentPrice(facts, component, phase);
    const micro = price === undefined ? null : monthlyMicroUsd(price);
    if (micro === null) return null;
    total += Math.round(micro / MICRO_PER_CENT);
  }
  return total;
}

/** Keys of the components that a step shares with other steps of its phase: paid once, not for each. */
export function sharedComponents(step: Step, phase: Phase): string[] {
  return step.adds.filter((component) => !PER_STEP.has(component)).map((component) => `${phase.id}/${component}`);
}

function componentPrice(facts: AppFacts, component: string, phase: Phase): Price | undefined {
  const { deployment } = facts;
  if (component === 'compute' && deployment.webPriceId !== undefined) return findPrice(facts, deployment.webPriceId);
  if (component === 'database' && deployment.database?.priceId !== undefined)
    return findPrice(facts, deployment.database.priceId);
  return findPrice(facts, phase.bill.find((line) => line.id === component)?.priceId);
}
