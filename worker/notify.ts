/** Tells people: beside the ticks, so that a receiver that is slow to answer delays no evaluation. */
import { setTimeout as pause } from 'node:timers/promises';
import { deliverNext, handOut } from '@/service/notifications/index';

const LOOK_MS = 2_000;
const AT_ONCE = 4;

/** Goes on until `signal` aborts; what is being sent then is sent to its end. */
export async function notifyLoop(given: {
  now: () => number;
  signal: AbortSignal;
  report: (error: unknown, what: string) => void;
}): Promise<void> {
  const { now, signal, report } = given;
  const lane = async () => {
    while (!signal.aborted && (await deliverNext(now())));
  };
  while (!signal.aborted) {
    try {
      while (!signal.aborted && (await handOut(now())));
      await Promise.all(Array.from({ length: AT_ONCE }, lane));
    } catch (error) {
      report(error, 'telling people');
    }
    await pause(LOOK_MS, undefined, { signal }).catch(() => {});
  }
}
