/** Two bills side by side: lines of the same id share a row, in the order of the larger bill. */
import type { Bill, BillLine } from '@/advisor/types';

export interface PairedLine {
  id: string;
  title: string;
  now: BillLine | null;
  next: BillLine | null;
}

/** Largest of the two first, so that what matters is read first. */
export function pairLines(now: Bill | null, next: Bill | null): PairedLine[] {
  const pairs = new Map<string, PairedLine>();
  for (const line of now?.lines ?? []) pairs.set(line.id, { id: line.id, title: line.title, now: line, next: null });
  for (const line of next?.lines ?? []) {
    const pair = pairs.get(line.id);
    if (pair) pair.next = line;
    else pairs.set(line.id, { id: line.id, title: line.title, now: null, next: line });
  }
  return [...pairs.values()].toSorted((a, b) => largest(b) - largest(a));
}

function largest(pair: PairedLine): number {
  return Math.max(pair.now?.cents ?? 0, pair.next?.cents ?? 0);
}

/** Every line of several bills once, in the order in which bills name them; sums of the rest close. */
export function lineIds(bills: (Bill | null)[]): { id: string; title: string }[] {
  const seen = new Map<string, string>();
  for (const bill of bills) for (const line of bill?.lines ?? []) if (!seen.has(line.id)) seen.set(line.id, line.title);
  return [...seen].map(([id, title]) => ({ id, title }));
}
