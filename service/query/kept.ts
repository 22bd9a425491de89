/** How long minutes are kept, for readers that have to choose between minutes and hours. */
import { keptDays } from '@/config/settings';
import type { Kept } from '@/store';

const DAY_MS = 86_400_000;

/** The shortest of these apps' own times (null: as the installation). */
export function keptOf(apps: { keepMinutesDays: number | null }[]): Kept {
  const days = apps.map(({ keepMinutesDays }) => keepMinutesDays ?? Number.POSITIVE_INFINITY);
  return { minuteMs: Math.min(keptDays().minutes, ...days) * DAY_MS };
}
