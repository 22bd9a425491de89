/**
 * Quantity × unit price, rounded once, half up, to cents (RULES 15.7). Prices are decimal strings; nothing is a
 * binary fraction on the way, so that 3 × 0.035 × 730 is what a person gets with pencil and paper.
 */

/** What bills are told in: list prices in another currency are turned by the rate that the team set. */
export interface Money {
  /** ISO 4217. */
  currency: string;
  /** How much of it a US dollar costs, a decimal: "0.92". "1" for US dollars. */
  perUsd: string;
}

export const US_DOLLARS: Money = { currency: 'USD', perUsd: '1' };

/** Digits after the point that count: of a quantity, of a unit price, of a rate. */
const QUANTITY_DIGITS = 6;
const PRICE_DIGITS = 9;
const RATE_DIGITS = 6;

/**
 * Cents of `money` for a quantity of something at `price` in `currency`; null where the currency is neither
 * `money`'s nor US dollars, because no rate is known. Quantities are kept to a millionth.
 */
export function lineCents(
  quantity: number,
  { price, currency }: { price: string; currency: string },
  money: Money,
): number | null {
  if (!Number.isFinite(quantity) || quantity < 0) return null;
  const rate = rateFrom(currency, money);
  if (rate === null) return null;
  const amount = scaled(quantity.toFixed(QUANTITY_DIGITS), QUANTITY_DIGITS) * unitPrice(price) * rate;
  return Number((amount + CENT / 2n) / CENT);
}

const CENT = 10n ** BigInt(QUANTITY_DIGITS + PRICE_DIGITS + RATE_DIGITS - 2);
const ONE = 10n ** BigInt(RATE_DIGITS);

/** Lists have a few hundred prices, which every bill asks for again. */
const unitPrices = new Map<string, bigint>();
const MOST_PRICES = 5_000;

function unitPrice(price: string): bigint {
  let known = unitPrices.get(price);
  if (known === undefined) {
    if (unitPrices.size >= MOST_PRICES) unitPrices.clear();
    known = scaled(price, PRICE_DIGITS);
    unitPrices.set(price, known);
  }
  return known;
}

/** Whether a price of that currency can be told in the team's. */
export function isConvertible(currency: string, money: Money): boolean {
  return rateFrom(currency, money) !== null;
}

/** Units of `money` for one unit of `currency`, in millionths. */
function rateFrom(currency: string, money: Money): bigint | null {
  if (currency === money.currency) return ONE;
  return currency === 'USD' ? scaled(money.perUsd, RATE_DIGITS) : null;
}

/** "0.0336" with nine digits → 33600000n. Digits beyond are cut. */
function scaled(decimal: string, digits: number): bigint {
  const [whole = '0', fraction = ''] = decimal.split('.');
  return BigInt(whole + fraction.slice(0, digits).padEnd(digits, '0'));
}
