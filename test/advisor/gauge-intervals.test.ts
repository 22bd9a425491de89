import { describe, expect, it } from 'vitest';
import { evaluate } from '@/advisor/crossings/thresholds';
import { type EffectiveThreshold, MINUTE_MS, type SignalColumns } from '@/advisor/types';
import { gauge, minuteAt, repeat, START } from './support/columns';
import { definitionOf, effective } from './support/facts';

const cpu = effective('cpu.used', 80);

/** A gauge of which a point comes every so many minutes. */
function every(intervalMinutes: number, columns: SignalColumns): SignalColumns {
  const recipe = columns.recipe as NonNullable<SignalColumns['recipe']>;
  columns.expected.set(columns.received);
  return { ...columns, recipe: { ...recipe, intervalMs: intervalMinutes * MINUTE_MS } };
}

function judgedUpTo(minutes: number, columns: SignalColumns, threshold: EffectiveThreshold = cpu) {
  const definition = definitionOf('cpu.used');
  return evaluate({ threshold, columns, definition, fromAt: START, toAt: minuteAt(minutes), earlier: [] });
}

describe('gauges that are exported seldom', () => {
  it('are judged over three export intervals where the hold time is shorter', () => {
    const every4 = (values: number[]) =>
      every(
        4,
        gauge(
          'cpu.used',
          values.flatMap((value) => [value, null, null, null]),
        ),
      );
    const quick = { ...cpu, holdMinutes: 1 };
    expect(judgedUpTo(24, every4([50, 50, 50, 50, 90, 90]), quick).status.code).toBe('clear');
    const { crossings } = judgedUpTo(28, every4([50, 50, 50, 50, 90, 90, 90]), quick);
    expect(crossings).toMatchObject([{ openedAt: minuteAt(24), closedAt: null }]);
  });

  it('are no data after three intervals without a point, not before', () => {
    const columns = every(5, gauge('cpu.used', [...repeat(20, 70), ...repeat(16, null)]));
    expect(judgedUpTo(34, columns).status.code).not.toBe('no-data');
    expect(judgedUpTo(35, columns).status.code).toBe('no-data');
  });
});
