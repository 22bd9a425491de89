/** `npm run test:faults` runs each test long; in `npm test` the same tests are short. */
export const long = process.env.FAULTS === 'long';

/** Time limit of a test (ms): what its long form needs, or what a busy machine may make of its short one. */
export const limitMs = (longMs: number, shortMs = 120_000) => (long ? longMs + 120_000 : shortMs);

/** Random numbers that come again: a failed run names its seed, FAULTS_SEED=… repeats it. */
export function dice(): { seed: number; random: () => number } {
  const seed = Number(process.env.FAULTS_SEED ?? Date.now() % 1_000_000);
  let state = seed;
  return {
    seed,
    random() {
      state = (state + 0x6d2b79f5) | 0;
      let t = Math.imul(state ^ (state >>> 15), 1 | state);
      t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
      return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
    },
  };
}
