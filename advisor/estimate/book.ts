/** The prices that hold for one app: the list's, or the team's own where it gave one. */
import type { Price } from '@/catalogue/types';
import { type AppFacts, DAY_MS } from '../types';
import { isConvertible, type Money, US_DOLLARS } from './money';

/** RULES 15.2: 730 hours are a month. */
export const HOURS_A_MONTH = 730;
const STALE_DAYS = 180;

export interface BookPrice extends Price {
  /** The team's own. */
  own: boolean;
}

export interface PriceBook {
  money: Money;
  find(priceId: string | undefined): BookPrice | undefined;
  /** Everything of the same product that runs all month, cheapest first. */
  classesOf(price: Price): BookPrice[];
}

const books = new WeakMap<AppFacts, PriceBook>();

export function priceBook(facts: AppFacts): PriceBook {
  const known = books.get(facts);
  if (known !== undefined) return known;
  const money = facts.money ?? US_DOLLARS;
  const book = facts.ownPrices?.length ? makeBook(facts, money) : listedBook(facts, money);
  books.set(facts, book);
  return book;
}

/** Of teams without a price of their own, by the list and then by money. */
const listed = new WeakMap<readonly Price[], Map<string, PriceBook>>();
const MOST_MONEYS = 100;

function listedBook(facts: AppFacts, money: Money): PriceBook {
  let byMoney = listed.get(facts.prices);
  if (byMoney === undefined || byMoney.size >= MOST_MONEYS) {
    byMoney = new Map();
    listed.set(facts.prices, byMoney);
  }
  const key = JSON.stringify(money);
  const book = byMoney.get(key) ?? makeBook(facts, money);
  byMoney.set(key, book);
  return book;
}

function makeBook(facts: AppFacts, money: Money): PriceBook {
  const byId = new Map<string, BookPrice>(facts.prices.map((price) => [price.id, { ...price, own: false }]));
  for (const { priceId, price, currency, at } of facts.ownPrices ?? []) {
    const listed = byId.get(priceId);
    if (listed === undefined || !isConvertible(currency, money)) continue;
    const date = new Date(at).toISOString().slice(0, 10);
    byId.set(priceId, { ...listed, price, currency, date, source: 'your own price', own: true });
  }
  const classes = new Map<string, BookPrice[]>();
  return {
    money,
    find: (priceId) => (priceId === undefined ? undefined : byId.get(priceId)),
    classesOf: ({ provider, service }) => {
      const key = `${provider}/${service}`;
      const found =
        classes.get(key) ??
        [...byId.values()].filter(
          (it) => it.provider === provider && it.service === service && monthlyPrice(it, money) !== null,
        );
      if (!classes.has(key)) {
        found.sort((a, b) => cost(a, money) - cost(b, money) || (a.id < b.id ? -1 : 1));
        classes.set(key, found);
      }
      return found;
    },
  };
}

const cost = (price: Price, money: Money) => monthlyPrice(price, money) ?? Number.POSITIVE_INFINITY;

/** For comparing only: a month of one thing that always runs, in the team's currency; null for prices by use. */
export function monthlyPrice(price: Price, money: Money): number | null {
  const always = isHourly(price) || /^(instance|cluster|zone|control-plane)-month$|^month$/.test(price.unit);
  if (!always || !isConvertible(price.currency, money)) return null;
  const rate = price.currency === money.currency ? 1 : Number(money.perUsd);
  return Number(price.price) * rate * (isHourly(price) ? HOURS_A_MONTH : 1);
}

export function isHourly(price: Price): boolean {
  return /^((instance|node|cluster|broker|deployment)-)?hour$/.test(price.unit);
}

/** Over 180 days old on the first day that the date can mean; a price without a date is stale. */
export function isStale(date: string | null, nowAt: number): boolean {
  return date === null || nowAt - Date.parse(date) > STALE_DAYS * DAY_MS;
}
