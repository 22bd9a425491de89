import Link from 'next/link';
import { formatDay, formatDayYear, formatSince, formatTimeRange } from '@/advisor/words/dates';
import { formatCount, formatMinutes } from '@/advisor/words/format';
import { asSentence } from '@/advisor/words/names';
import { bySignalOrder, signalTitle, signalWord } from '@/advisor/words/signals';
import type { Wording } from '@/advisor/words/wording';
import { ButtonLink } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { cx } from '@/components/ui/cx';
import { EmptyState } from '@/components/ui/empty-state';
import { FirstLine } from '@/components/ui/first-line';
import type { CrossingRow, CrossingsView } from '@/service/views/signals';
import { type CrossingActions, CrossingItem } from './crossing-item';

interface PageProps {
  view: CrossingsView;
  wording: Wording;
  actions: CrossingActions;
  mayEdit: boolean;
}

/** What was crossed, when, how badly, what came of it? */
export function CrossingsPage({ view, wording, actions, mayEdit }: PageProps) {
  const { open, past } = view;
  const item = (crossing: CrossingRow) => (
    <CrossingItem key={crossing.id} {...{ crossing, view, wording, actions, mayEdit }} />
  );
  return (
    <>
      <FirstLine rest={restOf(view)}>{leadOf(view, wording)}</FirstLine>
      <Filter view={view} />
      <div className="grid grid-cols-1 gap-4 max-sm:gap-6">
        {open.length > 0 ? (
          <Card id="open" title="Open now" note={formatCount(open.length, 'crossing')}>
            <ul>{open.map(item)}</ul>
          </Card>
        ) : null}
        {byDay(past, wording).map(({ day, rows }) => (
          <Card key={day} id={`day-${rows[0]?.openedAt}`} title={day} note={formatCount(rows.length, 'crossing')}>
            <ul>{rows.map(item)}</ul>
          </Card>
        ))}
        {open.length + past.length === 0 ? <Nothing view={view} wording={wording} /> : null}
        <Withdrawn view={view} wording={wording} />
      </div>
      {view.olderBefore === null ? null : (
        <p className="no-print mt-4">
          <ButtonLink href={address(view, view.signal, view.olderBefore)}>Older</ButtonLink>
        </p>
      )}
    </>
  );
}

function leadOf({ open, advice }: CrossingsView, { nowAt, zone }: Wording): string {
  if (advice === null || advice.firstAt === null) return 'No data yet: nothing can be judged.';
  const [first, ...others] = open;
  if (first === undefined) return 'Nothing is past its limit now.';
  const since = formatSince(first.openedAt, nowAt, zone);
  if (others.length === 0)
    return `${asSentence(signalWord(first.signal)).replace(/\.$/, '')}: past its limit since ${since}.`;
  return `${formatCount(open.length, 'threshold')} are past their limits, the newest since ${since}.`;
}

function restOf({ past, signal, olderBefore }: CrossingsView): string | undefined {
  if (past.length === 0) return undefined;
  const minutes = past.reduce((sum, crossing) => sum + crossing.overMinutes, 0);
  const which = signal === null ? '' : ` of ${signalWord(signal)}`;
  const ended = olderBefore === null ? 'ended' : 'ended ones on this page';
  return `${formatCount(past.length, 'crossing')}${which} ${ended}, ${formatMinutes(minutes)} in all.`;
}

function byDay(rows: CrossingRow[], { zone }: Wording): { day: string; rows: CrossingRow[] }[] {
  const days: { day: string; rows: CrossingRow[] }[] = [];
  for (const row of rows) {
    const day = formatDayYear(row.openedAt, zone);
    const last = days.at(-1);
    if (last?.day === day) last.rows.push(row);
    else days.push({ day, rows: [row] });
  }
  return days;
}

function address({ app }: CrossingsView, signal: string | null, before: number | null): string {
  const query = new URLSearchParams();
  if (signal !== null) query.set('signal', signal);
  if (before !== null) query.set('before', String(before));
  return `/apps/${app.slug}/crossings${query.size > 0 ? `?${query}` : ''}`;
}

function Filter({ view }: { view: CrossingsView }) {
  if (view.signalsCrossed.length < 2 && view.signal === null) return null;
  const choices: (string | null)[] = [null, ...[...view.signalsCrossed].sort(bySignalOrder)];
  return (
    <nav aria-label="Filter by signal" className="no-print mb-4 flex flex-wrap gap-2">
      {choices.map((signal) => (
        <Link
          key={signal ?? 'all'}
          href={address(view, signal, null)}
          aria-current={signal === view.signal ? 'true' : undefined}
          className={cx(
            'inline-flex items-center rounded-md border px-3 py-1 text-sm max-sm:min-h-11',
            signal === view.signal ? 'border-accent bg-accent-bg text-accent' : 'border-line bg-card text-ink2',
          )}
        >
          {signal === null ? 'All signals' : signalTitle(signal)}
        </Link>
      ))}
    </nav>
  );
}

function Nothing({ view, wording }: { view: CrossingsView; wording: Wording }) {
  const { advice, app } = view;
  if (advice === null || advice.firstAt === null) {
    return (
      <EmptyState
        title="Crossings will stand here"
        action={
          <ButtonLink href={`/apps/new?app=${app.slug}`} kind="primary">
            Connect the app
          </ButtonLink>
        }
      >
        Each time a signal passes its limit for long enough, with its worst value, its instances, and what happened
        shortly before. It needs data first.
      </EmptyState>
    );
  }
  const watched = advice.thresholds.filter(({ code }) => code !== 'no-data').length;
  return (
    <EmptyState mark="clear" title={view.signal === null ? 'No threshold was crossed' : 'This signal never crossed'}>
      Since {formatDay(advice.firstAt, wording.zone, wording.nowAt)}, the first day of data. {watched} of{' '}
      {formatCount(advice.thresholds.length, 'threshold')} can be watched now.
    </EmptyState>
  );
}

function Withdrawn({ view, wording }: { view: CrossingsView; wording: Wording }) {
  if (view.withdrawn.length === 0) return null;
  const { nowAt, zone } = wording;
  return (
    <Card id="withdrawn" title="Withdrawn" note="late data or another limit showed that they were none">
      <ul className="text-sm text-ink2">
        {view.withdrawn.map(({ at, signal, openedAt, closedAt }) => (
          <li key={`${at} ${signal} ${openedAt}`} className="border-b border-line py-2 last:border-0">
            <span className="text-ink">{signalTitle(signal)}</span>,{' '}
            {closedAt === null
              ? `from ${formatSince(openedAt, nowAt, zone)}`
              : formatTimeRange(openedAt, closedAt, zone)}
            <span className="text-xs text-ink3"> · withdrawn {formatSince(at, nowAt, zone)}</span>
          </li>
        ))}
      </ul>
    </Card>
  );
}
