import { describe, expect, it } from 'vitest';
import { dateOf } from '@/advisor/forecast/date';
import { forecast } from '@/advisor/forecast/forecast';
import { intervalAt, sigmaAt } from '@/advisor/forecast/interval';
import { MODELS, pastOf } from '@/advisor/forecast/models';
import { clipOutliers, scaleOf, seasonOf } from '@/advisor/forecast/season';
import { simulatePath } from '../../bench/forecast-paths';

const WEEKDAYS = [0, 0.1, 0.1, 0.05, 0, -0.2, -0.3];
const weekly = (days: number, growth = 0) =>
  Array.from({ length: days }, (_, t) => 1000 * Math.exp(growth * t + (WEEKDAYS[t % 7] as number)));

describe('a forecast', () => {
  it('goes on with week and growth where nothing else happens', () => {
    const found = forecast(weekly(112, 0.002), { period: 7, horizon: 14 });
    expect(found).not.toBeNull();
    weekly(126, 0.002)
      .slice(112)
      .forEach((truth, h) => {
        expect(intervalAt(found as never, h + 1).mean / truth).toBeCloseTo(1, 1);
      });
  });

  it('skips unknown days: a gap is neither zero nor joined', () => {
    const whole = weekly(84);
    const holes = whole.map((y, t) => (t % 11 === 3 ? Number.NaN : y));
    const [a, b] = [whole, holes].map((values) => forecast(values, { period: 7, horizon: 7 }));
    for (let h = 1; h <= 7; h++)
      expect(intervalAt(b as never, h).mean / intervalAt(a as never, h).mean).toBeCloseTo(1, 1);
  });

  it('says nothing with fewer than four known values', () => {
    expect(forecast([1, 2, Number.NaN, 4], { period: 7, horizon: 7 })).toBeNull();
  });

  it('never lets one spike bend it, and never forgets it in the data', () => {
    const spiked = weekly(84);
    spiked[70] = 50_000;
    const z = Float64Array.from(spiked, Math.log1p);
    expect(clipOutliers(z, seasonOf(z, 7))[70]).toBeLessThan(Math.log(2000));
    const found = forecast(spiked, { period: 7, horizon: 7 });
    expect(intervalAt(found as never, 3).mean).toBeLessThan(1300);
  });

  it('is wider where few values are known: Student’s t, and a slope that few values do not pin down', () => {
    const wave = (n: number) => Array.from({ length: n }, (_, t) => 100 + 3 * t + 5 * Math.sin(t * t));
    const [few, many] = [12, 200].map((n) => forecast(wave(n), { period: 1, horizon: 6 }));
    expect((few?.width80 ?? 0) / (many?.width80 ?? 1)).toBeGreaterThan(1.2);
    // Beyond h^b: six steps on, √((1 + 6 ÷ 12) ÷ (1 + 1 ÷ 12)) for twelve values, next to nothing for 200.
    const slope = (it: typeof few) =>
      it === null || it === undefined ? 0 : sigmaAt(it, 6) / (it.sigma1 * 6 ** it.growth);
    expect(slope(few)).toBeCloseTo(Math.sqrt(1.5 / (13 / 12)), 6);
    expect(slope(many)).toBeLessThan(1.02);
  });

  it('finds a week where there is one and none where there is none', () => {
    expect(Math.max(...seasonOf(Float64Array.from(weekly(70), Math.log1p), 7))).toBeGreaterThan(0.1);
    const noise = Float64Array.from({ length: 70 }, (_, t) => Math.sin(t * t));
    expect([...seasonOf(noise, 7)].every((value) => value === 0)).toBe(true);
  });

  it('knows a Saturday at noon from a Friday at noon, in hours as in quarters of them', () => {
    for (const day of [24, 96]) {
      const hours = (from: number, to: number) =>
        Array.from({ length: to - from }, (_, i) => {
          const t = from + i;
          const isWeekend = Math.floor(t / day) % 7 >= 5;
          return (isWeekend ? 400 : 1000) * Math.exp(0.5 * Math.sin((2 * Math.PI * t) / day) + 0.02 * Math.sin(t * t));
        });
      // Four weeks and four days, then a Friday and a Saturday.
      const found = forecast(hours(0, 32 * day), { period: day, horizon: 2 * day });
      hours(32 * day, 34 * day).forEach((truth, h) => {
        const { mean } = intervalAt(found as never, h + 1);
        expect(mean / truth).toBeGreaterThan(0.85);
        expect(mean / truth).toBeLessThan(1.15);
      });
    }
  });

  it('says nothing more of what has ended, and none where its middle is under half of the least ever seen', () => {
    const ended = [...weekly(84), ...Array.from({ length: 21 }, () => 0)];
    expect(intervalAt(forecast(ended, { period: 7, horizon: 7 }) as never, 7).mean).toBe(0);
    const seldom = Array.from({ length: 60 }, (_, t) => (t % 5 === 2 || t % 7 === 3 ? 1 + (t % 2) : 0));
    const it = intervalAt(forecast(seldom, { period: 12, horizon: 12 }) as never, 6);
    expect(it.mean).toBe(0);
    expect(it.hi80).toBeGreaterThan(0.5);
  });

  it('starts anew where the level moved for good: week and growth are kept, the step is not forecast again', () => {
    const noisy = weekly(112, 0.002).map((y, t) => y * (1 + 0.01 * Math.sin(t * t)) * (t >= 100 ? 1.5 : 1));
    const found = forecast(noisy, { period: 7, horizon: 14 });
    expect(found?.shift).toMatchObject({ at: 100, days: 7 });
    expect(Math.exp(found?.shift?.step ?? 0)).toBeCloseTo(1.5, 1);
    for (let h = 1; h <= 14; h++) {
      const truth = 1.5 * (weekly(112 + h, 0.002).at(-1) as number);
      const at = intervalAt(found as never, h);
      expect(at.mean / truth).toBeCloseTo(1, 1);
      // As wide as without the step: old days do not count as errors.
      expect(at.hi80 / at.lo80).toBeLessThan(1.35);
    }
  });

  it('leaves undecided what is younger than a week: middle at the old level, interval over both', () => {
    const four = weekly(112).map((y, t) => y * (1 + 0.01 * Math.sin(t * t)) * (t >= 108 ? 1.5 : 1));
    const found = forecast(four, { period: 7, horizon: 7 });
    expect(found?.undecided?.shift).toMatchObject({ at: 108, days: 4 });
    const truth = weekly(113).at(-1) as number;
    const at = intervalAt(found as never, 1);
    expect(at.mean / truth).toBeLessThan(1.1);
    expect(at.hi80).toBeGreaterThan(1.45 * truth);
    expect(at.lo80).toBeLessThan(truth);
  });

  it('sees no shift in growth, in noise, nor in one spike that is over', () => {
    for (let seed = 1; seed <= 60; seed++) {
      const found = forecast(simulatePath(seed).past, { period: 7, horizon: 7 });
      expect(found?.shift).toBeNull();
    }
    const spiked = weekly(84).map((y, t) => (t === 70 ? 50 * y : y));
    expect(forecast(spiked, { period: 7, horizon: 7 })).toMatchObject({ shift: null, undecided: null });
  });

  it('holds 70–90 of 100 where 80 are meant, and beats the season of last week (60 paths)', () => {
    let inside = 0;
    let points = 0;
    let ours = 0;
    let naive = 0;
    for (let seed = 1; seed <= 60; seed++) {
      const { past, came } = simulatePath(seed);
      const found = forecast(past, { period: 7, horizon: 28 });
      const scale = scaleOf(past);
      const last = MODELS['seasonal-naive'](pastOf(Float64Array.from(past, scale.to), 7, scale), 28);
      for (let h = 1; h <= 28; h++) {
        const truth = came[h - 1] as number;
        const at = intervalAt(found as never, h);
        points++;
        if (truth >= at.lo80 && truth <= at.hi80) inside++;
        ours += Math.abs(Math.log(truth / at.mean));
        naive += Math.abs(Math.log1p(truth) - (last[h - 1] as number));
      }
    }
    expect(inside / points).toBeGreaterThan(0.7);
    expect(inside / points).toBeLessThan(0.9);
    expect(ours).toBeLessThan(0.85 * naive);
  });
});

