/** How often something may be asked of this process: a burst, refilled evenly. Forgotten with the process, unlike tries to sign in. */

export interface Budget {
  /** What is counted; each kind begins with a word of its own, such as `token:`. */
  key: string;
  /** Times on end. */
  burst: number;
  /** Times a second, in the long run. */
  aSecond: number;
}

/** So many are remembered, the ones used last. */
const REMEMBERED = 20_000;

declare global {
  // Routes are separate bundles of one process: they must share what they remember.
  var headroomBudgets: Map<string, { left: number; at: number }> | undefined;
}

/**
 * Takes one time of each, in turn, until one has none left.
 * @param at milliseconds since 1970
 * @returns seconds to wait, 0 where there was room
 */
export function waitFor(budgets: Budget[], at: number): number {
  globalThis.headroomBudgets ??= new Map();
  const known = globalThis.headroomBudgets;
  for (const { key, burst, aSecond } of budgets) {
    const before = known.get(key) ?? { left: burst, at };
    const left = Math.min(burst, before.left + (Math.max(0, at - before.at) / 1_000) * aSecond);
    known.delete(key);
    known.set(key, { left: left < 1 ? left : left - 1, at });
    for (const oldest of known.keys()) {
      if (known.size <= REMEMBERED) break;
      known.delete(oldest);
    }
    if (left < 1) return Math.ceil((1 - left) / aSecond);
  }
  return 0;
}
