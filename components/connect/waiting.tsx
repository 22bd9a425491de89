'use client';

import { formatTime } from '@/advisor/words/dates';
import { formatCount, formatDuration, formatNumber } from '@/advisor/words/format';
import { useZone } from '@/components/shell/zone';
import { ButtonLink } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { cx } from '@/components/ui/cx';
import { Notice } from '@/components/ui/notice';
import { Skeleton } from '@/components/ui/skeleton';
import { type Mark, StateMark } from '@/components/ui/state-mark';
import { useFirstData } from './use-first-data';

/** Turns green by itself. Until then it says what was heard, and what was turned away and why. */
export function Waiting({ slug, name }: { slug: string; name: string }) {
  const zone = useZone();
  const { data, waitedMs, lost } = useFirstData(slug, null);
  const arrived = data?.firstPointAt != null;
  const time = (at: number | null | undefined) => (at == null ? null : formatTime(at, zone));
  return (
    <Card flush className={cx(arrived && 'border-ok')}>
      <div role="status" aria-live="polite" className="flex flex-col items-center px-4 pt-7 pb-6 text-center">
        <span
          className={cx(
            'grid size-15 place-items-center rounded-full border',
            arrived ? 'border-ok bg-ok-bg' : 'border-line bg-ground',
          )}
        >
          <span
            className={cx(
              'grid size-10 place-items-center rounded-full border',
              arrived ? 'border-ok' : 'border-line2',
            )}
          >
            <StateMark state={arrived ? 'ok' : 'waiting'} size={19} className={arrived ? '' : 'animate-sweep'} />
          </span>
        </span>
        <p className="mt-4 text-lg font-semibold text-ink">
          {arrived ? 'The first data point is here' : 'Waiting for the first data point …'}
        </p>
        <p className="mt-1 min-h-10 text-sm text-pretty text-ink2">
          {arrived
            ? `${name} sends. Its signals follow within a minute, and this page needs no reload.`
            : lost
              ? 'Headroom does not answer at the moment. Nothing is lost: your app keeps what it could not send.'
              : `Listening for ${formatDuration(waitedMs)}. It appears here by itself, no need to reload.`}
        </p>
        {arrived ? (
          <ButtonLink href={`/apps/${slug}`} kind="primary" className="mt-3">
            Open {name}
          </ButtonLink>
        ) : null}
      </div>
      <ol className="mx-4 border-t border-line text-sm">
        <Stage mark="ok" title="App and token made" when={data ? time(data.createdAt) : null} />
        <Stage
          mark={arrived ? 'ok' : 'waiting'}
          title="First data point"
          when={time(data?.firstPointAt) ?? 'waiting'}
          waiting={!arrived}
        />
        <Stage
          mark={data?.firstSignalAt ? 'ok' : arrived ? 'waiting' : 'open'}
          title="First signal"
          when={time(data?.firstSignalAt) ?? 'a minute after'}
          waiting={arrived && !data?.firstSignalAt}
        />
        <Stage
          mark={data?.firstHeadroom ? 'ok' : 'open'}
          title="First headroom"
          when={data?.firstHeadroom ? 'there' : 'when load has varied for some days'}
        />
      </ol>
      <dl className="px-4 pt-3 pb-3.5 text-sm">
        <Count title="Requests with this app’s tokens" value={data?.requests} />
        <Count title="Refused" value={data?.refused.count} />
      </dl>
      {data && data.refused.count > 0 ? (
        <Notice tone="warn" className="rounded-none rounded-b-lg">
          <b>{formatCount(data.refused.count, 'request was', 'requests were')} refused.</b> {data.refused.lastReason}
        </Notice>
      ) : null}
    </Card>
  );
}

function Stage({
  mark,
  title,
  when,
  waiting = false,
}: {
  mark: Mark;
  title: string;
  when: string | null;
  waiting?: boolean;
}) {
  return (
    <li className="flex h-9 items-center gap-2.5 border-b border-line">
      <StateMark state={mark} />
      <span className={mark === 'open' ? 'text-ink2' : 'font-medium text-ink'}>{title}</span>
      <span className={cx('ml-auto text-xs', waiting ? 'text-accent' : 'text-ink3')}>
        {when ?? <Skeleton className="h-3 w-10" />}
      </span>
    </li>
  );
}

function Count({ title, value }: { title: string; value: number | undefined }) {
  return (
    <div className="flex justify-between gap-4 py-0.5">
      <dt className="text-ink2">{title}</dt>
      <dd className="font-semibold text-ink">{value === undefined ? '–' : formatNumber(value)}</dd>
    </div>
  );
}