describe('a date', () => {
  const ask = (peaks: number[], limit: number, kind: 'limit' | 'phase' = 'limit', peakFactor = 1) =>
    dateOf({ peaks, lnLimit: Math.log(limit), lnLimitSd: 0.05, kind, peakFactor });

  it('is about where growth meets the limit', () => {
    // 0.5 % a day: a half more after ln 1.5 ÷ 0.005 = 81 days, from the busiest weekday.
    const answer = ask(weekly(120, 0.005), 1000 * Math.exp(0.1 + 0.6) * 1.5);
    expect(answer.code).toBe('date');
    if (answer.code !== 'date') return;
    expect(answer.likely).toBeGreaterThan(65);
    expect(answer.likely).toBeLessThan(97);
    expect(answer.early).toBeLessThan(answer.likely);
  });

  it('needs 14 days to say anything and 56 for more than "not before"', () => {
    expect(ask(weekly(13, 0.01), 1500)).toEqual({ code: 'too-early', have: 13, need: 14 });
    expect(ask(weekly(42, 0.01), 1700).code).toMatch(/^not-/);
  });

  it('does not look further ahead than the history is long, nor than a year', () => {
    const far = ask(weekly(90), 100_000);
    expect(far).toMatchObject({ code: 'not-within', horizon: 90 });
    expect(ask(weekly(500), 100_000)).toMatchObject({ horizon: 365 });
  });

  it('a phase is entered later than its bound is first touched', () => {
    const peaks = weekly(120, 0.005);
    const touched = ask(peaks, 3000);
    const entered = ask(peaks, 3000, 'phase', 1);
    if (touched.code !== 'date' || entered.code !== 'date') throw new Error(`${touched.code} ${entered.code}`);
    expect(entered.likely).toBeGreaterThanOrEqual(touched.likely);
  });

  it('is the same for the same data', () => {
    expect(ask(weekly(120, 0.005), 3000)).toEqual(ask(weekly(120, 0.005), 3000));
  });

  it('comes true in its 80 % interval in 75–92 of 100 cases (160 paths)', () => {
    const dated = Array.from({ length: 160 }, (_, n) => simulatePath(n + 301)).flatMap(({ past, limit }) => {
      const answer = dateOf({ peaks: past, lnLimit: limit.lnLikely, lnLimitSd: limit.sd, kind: 'limit' });
      return answer.code === 'date' ? [{ ...answer, day: limit.day }] : [];
    });
    const inside = dated.filter((it) => it.day >= it.early && (it.late === null || it.day <= it.late));
    expect(dated.length).toBeGreaterThan(30);
    expect(inside.length / dated.length).toBeGreaterThan(0.75);
    expect(inside.length / dated.length).toBeLessThan(0.92);
  }, 120_000);
});
