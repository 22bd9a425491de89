'use client';
/** Asks the API for one question's answer, again for every new minute; keeps the old one meanwhile. */
import { useCallback, useEffect, useRef, useState } from 'react';
import type { ChartWindow } from '@/components/charts/use-chart-data';
import { useLive } from '@/components/shell/live';
import { useZone } from '@/components/shell/zone';
import type { ExploreView } from '@/service/views/explore';
import { askOf, type Question } from './question';

export interface Problem {
  message: string;
  fix?: string | undefined;
  field?: string | undefined;
}

export interface Answer {
  view: ExploreView | null;
  /** The question that `view` answers. */
  of: Question | null;
  problem: Problem | null;
  busy: boolean;
  /** The same as a file. */
  fileAddress(format: 'csv' | 'json'): string;
}

const AGAIN_MS = 60_000;
const RETRY_MS = 10_000;
const NO_CONNECTION = { message: 'No connection to Headroom. What you see is what came last; trying again.' };

interface Asked {
  slug: string;
  /** Null: nothing to ask yet. */
  question: Question | null;
  window_: ChartWindow;
  /** Seconds; null: as fits the time. */
  step: number | null;
}

export function useAnswer({ slug, question, window_, step }: Asked): Answer {
  const [answer, setAnswer] = useState<Pick<Answer, 'view' | 'of'>>({ view: null, of: null });
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  const { newestAt } = useLive();
  const zone = useZone();
  const turn = useRef(0);
  const asked = question ? JSON.stringify(question) : null;
  const { lengthSeconds, compare } = window_;
  const [fromAt, toAt] = [window_.zoom?.fromAt ?? null, window_.zoom?.toAt ?? null];

  const address = useCallback(() => {
    const end = toAt ?? Date.now();
    const span = { fromAt: Math.floor(fromAt ?? end - lengthSeconds * 1000), toAt: Math.floor(end) };
    const query = JSON.stringify({ ...askOf(JSON.parse(asked ?? '{}'), span, step, compare), zone });
    return `/api/apps/${encodeURIComponent(slug)}/explore?${new URLSearchParams({ query })}`;
  }, [slug, asked, step, compare, lengthSeconds, fromAt, toAt, zone]);

  const load = useCallback(async () => {
    if (asked === null) return;
    const mine = ++turn.current;
    setBusy(true);
    try {
      const response = await fetch(address());
      const body = await response.json();
      if (mine !== turn.current) return;
      if (response.ok) setAnswer({ view: body, of: JSON.parse(asked) });
      setProblem(response.ok ? null : (body?.error ?? { message: `The server answered ${response.status}.` }));
    } catch {
      if (mine === turn.current) setProblem(NO_CONNECTION);
    }
    if (mine === turn.current) setBusy(false);
  }, [asked, address]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new minute is the reason to ask again
  useEffect(() => {
    load();
  }, [load, newestAt]);

  // A page without a live stream asks by the clock; a connection that went is tried sooner.
  useEffect(() => {
    if (problem !== NO_CONNECTION && (newestAt !== null || toAt !== null)) return;
    const awake = () => document.visibilityState === 'visible' && load();
    const timer = setInterval(awake, problem === NO_CONNECTION ? RETRY_MS : AGAIN_MS);
    document.addEventListener('visibilitychange', awake);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', awake);
    };
  }, [load, newestAt, problem, toAt]);

  return { ...answer, problem, busy, fileAddress: (format) => `${address()}&format=${format}` };
}
