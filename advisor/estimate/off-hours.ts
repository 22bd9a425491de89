/** Hours of the week in which nobody came and nothing was done: machines paid by the hour could stop then. */
import type { SignalId } from '@/catalogue/types';
import { type AppFacts, DAY_MS, HOUR_MS, type HourFacts, type SavingFinding, type SignalHour } from '../types';
import { type BookPrice, isHourly, priceBook } from './book';
import { quantityCents } from './lines';

const WEEKS = 4;
const WEEK_HOURS = 168;
/** Of the four weeks' same hours; every one that is known has to be quiet. */
const NEED_WEEKS = 3;
/** Of the twelve 5-minute means of an hour. */
const NEED_MEANS = 9;
/** Shorter stretches are not worth a stop and a start (judgement). */
const LEAST_RUN = 4;
/** A share of the CPU above this is work, such as a job at night (judgement). */
const IDLE_SHARE = 0.1;
/** Each is nobody's where it is there at all. */
const PRESENCE: SignalId[] = ['users.active', 'sockets.open'];

/**
 * Null without four weeks of measured requests and CPU, without a price by the hour, or where no four hours in
 * a row were quiet in each week. An app that sends nothing at night counts as unknown, not as quiet.
 */
export function offHours(
  input: { facts: AppFacts; hours: Map<SignalId, SignalHour[]>; hourFacts: readonly HourFacts[]; nowAt: number },
  web: BookPrice,
): SavingFinding | null {
  const { facts, hourFacts, nowAt } = input;
  if (!isHourly(web)) return null;
  const running = new Map(hourFacts.map(({ at, instancesMedian }) => [at, instancesMedian]));
  const slots = Array.from({ length: WEEK_HOURS }, () => ({ known: 0, quiet: 0, instances: 0 }));
  const idle = idleCheck(input.hours);
  for (const hour of input.hours.get('requests.rate') ?? []) {
    const slot = slots[Math.floor(hour.at / HOUR_MS) % WEEK_HOURS];
    const instances = running.get(hour.at) ?? 0;
    const isRecent = hour.at > nowAt - WEEKS * 7 * DAY_MS && hour.at + HOUR_MS <= nowAt;
    if (slot === undefined || !isRecent || hour.means < NEED_MEANS || instances < 1) continue;
    slot.known += 1;
    slot.instances += instances;
    if (hour.max5 === 0 && idle(hour.at)) slot.quiet += 1;
  }
  const stopped = longRuns(slots.map(({ known, quiet }) => known >= NEED_WEEKS && quiet === known));
  if (stopped.length === 0) return null;
  const instanceHours = stopped.reduce((sum, index) => sum + meanOf(slots[index]), 0);
  const cents = quantityCents({ price: web, count: instanceHours / WEEK_HOURS }, priceBook(facts).money);
  if (cents === null) return null;
  return {
    code: 'off-hours',
    hoursAWeek: stopped.length,
    instances: instanceHours / stopped.length,
    weeks: WEEKS,
    idleShare: IDLE_SHARE,
    centsAMonth: cents,
  };
}

const meanOf = (slot: { known: number; instances: number } | undefined): number =>
  slot === undefined || slot.known === 0 ? 0 : slot.instances / slot.known;

/** Whether in an hour the CPU was known to be idle, and nobody was there as far as that is measured. */
function idleCheck(hours: Map<SignalId, SignalHour[]>): (at: number) => boolean {
  const byAt = (signal: SignalId) => new Map((hours.get(signal) ?? []).map((hour) => [hour.at, hour]));
  const cpu = byAt('cpu.used');
  const presence = PRESENCE.map(byAt);
  return (at) => {
    const { demandMax5 = Number.NaN, capacityMedian5 = Number.NaN } = cpu.get(at) ?? {};
    return demandMax5 / capacityMedian5 < IDLE_SHARE && presence.every((signal) => !((signal.get(at)?.max5 ?? 0) > 0));
  };
}

/** Indexes of the true ones that stand in a row of at least `LEAST_RUN`; the week goes round. */
function longRuns(quiet: readonly boolean[]): number[] {
  const length = quiet.length;
  const isQuiet = (index: number) => quiet[(index + length) % length] === true;
  return quiet.flatMap((_, index) => {
    if (!isQuiet(index)) return [];
    let run = 1;
    for (let back = 1; run < LEAST_RUN && isQuiet(index - back); back++) run += 1;
    for (let on = 1; run < LEAST_RUN && isQuiet(index + on); on++) run += 1;
    return run >= LEAST_RUN ? [index] : [];
  });
}
