import { describe, expect, it } from 'vitest';
import { formDoubt } from '@/advisor/headroom/limit-form';
import { median } from '@/advisor/math';
import { DAY_MS } from '@/advisor/types';
import { normal, system } from './support/systems';

/** Hours of demand that follows load to a power, each off by `noise`, whole days by `dayNoise`. */
function points(seed: number, power: number, { noise = 0.03, dayNoise = 0, night = 0 } = {}) {
  const { load, random } = system({ seed: seed * 6151 + 3, top: 1000, night: 0.15 });
  const days = new Map<number, number>();
  return load.map(({ at, median5 }) => {
    const day = Math.floor(at / DAY_MS) * DAY_MS;
    if (!days.has(day)) days.set(day, Math.exp(dayNoise * normal(random)));
    const hour = new Date(at).getUTCHours();
    const job = hour >= 1 && hour < 4 ? night : 0;
    const y = ((median5 / 1000) ** power + job) * (days.get(day) as number) * Math.exp(noise * normal(random));
    return { day, x: median5, y };
  });
}

const seeds = Array.from({ length: 40 }, (_, seed) => seed);
const spreads = (power: number, how?: Parameters<typeof points>[2]) =>
  seeds.map((seed) => formDoubt(points(seed, power, how), 2).spread);
const shifts = (power: number) => seeds.map((seed) => formDoubt(points(seed, power), 2).shift);

describe('how sure it is that demand is a line', () => {
  it('is nearly certain where it is one, and not where it bends', () => {
    expect(median(spreads(1))).toBeLessThan(0.01);
    expect(median(spreads(1.2))).toBeGreaterThan(0.03);
  });

  it('draws the limit nearer where demand bends upwards, and hardly moves it where it is a line', () => {
    expect(median(shifts(1.2))).toBeLessThan(-0.01);
    expect(Math.abs(median(shifts(1)))).toBeLessThan(0.003);
  });

  it('is less certain the less the hours can tell', () => {
    expect(median(spreads(1, { noise: 0.15 }))).toBeGreaterThan(median(spreads(1)));
  });

  it('is not disturbed by whole days that lie higher, nor by jobs at night', () => {
    expect(median(spreads(1, { dayNoise: 0.06 }))).toBeLessThan(0.01);
    expect(median(spreads(1, { night: 0.4 }))).toBeLessThan(0.01);
  });

  it('is nothing where nothing can be told', () => {
    const none = { shift: 0, spread: 0 };
    expect(formDoubt([], 2)).toEqual(none);
    expect(formDoubt(points(1, 1).slice(0, 40), 2)).toEqual(none);
    expect(formDoubt(points(1, 1), Number.NaN)).toEqual(none);
  });
});
