/** Each minute, for each app: thresholds → crossings (+ outbox, audit) → steps' ticks → advice → app_state. */

/**
 * Evaluates one app at `nowAt` (ms). Depends on stored data alone: twice gives the same.
 * `touchedFromAt`: earliest hour that was derived again, if older than the last 26 hours.
 */
export async function evaluateApp(_appId: number, _nowAt: number, _touchedFromAt?: number): Promise<void> {
  throw new Error('evaluateApp is not built yet');
}
