import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { loadScale, logSplits } from '@/advisor/picture/load-chart';
import { readWindow, withWindow, youngLength, zoomQuery } from '@/components/charts/chart-window';
import { signalScale } from '@/components/charts/signal-spec';
import { compact, linearSplits, timeSplits, unitSplits, unitTick } from '@/components/charts/ticks';

describe('the window in the address', () => {
  test('an empty address is the last 24 hours, uncompared', () => {
    expect(readWindow(new URLSearchParams())).toMatchObject({
      range: '24h',
      lengthSeconds: 86_400,
      zoom: null,
      compare: false,
    });
  });

  test('nonsense in the address falls back and breaks nothing', () => {
    const read = readWindow(new URLSearchParams('range=9y&from=soon&to=later&compare=mars'));
    expect(read).toMatchObject({ range: '24h', zoom: null, compare: false });
  });

  test('a zoom survives the way through the address to the minute', () => {
    const keys = zoomQuery(1_801_852_800, 1_801_856_400);
    const read = readWindow(new URLSearchParams(withWindow(new URLSearchParams('compare=week'), keys ?? {})));
    expect(read.zoom).toEqual({ fromAt: 1_801_852_800_000, toAt: 1_801_856_400_000 });
    expect(read.compare).toBe(true);
  });

  test('a slip of the hand is no zoom', () => {
    expect(zoomQuery(1000, 1100)).toBeNull();
  });

  test('an app of one hour is shown from its first data, one of a year for the whole range', () => {
    expect(youngLength(0, 3_600_000, 86_400)).toBeCloseTo(3960);
    expect(youngLength(0, 3e10, 86_400)).toBe(86_400);
    expect(youngLength(null, null, 86_400)).toBe(86_400);
  });
});

describe('ticks', () => {
  test('linear ones begin at zero, are few and stay below the top', () => {
    expect(linearSplits(790)).toEqual([0, 200, 400, 600]);
    fc.assert(
      fc.property(fc.double({ min: 1e-6, max: 1e12, noNaN: true }), (top) => {
        const splits = linearSplits(top);
        expect(splits[0]).toBe(0);
        expect(splits.length).toBeLessThanOrEqual(6);
        expect(splits.at(-1)).toBeLessThanOrEqual(top * 1.001);
      }),
    );
  });

  test('bytes stand on round sizes, told as beside the chart', () => {
    const told = (top: number, unit: string) => unitSplits(top, unit).map((split) => unitTick(split, unit));
    expect(told(4.8 * 1024 ** 3, 'By')).toEqual(['0', '2 GiB', '4 GiB']);
    expect(told(900 * 1024 ** 2, 'bytes')).toEqual(['0', '250 MiB', '500 MiB', '750 MiB']);
    expect(told(1.1 * 1024, 'By/s')).toEqual(['0', '512 B', '1 KiB']);
    expect(told(700, 'By')).toEqual(['0', '200 B', '400 B', '600 B']);
    expect(told(4.8e9, '{request}')).toEqual(['0', '2B', '4B']);
  });

  test('logarithmic ones are 1, 2 and 5 of each decade while they are few', () => {
    expect(logSplits(8000, 300_000)).toEqual([10_000, 20_000, 50_000, 100_000, 200_000]);
    expect(logSplits(1, 1e9)).toEqual([1, 10, 100, 1000, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9]);
  });

  test('times lie inside the window, in order', () => {
    const [from, to] = [1_801_800_000, 1_801_886_400];
    const splits = timeSplits(from, to, 5);
    expect(splits.length).toBeGreaterThan(2);
    expect(splits.every((at, i) => at >= from && at <= to && (i === 0 || at > (splits[i - 1] ?? 0)))).toBe(true);
  });

  test.each([
    [0, '0'],
    [0.5, '0.5'],
    [1250, '1,250'],
    [38_200, '38.2K'],
    [2_000_000, '2M'],
  ])('%d reads %s', (value, text) => {
    expect(compact(value)).toBe(text);
  });
});

describe('scales', () => {
  const limit = { limit: 500, worsens: 'up' as const, words: '500 ms for 5 min' };

  test('a signal starts at zero and shows its limit', () => {
    const scale = signalScale([[120, null, 240]], 'ms', limit);
    expect(scale.splits[0]).toBe(0);
    expect(scale.top).toBeGreaterThan(500);
  });

  test('a limit far above the data does not press the line flat', () => {
    expect(signalScale([[3, 5]], 'ms', limit)).toMatchObject({ limitInSight: false });
    expect(signalScale([[3, 5]], 'ms', limit).top).toBeLessThan(10);
  });

  test('a percentage ends at 100 where it comes near', () => {
    expect(signalScale([[70, 80]], '%', { ...limit, limit: 90 }).top).toBe(100);
  });

  test('load shows the next boundary and the first limit, not a phase a thousand times away', () => {
    const chart = {
      days: [
        { at: 0, peak: 20_000 },
        { at: 1, peak: 38_000 },
      ],
      bands: [
        { title: 'A', range: '', from: 0, to: 50_000 },
        { title: 'B', range: '', from: 50_000, to: 5e7 },
        { title: 'C', range: '', from: 5e7, to: null },
      ],
      limit: { load: 65_000, low: 53_000, high: 80_000, words: '' },
      forecast: null,
      todayAt: 1,
      isToday: true,
      load: 38_000,
    };
    const { low, high } = loadScale(chart);
    expect(low).toBeLessThan(20_000);
    expect(high).toBeGreaterThan(65_000);
    expect(high).toBeLessThan(500_000);
  });
});
