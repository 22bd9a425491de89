/** What breaks first is a question of time: a disk that is at its limit before load is at any (RULES 15.3, 16). */
import type { Advice, SignalHeadroom } from '../types';

export type FillingDisk = Extract<SignalHeadroom, { code: 'fills' }>;

/**
 * The disk that is at its limit before load meets one, or while no day of load's is known; null: there is none. Its
 * date is the published one, where there is one: what moves with every evaluation is no answer.
 */
export function fillsFirst({ headroom, dates }: Pick<Advice, 'headroom' | 'dates'>): FillingDisk | null {
  const ofLoad = headroom.multiple === null ? undefined : dates?.first.date;
  let soonest = ofLoad?.code === 'date' ? ofLoad.likelyAt : Number.POSITIVE_INFINITY;
  let first: FillingDisk | null = null;
  for (const own of headroom.bySignal) {
    if (own.code !== 'fills') continue;
    const told = dates?.limits.find(({ thresholdId }) => thresholdId === own.thresholdId)?.date;
    // Published before the disk was known, it says nothing yet.
    const date = told === undefined || told.code === 'cannot-tell' ? own.date : told;
    if (date.code !== 'date' || date.likelyAt >= soonest) continue;
    soonest = date.likelyAt;
    first = { ...own, date };
  }
  return first;
}
