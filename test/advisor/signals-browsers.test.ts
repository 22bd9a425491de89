import { describe, expect, it } from 'vitest';
import { app, at5, pushed, signals, times } from './pushed';

const BOUNDS = [0.1, 0.5, 1, 2.5];

describe('what people feel', () => {
  it.each([
    ['browser.resource.duration', 's', 1],
    ['browser.resource.duration', 'ms', 1000],
    ['web_vitals_lcp', 'ms', 1000],
  ])('assets load: %s in %s', (name, unit, scale) => {
    const found = signals(
      pushed((n) => [
        {
          resource: app('webjs'),
          metrics: [
            {
              name,
              unit,
              histogram: [
                { bounds: BOUNDS.map((bound) => bound * scale), counts: times(n, [0, 90, 10, 0, 0]), sum: n },
              ],
            },
          ],
        },
      ]),
    ).get('assets.load.p95');
    expect(at5(found)).toBeGreaterThan(500);
    expect(at5(found)).toBeLessThan(1000);
    expect(found?.recipe?.recipe).toBe(`${name} (histogram)`);
  });

  it('complaints are told an hour', () => {
    const found = signals(
      pushed((n) => [{ resource: app('nodejs'), metrics: [{ name: 'app.complaints', counter: [[2 * n]] }] }]),
    );
    expect(at5(found.get('complaints'))).toBeCloseTo(120, 6);
  });
});
