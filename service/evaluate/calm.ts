/**
 * Whether the newest minutes can have turned anything, told from each minute's own value. What a limit is judged by is
 * a mean, a share or a quantile over some minutes, which is never beyond all of them: while every minute that judging
 * may look at lies on the better side, no crossing opens; while every one of them lies beyond the limit, an open one
 * goes on. Only where that is not so are they judged.
 */
import { lookBackMinutes } from '@/advisor/index';
import {
  type CrossingFacts,
  type EffectiveThreshold,
  MINUTE_MS,
  MinuteState,
  type SignalColumns,
} from '@/advisor/types';
import type { SignalId } from '@/catalogue/types';

/** A value so near its limit tells nothing: it may have been rounded. */
const NEAR = 1e-3;

/** Of some stretch of minutes that ends where watching stands, the last one of each threshold that tells nothing. */
export interface Calm {
  /** Minutes before it were not looked at (ms). */
  fromAt: number;
  /** In the order of the thresholds (ms); -Infinity: none. */
  unsureAt: number[];
}

/** What the last evaluation found. */
interface Found {
  thresholds: { threshold: EffectiveThreshold }[];
  crossings: CrossingFacts[];
}

type Columns = ReadonlyMap<SignalId, SignalColumns>;

/** @param columns of the thresholds' signals, from `fromAt` on */
export function calmOf(standing: Found, columns: Columns, fromAt: number): Calm {
  return {
    fromAt,
    unsureAt: standing.thresholds.map(({ threshold }) =>
      unsureAt(threshold, isOpen(standing, threshold), columns.get(threshold.signal), fromAt),
    ),
  };
}

/** What was known of it, with minutes from `fromAt` on that were read again. */
export function calmOn(before: Calm, standing: Found, columns: Columns, fromAt: number): Calm {
  const { unsureAt } = calmOf(standing, columns, fromAt);
  const earlier = (own: number) => (own < fromAt ? own : fromAt - MINUTE_MS);
  return {
    fromAt: Math.min(before.fromAt, fromAt),
    unsureAt: unsureAt.map((own, i) => Math.max(own, earlier(before.unsureAt[i] ?? Number.POSITIVE_INFINITY))),
  };
}

/** No crossing can open, move or close by the minutes from `fromAt` on. */
export function isCalm({ thresholds, crossings }: Found, calm: Calm, fromAt: number): boolean {
  // One that ended in these minutes may move; one that is silent may end of it.
  const mayMove = crossings.some(({ closedAt, openedAt, unknownSinceAt }) =>
    closedAt === null ? openedAt >= fromAt || unknownSinceAt !== null : closedAt >= fromAt,
  );
  return (
    !mayMove &&
    thresholds.every(({ threshold }, i) => {
      const backAt = fromAt - lookBackMinutes(threshold) * MINUTE_MS;
      return calm.fromAt <= backAt && (calm.unsureAt[i] as number) < backAt;
    })
  );
}

const isOpen = ({ crossings }: Pick<Found, 'crossings'>, { id }: EffectiveThreshold) =>
  crossings.some(({ thresholdId, closedAt }) => thresholdId === id && closedAt === null);

/** The last minute from `fromAt` on whose value does not say that the threshold stays as it is. */
function unsureAt(
  { limit, worsens }: EffectiveThreshold,
  isOpen: boolean,
  columns: SignalColumns | undefined,
  fromAt: number,
): number {
  if (columns === undefined) return Number.NEGATIVE_INFINITY;
  const { startAt, state, value } = columns;
  const near = NEAR * Math.abs(limit) + 1e-9;
  const wantsMore = (worsens === 'up') === isOpen;
  const first = Math.max(0, Math.floor((fromAt - startAt) / MINUTE_MS));
  for (let minute = state.length - 1; minute >= first; minute--) {
    const here = value[minute] as number;
    if (Number.isNaN(here) && state[minute] !== MinuteState.value) continue;
    if (wantsMore ? here > limit + near : here < limit - near) continue;
    return startAt + minute * MINUTE_MS;
  }
  return Number.NEGATIVE_INFINITY;
}
