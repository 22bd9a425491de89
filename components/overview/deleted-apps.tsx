import { formatDayYear } from '@/advisor/words/dates';
import type { OverviewView } from '@/service/views/views';

/** What became of apps that were deleted lately: one line each. */
export function DeletedApps({ deleted, zone }: { deleted: OverviewView['deleted']; zone: string }) {
  if (deleted.length === 0) return null;
  return (
    <ul aria-label="Deleted apps" className="mt-4 grid gap-1 px-1 text-xs text-ink3">
      {deleted.map(({ name, deletedAt, erasedAt, rows }) => (
        <li key={`${name}${deletedAt}`}>
          {name} was deleted on {formatDayYear(deletedAt, zone)}.{' '}
          {erasedAt === null
            ? `Its data is being erased; ${rows.toLocaleString('en')} rows of telemetry are gone so far.`
            : `Nothing of its data is left: ${rows.toLocaleString('en')} rows of telemetry were erased.`}
        </li>
      ))}
    </ul>
  );
}
