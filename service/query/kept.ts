/** How long minutes are kept, for readers that have to choose between minutes and hours. */
import type { Kept } from '@/store';

const DAY_MS = 86_400_000;

export function keptOf(): Kept {
  return { minuteMs: 30 * DAY_MS };
}
