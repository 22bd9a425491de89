/** How far Headroom is behind with reading an app: told apart from an app that stopped sending or has little to say. */
import { HOUR_MS } from '@/advisor/types';
import { isSilent } from '@/advisor/words/overview';
import { countUnderivedHours, readDataSpan } from '@/store/index';
import { resources } from '../resources';

/** An app that sends always has its newest hour waiting, and the one before around the full hour. */
const ALWAYS_WAITING = 2;

export interface Shown {
  appId: number;
  /** Newest minute that its advice rests on, ms; null before the first advice. */
  newestAt: number | null;
}

/** Hours of data, of each app in their order, that are stored and not in what is shown; 0 where it is up to date. */
export async function unreadHours(apps: Shown[]): Promise<number[]> {
  const { telemetry, now } = resources();
  const nowAt = now();
  const waiting = await countUnderivedHours(
    telemetry,
    apps.map(({ appId }) => appId),
  );
  return Promise.all(
    apps.map(async ({ appId, newestAt }) => {
      const hours = waiting.get(appId) ?? 0;
      if (newestAt !== null && !isSilent({ newestAt }, nowAt)) return hours > ALWAYS_WAITING ? hours : 0;
      if (hours > 0 || newestAt === null) return hours;
      // Read, and not evaluated yet.
      const span = await readDataSpan(telemetry, appId);
      return Math.max(0, Math.floor(((span?.newestAt ?? newestAt) - newestAt) / HOUR_MS));
    }),
  );
}
