/** How long an app's telemetry is kept: at most as long as the installation keeps anything. */
import { keptDays } from '@/config/settings';
import { openApp } from '../authorise';
import { invalid } from '../errors';
import { type RetentionInput, retentionInput } from '../inputs/inputs';
import type { Actor, RetentionView } from '../views/views';
import { writeToApp } from '../write';

export async function retention(actor: Actor, slug: string): Promise<RetentionView> {
  const { app } = await openApp(actor, slug, 'retention');
  const most = keptDays();
  return {
    minutesDays: app.keepMinutesDays,
    hoursDays: app.keepHoursDays,
    mostMinutesDays: most.minutes,
    mostHoursDays: most.hours,
  };
}

/** What is older goes within the hour. Null: as the installation. */
export async function setRetention(actor: Actor, slug: string, input: RetentionInput): Promise<void> {
  await writeToApp({
    actor,
    slug,
    verb: 'setRetention',
    schema: retentionInput,
    input,
    run: async (tx, { app }, { minutesDays, hoursDays }) => {
      checkRetention({ minutesDays, hoursDays });
      const data = { keepMinutesDays: minutesDays, keepHoursDays: hoursDays };
      await tx.app.update({ where: { id: app.id, teamId: app.teamId }, data });
    },
    details: (to) => ({ to }),
  });
}

/** @throws ServiceError `invalid` where it is longer than the installation keeps anything. */
export function checkRetention({ minutesDays, hoursDays }: RetentionInput): void {
  const most = keptDays();
  atMost('minutesDays', minutesDays, most.minutes);
  atMost('hoursDays', hoursDays, most.hours);
  if ((minutesDays ?? most.minutes) > (hoursDays ?? most.hours)) {
    throw invalid('hoursDays', 'Hours must be kept at least as long as minutes.', 'Give more days for hours.');
  }
}

function atMost(field: keyof RetentionInput, days: number | null, most: number): void {
  if (days === null || days <= most) return;
  throw invalid(field, `This installation keeps them for ${most} days.`, `Give at most ${most}, or nothing.`);
}
