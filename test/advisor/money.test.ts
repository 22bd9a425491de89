import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lineCents, US_DOLLARS } from '@/advisor/estimate/money';

const usd = (price: string) => ({ price, currency: 'USD' });

describe('a line of a bill', () => {
  it.each([
    [2, '25.00', 5000],
    [730, '0.0336', 2453], // 24.528
    [730, '0.54', 39420],
    [1, '0.005', 1], // half a cent rounds up
    [1, '0.004999999', 0],
    [3 * 730, '0.035', 7665],
    [1_000_000, '0.0003625', 36250],
  ])('%d × $%s is %d cents', (quantity, price, cents) => {
    expect(lineCents(quantity, usd(price), US_DOLLARS)).toBe(cents);
  });

  it('is turned into the team’s currency by its rate, its own currency as it is', () => {
    const euro = { currency: 'EUR', perUsd: '0.92' };
    expect(lineCents(2, usd('25.00'), euro)).toBe(4600);
    expect(lineCents(2, { price: '25.00', currency: 'EUR' }, euro)).toBe(5000);
    expect(lineCents(2, { price: '25.00', currency: 'GBP' }, euro)).toBeNull();
  });

  it('is no number where the quantity is none', () => {
    for (const bad of [Number.NaN, Number.POSITIVE_INFINITY, -1])
      expect(lineCents(bad, usd('1'), US_DOLLARS)).toBeNull();
  });

  it('never falls as quantity or price rise, for any of them', () => {
    const decimal = fc.tuple(fc.nat(9_999), fc.nat(999_999_999)).map(([a, b]) => `${a}.${String(b).padStart(9, '0')}`);
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 1e6, noNaN: true }),
        fc.double({ min: 0, max: 1e6, noNaN: true }),
        decimal,
        (a, b, price) => {
          const [small, large] = [Math.min(a, b), Math.max(a, b)].map((q) => lineCents(q, usd(price), US_DOLLARS));
          expect(small).toBeLessThanOrEqual(large as number);
          expect(Number.isInteger(small)).toBe(true);
          expect(Math.abs((large as number) - Math.max(a, b) * Number(price) * 100)).toBeLessThan(
            1 + Math.max(a, b) * 1e-3,
          );
        },
      ),
      { numRuns: 300, seed: 3 },
    );
  });
});
