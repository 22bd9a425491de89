/**
 * How much less the busiest minutes of a hold time are than the busiest five (RULES 3.4): a limit that has to be
 * passed for a quarter of an hour is met by the mean of a quarter of an hour. Hours keep five-minute means alone, so
 * the minutes of the last day tell it.
 */
import { median } from '../math';
import type { SignalColumns } from '../types';

const HOUR = 60;
const FIVE = 5;
const HOURS_NEEDED = 6;
/** An hour counts with so many of its minutes; a mean with so much of its time (judgement). */
const MINUTES_NEEDED = 45;
const KNOWN = 0.8;

/** Median over the busier half of the hours of (busiest `holdMinutes` ÷ busiest five); 1 where nothing tells it. */
export function holdShare(load: SignalColumns | undefined, holdMinutes: number): number {
  const hold = Math.min(HOUR, Math.floor(holdMinutes));
  if (load === undefined || hold <= FIVE) return 1;
  const hours: { five: number; held: number }[] = [];
  for (let from = 0; from + HOUR <= load.value.length; from += HOUR) {
    const minutes = load.value.subarray(from, from + HOUR);
    if (minutes.filter(Number.isFinite).length < MINUTES_NEEDED) continue;
    // Five-minute means as hours keep them: one after the other.
    const five = busiest(minutes, FIVE, FIVE);
    const held = busiest(minutes, hold, 1);
    if (five > 0 && held > 0) hours.push({ five, held });
  }
  if (hours.length < HOURS_NEEDED) return 1;
  const middle = median(hours.map(({ five }) => five));
  const shares = hours.filter(({ five }) => five >= middle).map(({ five, held }) => held / five);
  return Math.min(1, median(shares));
}

function busiest(minutes: Float64Array, length: number, step: number): number {
  let most = Number.NaN;
  for (let from = 0; from + length <= minutes.length; from += step) {
    const known = minutes.subarray(from, from + length).filter(Number.isFinite);
    if (known.length < KNOWN * length) continue;
    const mean = known.reduce((sum, value) => sum + value, 0) / known.length;
    if (!(mean <= most)) most = mean;
  }
  return most;
}
