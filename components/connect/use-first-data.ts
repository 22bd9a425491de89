'use client';

import { useEffect, useState } from 'react';
import type { FirstDataView } from '@/service/views/views';

const POLL_MS = 2000;

/** Asks every two seconds while the page is looked at, until the first signal is there. */
export function useFirstData(
  slug: string,
  first: FirstDataView | null,
): { data: FirstDataView | null; waitedMs: number; lost: boolean } {
  const [data, setData] = useState(first);
  const [waitedMs, setWaited] = useState(0);
  const [lost, setLost] = useState(false);
  const done = data !== null && data.firstPointAt !== null && data.firstSignalAt !== null;
  useEffect(() => {
    if (done) return;
    const startedAt = Date.now();
    const stop = new AbortController();
    let asking = false;
    const ask = async () => {
      setWaited(Date.now() - startedAt);
      if (document.hidden || asking) return;
      asking = true;
      try {
        const answer = await fetch(`/api/apps/${encodeURIComponent(slug)}/first-data`, {
          cache: 'no-store',
          signal: stop.signal,
        });
        if (!answer.ok) throw new Error(String(answer.status));
        setData((await answer.json()) as FirstDataView);
        setLost(false);
      } catch {
        if (!stop.signal.aborted) setLost(true);
      } finally {
        asking = false;
      }
    };
    void ask();
    const timer = setInterval(() => void ask(), POLL_MS);
    return () => {
      stop.abort();
      clearInterval(timer);
    };
  }, [slug, done]);
  return { data, waitedMs, lost };
}
