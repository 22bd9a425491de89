import { exactTime, formatDayTime } from '@/advisor/words/dates';
import { ButtonLink, buttonClass } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { EmptyNote } from '@/components/ui/empty-state';
import { SelectField, TextField } from '@/components/ui/field';
import { FirstLine } from '@/components/ui/first-line';
import type { AuditLine, AuditView } from '@/service/views/people';
import { actionWords, detailWords, whoWords } from './audit-words';

interface AuditPageProps {
  view: AuditView;
  filter: { action?: string | undefined; who?: string | undefined; before?: number | undefined };
  zone: string;
}

/** What changed, by whom, from where? */
export function AuditPage({ view, filter, zone }: AuditPageProps) {
  const { team, entries, next } = view;
  const query = (more: Record<string, string | number | undefined>) =>
    new URLSearchParams(
      Object.entries({ action: filter.action, who: filter.who, ...more }).flatMap(([key, value]) =>
        value === undefined ? [] : [[key, String(value)]],
      ),
    );
  const file = (format: string) => `/api/teams/${team.slug}/audit?${query({ format })}`;
  const newest = entries[0];
  return (
    <>
      <FirstLine
        rest={newest ? `${formatDayTime(newest.at, zone)}, by ${whoWords(newest.who)}.` : undefined}
        actions={
          <>
            <a href={file('csv')} download className={buttonClass()}>
              CSV
            </a>
            <a href={file('json')} download className={buttonClass()}>
              JSON
            </a>
          </>
        }
      >
        {newest ? 'Last change in ' : 'Nothing to show of '}
        <bdi>{team.name}</bdi>
        {newest ? `: ${actionWords(newest.action)}.` : '.'}
      </FirstLine>
      <Card id="audit" title="Audit" note="newest first; entries are never changed">
        <form className="flex flex-wrap items-end gap-3 pb-3">
          <SelectField label="What" name="action" defaultValue={filter.action ?? ''} className="min-w-48 max-sm:grow">
            <option value="">everything</option>
            {view.actions.map((action) => (
              <option key={action} value={action}>
                {actionWords(action)}
              </option>
            ))}
          </SelectField>
          <TextField
            label="Who"
            name="who"
            type="email"
            defaultValue={filter.who ?? ''}
            autoComplete="off"
            className="min-w-52 grow sm:max-w-72"
          />
          <button type="submit" className={buttonClass('plain', 'md', 'h-9 max-sm:w-full')}>
            Show
          </button>
        </form>
        {entries.length === 0 ? <EmptyNote>No entry fits.</EmptyNote> : null}
        <ul className="border-t border-line">
          {entries.map((line) => (
            <Line key={line.id} line={line} zone={zone} />
          ))}
        </ul>
        <div className="flex flex-wrap gap-2 pt-4">
          {filter.before ? <ButtonLink href={`?${query({})}`}>Newest</ButtonLink> : null}
          {next ? <ButtonLink href={`?${query({ before: next })}`}>Older</ButtonLink> : null}
        </div>
      </Card>
    </>
  );
}

function Line({ line, zone }: { line: AuditLine; zone: string }) {
  const details = detailWords(line.details, zone);
  return (
    <li className="grid gap-x-6 gap-y-0.5 border-b border-line py-2.5 text-sm sm:grid-cols-[9rem_minmax(0,1fr)_minmax(0,16rem)]">
      <time dateTime={new Date(line.at).toISOString()} title={exactTime(line.at, zone)} className="text-ink3">
        {formatDayTime(line.at, zone)}
      </time>
      <span className="min-w-0">
        <span className="text-ink">{actionWords(line.action)}</span>
        {line.app ? (
          <span className="text-ink2 wrap-anywhere">
            {' · '}
            <bdi>{line.app}</bdi>
          </span>
        ) : null}
        {details ? <span className="block text-xs break-words text-ink3">{details}</span> : null}
      </span>
      <span className="min-w-0 text-ink2">
        <span className="block truncate">{whoWords(line.who)}</span>
        {line.address ? <span className="block text-xs text-ink3">from {line.address}</span> : null}
      </span>
    </li>
  );
}
