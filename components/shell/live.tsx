'use client';

import { useRouter } from 'next/navigation';
import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react';
import { MINUTE_MS } from '@/advisor/types';
import { exactTime, formatTime } from '@/advisor/words/dates';
import { cx } from '@/components/ui/cx';
import { useZone } from './zone';

interface Live {
  /** Newest minute with data that this page knows of; charts read again when it moves. */
  newestAt: number | null;
  state: 'live' | 'late' | 'lost' | 'empty';
}

const LiveContext = createContext<Live>({ newestAt: null, state: 'empty' });

/** The newest minute, moving by itself. Charts put it in their effect's dependencies. */
export function useLive(): Live {
  return useContext(LiveContext);
}

/** After this long without a new minute a page says so instead of looking alive. */
const LATE_MS = 3 * MINUTE_MS;

/** A refused stream is asked for again after this long. */
const AGAIN_MS = 10_000;

/** One event stream for an app's page: each new minute updates the context and reads the page again. */
export function LiveProvider({
  app,
  newestAt: first,
  children,
}: {
  app: string;
  newestAt: number | null;
  children: ReactNode;
}) {
  const router = useRouter();
  const [newestAt, setNewestAt] = useState(first);
  const [lost, setLost] = useState(false);
  const [nowAt, setNowAt] = useState<number | null>(null);

  // biome-ignore lint/correctness/useExhaustiveDependencies: `first` is where counting starts; a refreshed page must not open a new stream
  useEffect(() => {
    let known = first;
    let source: EventSource;
    let again: ReturnType<typeof setTimeout> | undefined;
    const open = () => {
      clearTimeout(again);
      source?.close();
      source = new EventSource(`/api/apps/${encodeURIComponent(app)}/live`);
      source.addEventListener('open', () => setLost(false));
      source.addEventListener('error', onError);
      source.addEventListener('minute', onMinute);
    };
    // A browser tries again by itself unless it was refused; after sleep it may have given up.
    const onError = () => {
      setLost(true);
      if (source.readyState === EventSource.CLOSED) again = setTimeout(open, AGAIN_MS);
    };
    const onAwake = () => {
      if (document.visibilityState === 'visible' && source.readyState === EventSource.CLOSED) open();
    };
    const onMinute = (event: MessageEvent<string>) => {
      const data = JSON.parse(event.data) as { newestAt: number | null };
      setLost(false);
      setNowAt(Date.now());
      if (data.newestAt === null || data.newestAt === known) return;
      known = data.newestAt;
      setNewestAt(known);
      router.refresh();
    };
    open();
    document.addEventListener('visibilitychange', onAwake);
    const clock = setInterval(() => setNowAt(Date.now()), MINUTE_MS / 2);
    return () => {
      clearTimeout(again);
      source.close();
      document.removeEventListener('visibilitychange', onAwake);
      clearInterval(clock);
    };
  }, [app, router]);

  const value = useMemo<Live>(() => {
    if (newestAt === null) return { newestAt, state: 'empty' };
    if (nowAt !== null && nowAt - newestAt > LATE_MS) return { newestAt, state: 'late' };
    return { newestAt, state: lost ? 'lost' : 'live' };
  }, [newestAt, nowAt, lost]);
  return <LiveContext value={value}>{children}</LiveContext>;
}

const SAYS: Record<Live['state'], (time: string) => string> = {
  live: (time) => `live, ${time}`,
  late: (time) => `last data ${time}`,
  lost: (time) => `reconnecting, ${time}`,
  empty: () => 'no data yet',
};

/** Word and dot: filled and green while minutes arrive, hollow when they do not. */
export function LiveDot() {
  const { newestAt, state } = useLive();
  const zone = useZone();
  const says = SAYS[state](newestAt === null ? '' : formatTime(newestAt, zone));
  return (
    <span
      title={newestAt === null ? undefined : `Newest minute: ${exactTime(newestAt, zone)}`}
      className="mr-2 flex items-center gap-2 text-xs whitespace-nowrap text-ink3 max-sm:hidden"
    >
      <span
        aria-hidden
        className={cx(
          'size-2 rounded-full',
          state === 'live' ? 'bg-ok' : 'border-[1.5px] border-ink3',
          state === 'late' && 'border-warn',
        )}
      />
      {/* As wide as "last data 20:00", which follows a first "live": what stands beside it stays. */}
      <span className={cx('min-w-[5.5rem]', state === 'late' && 'text-warn')}>{says}</span>
    </span>
  );
}
