/** Simulated daily peaks whose truth is known: growth that drifts, a week, noise, missing days. */
import { seeded } from '@/advisor/math';

export interface Path {
  /** History, NaN where a day is missing, then what came. */
  past: number[];
  came: number[];
  /** A limit, what is known of it, and the day on which it was really met (came.length + 1: not at all). */
  limit: { lnLikely: number; sd: number; day: number };
}

const FUTURE = 365;
const WEEK = [0, 0.02, 0.03, 0.02, 0, -0.15, -0.2];

/** The path of this seed: 60–300 days of history, a limit at 1.1–1.8 times the last week's highest peak. */
export function simulatePath(seed: number): Path {
  const random = seeded(seed);
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const days = Math.round(60 + random() * 240);
  const noise = 0.02 + 0.06 * random();
  const steps = 0.005 * random();
  const bends = 0.0003 * random();
  const weekly = random() * 2;
  let growth = Math.max(-0.002, 0.004 + 0.004 * normal());
  let level = Math.log(1000);
  const peaks = Array.from({ length: days + FUTURE }, (_, t) => {
    growth += bends * normal() - 0.001 * (growth - 0.003);
    level += growth + steps * normal();
    return Math.exp(level + weekly * (WEEK[t % 7] as number) + noise * normal());
  });
  const came = peaks.slice(days);
  const lnTrue = Math.log(Math.max(...peaks.slice(days - 7, days)) * (1.1 + random() * 0.7));
  const sd = 0.03 + 0.07 * random();
  const met = came.findIndex((value) => Math.log(value) >= lnTrue);
  return {
    past: peaks.slice(0, days).map((value) => (random() < 0.03 ? Number.NaN : value)),
    came,
    limit: { lnLikely: lnTrue + sd * normal(), sd, day: met < 0 ? FUTURE + 1 : met + 1 },
  };
}
