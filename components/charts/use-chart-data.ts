'use client';
/** Fetches the page's columns, again for every new minute that arrives; keeps the old ones meanwhile. */
import { useCallback, useEffect, useRef, useState } from 'react';
import { useLive } from '@/components/shell/live';
import { useZone } from '@/components/shell/zone';
import type { ChartData } from '@/service/views/views';

export interface ChartWindow {
  /** Seconds shown, ending at the newest minute; ignored where `zoom` is set. */
  lengthSeconds: number;
  zoom: { fromAt: number; toAt: number } | null;
  compare: boolean;
}

export interface FetchedCharts {
  data: ChartData | null;
  /** What went wrong with the last fetch, as a sentence. */
  problem: string | null;
}

const RETRY_MS = 10_000;
const NO_CONNECTION = 'No connection to Headroom. What you see is what came last; trying again.';

export function useChartData(slug: string, signals: string[], window_: ChartWindow): FetchedCharts {
  const [data, setData] = useState<ChartData | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const { newestAt } = useLive();
  const zone = useZone();
  const wanted = signals.join(',');
  const { lengthSeconds, compare } = window_;
  const [fromAt, toAt] = [window_.zoom?.fromAt ?? null, window_.zoom?.toAt ?? null];
  const latest = useRef(0);

  const load = useCallback(async () => {
    if (wanted === '') return;
    const turn = ++latest.current;
    const end = toAt ?? Date.now();
    const query = new URLSearchParams({
      signals: wanted,
      from: String(Math.floor(fromAt ?? end - lengthSeconds * 1000)),
      to: String(Math.floor(end)),
      ...(compare ? { compare: 'week' } : {}),
      zone,
    });
    try {
      const answer = await fetch(`/api/apps/${encodeURIComponent(slug)}/chart?${query}`);
      const body = await answer.json();
      if (turn !== latest.current) return;
      if (answer.ok) setData(body);
      setProblem(answer.ok ? null : (body?.error?.message ?? `The server answered ${answer.status}.`));
    } catch {
      if (turn === latest.current) setProblem(NO_CONNECTION);
    }
  }, [slug, wanted, lengthSeconds, compare, fromAt, toAt, zone]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new minute is the reason to load again
  useEffect(() => {
    load();
  }, [load, newestAt]);

  useEffect(() => {
    if (!problem) return;
    const retry = setTimeout(load, RETRY_MS);
    const awake = () => document.visibilityState === 'visible' && load();
    document.addEventListener('visibilitychange', awake);
    return () => {
      clearTimeout(retry);
      document.removeEventListener('visibilitychange', awake);
    };
  }, [problem, load]);

  return { data, problem };
}
