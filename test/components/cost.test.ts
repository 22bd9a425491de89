import { expect, test } from 'vitest';
import type { Bill, BillLine } from '@/advisor/types';
import { lineIds, pairLines } from '@/components/cost';

const line = (id: string, cents: number | null): BillLine => ({
  id,
  title: id,
  plan: '',
  quantityFrom: '',
  quantity: 1,
  quantityUnit: '',
  priceId: null,
  unitPrice: null,
  priceCurrency: 'USD',
  priceUnit: null,
  cents,
  lowCents: cents,
  highCents: cents,
  priceDate: null,
  priceSource: null,
  stale: false,
});
const bill = (...lines: BillLine[]): Bill => ({
  load: 1,
  phase: 0,
  lines,
  cents: 0,
  lowCents: 0,
  highCents: 0,
  without: [],
  roadmap: [],
  basis: 'measured',
});

test('lines of the same id share a row, the largest of either bill first', () => {
  const pairs = pairLines(
    bill(line('web', 17_000), line('database', 5800)),
    bill(line('database', 39_400), line('redis', 7300)),
  );
  expect(pairs.map((p) => [p.id, p.now?.cents ?? null, p.next?.cents ?? null])).toEqual([
    ['database', 5800, 39_400],
    ['web', 17_000, null],
    ['redis', null, 7300],
  ]);
});

test('no bill at all is no rows', () => {
  expect(pairLines(null, null)).toEqual([]);
});

test('every line of several bills is listed once, so that column sums close', () => {
  const bills = [bill(line('a', 1), line('b', 2)), null, bill(line('b', 3), line('c', null))];
  expect(lineIds(bills).map((l) => l.id)).toEqual(['a', 'b', 'c']);
});
