/** Unit prices as lines of a bill: quantity × price, cents, date, staleness (RULES 15.7). */
import type { CostLine, Phase, Step } from '@/catalogue/types';
import type { AppFacts, BillLine } from '../types';
import { type BookPrice, HOURS_A_MONTH, isHourly, isStale, monthlyPrice, priceBook } from './book';
import type { DemandView } from './draws';
import { lineCents, type Money, US_DOLLARS } from './money';

/** Components of which each step adds one more; of the others one serves all steps of a phase. */
const PER_STEP = new Set(['compute', 'database']);

/** How much of what: the one thing that differs between the likely bill and its draws. */
export interface Quantity {
  price: BookPrice;
  /** Things that run all month, e.g. instances; of an hourly price the hours are multiplied here. */
  count: number;
  unit: string;
  /** In words. */
  from: string;
  formula?: string;
  own?: boolean;
  note?: string;
  /** Why a formula has no value here and one is taken. */
  missing?: string;
  /** Cents where one price does not do: tiers, each rounded by itself. */
  cents?: number;
}

/** One line of a bill before its prices are added. */
export interface Part {
  id: string;
  title: string;
  note?: string | undefined;
  /** The document's own line, which stands where no price does. */
  document?: CostLine;
  /** Null: no price is known. */
  quantity(view: DemandView | null): Quantity | null;
  /** What varies by time and not with the draws of demand: the quantity at each of its quantiles (0–1). */
  byTime?: (u: number) => Quantity;
  /** Taken from measured demand. */
  measured: boolean;
}

export const quantityCents = (
  { price, count, cents }: Pick<Quantity, 'price' | 'count' | 'cents'>,
  money: Money,
): number | null => cents ?? lineCents(count * (isHourly(price) ? HOURS_A_MONTH : 1), price, money);

/** The same of many draws, most of which take as much as the one before. */
export function drawnCents(money: Money): (quantity: Quantity) => number {
  let before: Quantity | null = null;
  let cents = 0;
  return (quantity) => {
    const isSame =
      before?.price === quantity.price && before.count === quantity.count && before.cents === quantity.cents;
    if (!isSame) cents = quantityCents(quantity, money) ?? 0;
    before = quantity;
    return cents;
  };
}

export interface LineInput {
  id: string;
  title: string;
  quantity: Quantity;
  /** What the quantity costs at each draw; empty where nothing varies. */
  drawnCents: number[];
  money: Money;
  nowAt: number;
  note?: string | undefined;
}

export function priceLine({ id, title, quantity, drawnCents, money, nowAt, note }: LineInput): BillLine {
  const { price, count, unit, from, formula, own } = quantity;
  const hourly = isHourly(price);
  const cents = quantityCents(quantity, money);
  const notes = [quantity.note, note].filter((it) => it !== undefined && it !== '').join(' ');
  return {
    id,
    title,
    plan: `${price.provider} ${price.plan}`,
    quantityFrom: hourly ? `${from} × ${HOURS_A_MONTH} h` : from,
    quantity: hourly ? count * HOURS_A_MONTH : count,
    quantityUnit: hourly ? 'hours' : unit,
    ...(formula === undefined ? {} : { formula }),
    ...(own ? { ownQuantity: true } : {}),
    priceId: price.id,
    unitPrice: price.price,
    priceCurrency: price.currency,
    priceUnit: price.unit,
    ...(price.own ? { ownPrice: true } : {}),
    cents,
    ...spread(cents, drawnCents),
    priceDate: price.date,
    priceSource: price.source,
    stale: isStale(price.date, nowAt),
    ...(notes === '' ? {} : { note: notes }),
  };
}

/** A line for which the document's own figure is all there is, or not even that. */
export function documentLine(line: CostLine, money: Money): BillLine {
  const usd = line.documentUsd === null ? null : String(line.documentUsd);
  const cents = usd === null ? null : lineCents(1, { price: usd, currency: 'USD' }, money);
  return {
    id: line.id,
    title: line.title,
    plan: '',
    quantityFrom: "the roadmap's own line",
    quantity: 1,
    quantityUnit: 'month',
    priceId: null,
    unitPrice: usd,
    priceCurrency: 'USD',
    priceUnit: usd === null ? null : 'month',
    cents,
    lowCents: cents,
    highCents: cents,
    priceDate: null,
    priceSource: `document ${line.source.document}, ${line.source.place}`,
    stale: false,
    ...(line.note === undefined ? {} : { note: line.note }),
  };
}

/** 10th and 90th percentile of the draws, never on the wrong side of the likely figure. */
export function spread(cents: number | null, drawn: number[]): { lowCents: number | null; highCents: number | null } {
  if (cents === null || drawn.length === 0) return { lowCents: cents, highCents: cents };
  const sorted = [...drawn].sort((a, b) => a - b);
  const at = (q: number) => sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] as number;
  return { lowCents: Math.min(cents, at(0.1)), highCents: Math.max(cents, at(0.9)) };
}

/**
 * Cents a month that a step adds: the price of each component it brings, an instance or database as the app
 * runs them today. Null where one of them has no known price.
 * @param storageCents of the storage that it adds, where that is known
 */
export function addsCents(
  facts: AppFacts,
  step: Step,
  phase: Phase,
  storageCents: number | null = null,
): number | null {
  let total = 0;
  for (const component of step.adds) {
    if (component === 'storage') {
      if (storageCents === null) return null;
      total += storageCents;
      continue;
    }
    const price = componentPrice(facts, component, phase);
    const money = facts.money ?? US_DOLLARS;
    if (price === undefined || monthlyPrice(price, money) === null) return null;
    const cents = quantityCents({ price, count: 1 }, money);
    if (cents === null) return null;
    total += cents;
  }
  return total;
}

/** Keys of the components that a step shares with other steps of its phase: paid once, not for each. */
export function sharedComponents(step: Step, phase: Phase): string[] {
  return step.adds.filter((component) => !PER_STEP.has(component)).map((component) => `${phase.id}/${component}`);
}

function componentPrice(facts: AppFacts, component: string, phase: Phase): BookPrice | undefined {
  const { deployment } = facts;
  const { find } = priceBook(facts);
  if (component === 'compute' && deployment.webPriceId !== undefined) return find(deployment.webPriceId);
  if (component === 'database' && deployment.database?.priceId !== undefined) return find(deployment.database.priceId);
  return find(phase.bill.find((line) => line.id === component)?.priceId);
}
