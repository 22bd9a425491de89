import { expect, test } from 'vitest';
import type { Bill, BillLine } from '@/advisor/types';
import { lineIds, pairLines } from '@/components/cost';
import { broken } from '@/components/cost/bill-spec';

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

test('breaks the bill where a phase begins, and nowhere else', () => {
  const at = (load: number, cents: number) => ({ load, cents, lowCents: cents, highCents: cents });
  const phase = (from: number, to: number | null) => ({ title: '', from, to, roadmap: null });
  const line = broken({ curve: [at(10, 1), at(40, 1), at(80, 5), at(90, 5)], phases: [phase(0, 50), phase(50, null)] });
  expect(line.map(({ load, cents }) => [Math.round(load), cents])).toEqual([
    [10, 1],
    [40, 1],
    [50, 1],
    [50, 0],
    [50, 5],
    [80, 5],
    [90, 5],
  ]);
  expect(line.every(({ load }, i) => i === 0 || load > (line[i - 1]?.load ?? 0))).toBe(true);
});
