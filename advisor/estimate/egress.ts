/** What is sent out, by the tiers of its provider's list (RULES 15.4): means and sums, never peaks. */
import { type BookPrice, type PriceBook, priceBook } from './book';
import type { BillInput } from './formula';
import { type Part, quantityCents } from './lines';

interface Tier {
  priceId: string;
  /** Gigabytes a month up to which it holds; absent: all that is left. */
  upToGb?: number;
}

/** Cheapest last; sizes are those of the price files' own plan names. */
const EGRESS: Record<string, Tier[]> = {
  AWS: [
    { priceId: 'aws-egress-first-10-tb-month', upToGb: 10_240 },
    { priceId: 'aws-egress-next-40-tb', upToGb: 51_200 },
    { priceId: 'aws-egress-next-100-tb', upToGb: 153_600 },
    { priceId: 'aws-egress-over-150-tb' },
  ],
  'Google Cloud': [{ priceId: 'gcp-egress-premium' }],
  'Firebase App Hosting': [{ priceId: 'firebase-outgoing-bandwidth-uncached' }],
  Railway: [{ priceId: 'railway-egress' }],
};
const GB_A_GIB = 1.073741824;

export const hasEgress = (provider: string): boolean => provider in EGRESS;

/** A line of its own where what is sent out is measured and its provider lists a price for it. */
export function egressPart(input: BillInput, provider: string): Part[] {
  const book = priceBook(input.facts);
  const tiers = (EGRESS[provider] ?? []).map((tier) => ({ ...tier, price: book.find(tier.priceId) }));
  const first = tiers[0]?.price;
  const { demand, load } = input;
  if (first === undefined || demand?.egressGbAMonth == null || !demand.loadNow) return [];
  const count = inUnit(first, (demand.egressGbAMonth * load) / demand.loadNow);
  const { cents, reached } = tiered(book, tiers, count);
  const rest = reached > 1 ? ` The first of ${reached} tiers; the sum is that of all of them.` : '';
  const single = tiers.length === 1 ? ' The first tier’s price for all of it.' : '';
  const note = `What a CDN answers is not in it.${rest}${single}`;
  const quantity = {
    price: first,
    count,
    unit: first.unit.startsWith('gib') ? 'GiB' : 'GB',
    from: 'body bytes measured × 1.05',
    ...(reached > 1 && cents !== null ? { cents } : {}),
  };
  return [{ id: 'egress', title: 'Egress', note, measured: true, quantity: () => quantity }];
}

/** Gigabytes in the price's own unit. */
const inUnit = (price: BookPrice, gb: number): number => (price.unit.startsWith('gib') ? gb / GB_A_GIB : gb);

/** Each tier rounded to cents, and how many are reached; a tier without a price stays in the one before it. */
function tiered(
  book: PriceBook,
  tiers: readonly (Tier & { price: BookPrice | undefined })[],
  count: number,
): { cents: number | null; reached: number } {
  const known = tiers.flatMap(({ price, upToGb }) => (price === undefined ? [] : [{ price, upToGb }]));
  let [cents, from, reached] = [0, 0, 0];
  for (const [i, { price, upToGb }] of known.entries()) {
    const to = i === known.length - 1 ? count : Math.min(count, upToGb ?? count);
    if (to <= from) break;
    const part = quantityCents({ price, count: to - from }, book.money);
    if (part === null) return { cents: null, reached };
    cents += part;
    reached += 1;
    from = to;
  }
  return { cents, reached };
}
