/** What questions about resources share: demand in its own unit, and the words for a capacity that nobody said. */
import type { SignalDefinition } from '@/catalogue/types';
import { isPositive } from '../load/instances';
import { weekBefore } from '../load/load';
import { largest } from '../math';
import type { CannotTell, EffectiveThreshold } from '../types';
import type { Asked, LimitQuestion } from './limit-fit';
import { formDoubt } from './limit-form';
import type { FitContext } from './points';

/** Demand is believed up to three times the largest load seen (5.5). */
export const CAP_TIMES = 3;

export function resourceQuestion(
  context: FitContext,
  threshold: EffectiveThreshold,
  { definition, ...asked }: Pick<LimitQuestion, 'points' | 'target' | 'changedAt'> & { definition: SignalDefinition },
): LimitQuestion {
  const week = weekBefore(context.hours.get(threshold.signal) ?? [], context.nowAt);
  const demands = week.map(({ demandMax5, demandMedian5 }) => demandMax5 ?? demandMedian5).filter(isPositive);
  return {
    threshold,
    ...asked,
    form: formDoubt(asked.points, asked.target),
    rises: true,
    loadPerX: 1,
    capTimes: CAP_TIMES,
    demandNow: demands.length === 0 ? 0 : largest(demands),
    limitDemand: asked.target,
    demandUnit: definition.demandUnit ?? '',
  };
}

export function capacityWords(signal: string): string {
  const words: Record<string, string> = {
    'db.connections.used': 'the database’s connection limit',
    'db.pool.used': 'the pool’s largest size',
    'memory.used': 'how much memory an instance has',
    'cpu.used': 'how many cores an instance has',
  };
  return words[signal] ?? 'the capacity behind the percentage';
}

export const because = (reason: CannotTell): Asked => ({ question: null, reason });
