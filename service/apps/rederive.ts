/** After a setting that changes how signals are made: the last 14 days are derived again. */
import { DAY_MS } from '@/advisor/types';
import { markDirty } from '@/store/index';
import { resources } from '../resources';

const REDERIVE_DAYS = 14;

/** Marks are idempotent: a crash between the setting and the mark is mended by saving the setting again. */
export async function rederive(appId: bigint): Promise<void> {
  const { telemetry, now } = resources();
  await markDirty(telemetry, Number(appId), now() - REDERIVE_DAYS * DAY_MS);
}
