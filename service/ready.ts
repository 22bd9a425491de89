/** Whether the pages may be given visitors: for load balancers, without names or numbers. */
import { readiness, type WhyNotReady } from '@/store/index';
import { resources } from './resources';

declare global {
  // Next bundles this file more than once; the process stops once.
  var headroomStopping: AbortController | undefined;
  var headroomReady: WhyNotReady | undefined;
}

function controller(): AbortController {
  globalThis.headroomStopping ??= new AbortController();
  return globalThis.headroomStopping;
}

/** Aborts when the process is told to stop: streams that would not end by themselves end then. */
export function stopping(): AbortSignal {
  return controller().signal;
}

/** Called once at the start of the process. */
export function noticeStop(): void {
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => controller().abort());
}

/** Why this process should not be given visitors now; null: it should. */
export async function whyNotReady(): Promise<string | null> {
  if (stopping().aborted) return 'stopping';
  const { telemetry, now } = resources();
  globalThis.headroomReady ??= readiness(telemetry, { now });
  return globalThis.headroomReady();
}
