/** Bars of bills: now and next, whiskers for low–high, dashed boxes for the roadmap's own range. */
import type { Bill } from '../types';
import { formatMoney, formatMoneyRange, formatUsdRange } from '../words/format';
import { n, type Picture, type Shape } from './shapes';

const WIDTH = 300;
const ROW = 50;
const SMALL = 9.5;

export interface NamedBill {
  /** "now", "in Phase 2". */
  name: string;
  bill: Bill;
}

export function moneyPicture(bills: NamedBill[]): Picture | null {
  if (bills.length === 0) return null;
  const most = Math.max(1, ...bills.flatMap(({ bill }) => [bill.highCents, dollars(bill)?.high ?? 0]));
  const x = (cents: number) => n(Math.min(1, cents / most) * WIDTH);
  return {
    width: WIDTH,
    height: bills.length * ROW,
    says: bills.map(({ name, bill }) => `${formatMoney(bill.cents, bill.currency)} ${name}`).join(', '),
    shapes: bills.flatMap((each, row) => barOf(each, row * ROW, { x, most, first: row === 0 })),
  };
}

/** The roadmap's range in the bill's cents; null where the bill is not in dollars, or has none. */
function dollars({ roadmap, currency = 'USD' }: Bill): { low: number; high: number | null } | null {
  const range = roadmap[0];
  if (!range || currency !== 'USD') return null;
  return { low: range.lowUsd * 100, high: range.highUsd === null ? null : range.highUsd * 100 };
}

function barOf(
  { name, bill }: NamedBill,
  top: number,
  { x, most, first }: { x: (cents: number) => number; most: number; first: boolean },
): Shape[] {
  const { cents, lowCents, highCents, currency } = bill;
  const spread = lowCents === highCents ? '' : ` (${formatMoneyRange(lowCents, highCents, currency)})`;
  const said = bill.roadmap[0];
  const range = dollars(bill);
  const shapes: Shape[] = [
    {
      kind: 'text',
      x: 0,
      y: top + 11,
      text: `${formatMoney(cents, currency)} ${name}`,
      tone: 'ink',
      size: 11,
      bold: true,
    },
    {
      kind: 'text',
      x: 0,
      y: top + 23,
      text: [spread.trim(), said ? `roadmap ${formatUsdRange(said.lowUsd, said.highUsd)}` : '']
        .filter(Boolean)
        .join(', '),
      tone: 'ink3',
      size: SMALL,
    },
    { kind: 'rect', x: 0, y: top + 30, width: Math.max(1, x(cents)), height: 11, fill: first ? 'now' : 'accent' },
  ];
  if (range)
    shapes.push({
      kind: 'path',
      d: `M${x(range.low)} ${top + 28}H${x(range.high ?? most)}V${top + 43}H${x(range.low)}Z`,
      stroke: 'ink3',
      width: 0.75,
      dash: [3, 2],
    });
  if (spread) {
    const [a, b, y] = [x(lowCents), x(highCents), top + 35.5];
    shapes.push({
      kind: 'path',
      d: `M${a} ${y}H${b}M${a} ${y - 4}V${y + 4}M${b} ${y - 4}V${y + 4}`,
      stroke: 'ink',
      width: 1.25,
    });
  }
  return shapes;
}
