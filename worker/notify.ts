/** Tells people: beside the ticks, so that a receiver that is slow to answer delays no evaluation. */
import { setTimeout as pause } from 'node:timers/promises';
import { deliverNext, handOut } from '@/service/notifications/index';

const LOOK_MS = 2_000;
const AT_ONCE = 4;

/**
 * Goes on until `signal` aborts; what is being sent then is sent to its end. Handing out and each lane of sending go
 * on by themselves: a receiver that never answers holds up one lane for as long as a try may take, and nothing else.
 */
export async function notifyLoop(given: {
  now: () => number;
  signal: AbortSignal;
  report: (error: unknown, what: string) => void;
}): Promise<void> {
  const { now, signal, report } = given;
  const again = async (work: (nowAt: number) => Promise<boolean>) => {
    while (!signal.aborted) {
      try {
        while (!signal.aborted && (await work(now())));
      } catch (error) {
        report(error, 'telling people');
      }
      await pause(LOOK_MS, undefined, { signal }).catch(() => {});
    }
  };
  await Promise.all([again(handOut), ...Array.from({ length: AT_ONCE }, () => again(deliverNext))]);
}
