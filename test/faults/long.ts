import { seeded } from '@/advisor/math';

/** `npm run test:faults` runs each test long; in `npm test` the same tests are short. */
export const long = process.env.FAULTS === 'long';

/** Time limit of a test (ms): what its long form needs, or what a busy machine may make of its short one. */
export const limitMs = (longMs: number, shortMs = 120_000) => (long ? longMs + 120_000 : shortMs);

/** Random numbers that come again: a failed run names its seed, FAULTS_SEED=… repeats it. */
export function dice(): { seed: number; random: () => number } {
  const seed = Number(process.env.FAULTS_SEED ?? Date.now() % 1_000_000);
  return { seed, random: seeded(seed) };
}
