/**
 * Hours of a signal with and without a true effect: load of a day and a week, a signal that follows it, noise
 * that goes together for hours (AR 0.7 or 0.9) and from day to day, slow drift, jobs at night. Seeded.
 */
import { findEffect } from '@/advisor/effect/effect';
import { seeded } from '@/advisor/math';
import { DAY_MS, type EffectFinding, HOUR_MS, type SignalHour } from '@/advisor/types';
import { definitions, step } from '@/test/advisor/support/facts';
import { normal } from '@/test/advisor/support/systems';

export interface EffectSeries {
  seed: number;
  /** Correlation from hour to hour. */
  together: number;
  /** Standard deviation of ln(signal): of an hour, of a day; of the drift in a day. */
  noise: number;
  ofDay: number;
  drift: number;
  /** True shift of ln(signal). */
  shift: number;
  historyDays?: number;
}

const DONE_AT = Date.UTC(2026, 8, 16, 10);

export function effectOf({
  seed,
  together,
  noise,
  ofDay,
  drift,
  shift,
  historyDays = 168,
}: EffectSeries): EffectFinding {
  const random = seeded(seed);
  const firstAt = Math.floor(DONE_AT / DAY_MS) * DAY_MS - historyDays * DAY_MS;
  const load: SignalHour[] = [];
  const latency: SignalHour[] = [];
  let ar = 0;
  let slow = 0;
  let day = 0;
  const growth = 0.004 * (random() - 0.3);
  for (let i = 0; i < (historyDays + 17) * 24; i++) {
    const at = firstAt + i * HOUR_MS;
    if (i % 24 === 0) {
      day = ofDay * normal(random);
      slow += drift * normal(random);
    }
    ar = together * ar + Math.sqrt(1 - together ** 2) * noise * normal(random);
    const hour = i % 24;
    const weekend = Math.floor(i / 24) % 7 >= 5 ? 0.8 : 1;
    const users =
      1000 * Math.exp((growth * i) / 24) * weekend * (0.65 - 0.35 * Math.cos((2 * Math.PI * (hour - 3)) / 24));
    const median5 = users * Math.exp(0.05 * normal(random));
    const job = hour === 2 ? 0.3 : 0;
    const y = 60 * (median5 / 1000) ** 0.6 * Math.exp(job + ar + day + slow + (at >= DONE_AT ? shift : 0));
    load.push({ at, median5, max5: median5, means: 12 });
    latency.push({ at, median5: y, max5: y, means: 12 });
  }
  return findEffect({
    step: step('redis', { relieves: [{ signal: 'latency.p95' }] }),
    doneAt: DONE_AT,
    nowAt: DONE_AT + 17 * DAY_MS,
    definitions,
    load,
    loadSignal: 'users.active',
    hours: new Map([['latency.p95', latency]]),
    hourFacts: [],
    stepStates: [],
  }) as EffectFinding;
}

export interface EffectScore {
  claimed: number;
  /** Claims in the true direction. */
  right: number;
  held: number;
  /** Median half-width of the interval, as a share. */
  width: number;
  count: number;
}

/** Share of series in which an effect is claimed, and how often the 95 % interval holds the truth. */
export function scoreEffects(count: number, shape: Omit<EffectSeries, 'seed'>): EffectScore {
  const widths: number[] = [];
  let claimed = 0;
  let right = 0;
  let held = 0;
  for (let seed = 1; seed <= count; seed++) {
    const found = effectOf({ ...shape, seed: seed * 6_151 });
    const own = found.code === 'measured' ? found.signals[0] : undefined;
    if (own?.code !== 'change') continue;
    widths.push(Math.sqrt(own.high / own.low) - 1);
    if (own.claimed) claimed++;
    if (own.claimed && Math.sign(own.ratio - 1) === Math.sign(shape.shift)) right++;
    if (own.low <= Math.exp(shape.shift) && Math.exp(shape.shift) <= own.high) held++;
  }
  const n = widths.length;
  widths.sort((a, b) => a - b);
  return { claimed: claimed / n, right: right / n, held: held / n, width: widths[n >> 1] ?? Number.NaN, count: n };
}

const SHAPES: [string, Omit<EffectSeries, 'seed' | 'shift'>][] = [
  ['hours together 0.7', { together: 0.7, noise: 0.1, ofDay: 0.05, drift: 0 }],
  ['hours together 0.9', { together: 0.9, noise: 0.1, ofDay: 0.05, drift: 0 }],
  ['slow drift, 2 % a day', { together: 0.7, noise: 0.1, ofDay: 0.05, drift: 0.02 }],
  ['noisy days, 15 %', { together: 0.9, noise: 0.15, ofDay: 0.15, drift: 0 }],
  ['57 days of history', { together: 0.7, noise: 0.1, ofDay: 0.05, drift: 0, historyDays: 57 }],
  ['57 days, drift 2 %', { together: 0.7, noise: 0.1, ofDay: 0.05, drift: 0.02, historyDays: 57 }],
];

/** True effects of which it is told how often they are seen, on half as many series. */
const POWER = [0.1, 0.2, 0.3, 0.4, 0.5];

export function printEffects(count: number): void {
  console.log(`effect of a step, ${count} simulated series a row, 95 % (claims where there is none: 5 % are allowed)`);
  const percent = (share: number) => `${(100 * share).toFixed(0)} %`;
  for (const [name, shape] of SHAPES) {
    const none = scoreEffects(count, { ...shape, shift: 0 });
    const seen = POWER.map((share) => {
      const { right, held } = scoreEffects(Math.ceil(count / 2), { ...shape, shift: Math.log(1 - share) });
      return `−${100 * share} % ${percent(right)} (${percent(held)})`;
    });
    console.log(
      `  ${name.padEnd(24)} claimed where there is none ${percent(none.claimed)}, interval ±${percent(none.width)} holds ${percent(none.held)}; seen (interval holds): ${seen.join(', ')}`,
    );
  }
}
