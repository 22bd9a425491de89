'use client';
/** What all charts of a page share: one fetch for all signals, one window in the address. */
import { useSearchParams } from 'next/navigation';
import { createContext, type ReactNode, useContext, useEffect, useMemo } from 'react';
import type { SignalId } from '@/catalogue/types';
import { useLive } from '@/components/shell/live';
import { readWindow, withWindow, youngLength, zoomQuery } from './chart-window';
import { loadPlotter } from './plot';
import { type FetchedCharts, useChartData } from './use-chart-data';

interface Charts extends FetchedCharts {
  slug: string;
  range: string;
  compare: boolean;
  zoomed: boolean;
  zoom(range: { from: number; to: number } | null): void;
}

const Context = createContext<Charts | null>(null);

interface Props {
  slug: string;
  signals: SignalId[];
  /** First data of the app: a young one is shown from there on. */
  firstAt: number | null;
  children: ReactNode;
}

export function ChartsProvider({ slug, signals, firstAt, children }: Props) {
  const text = useSearchParams().toString();
  const { newestAt } = useLive();
  const window_ = useMemo(() => {
    const read = readWindow(new URLSearchParams(text));
    return read.chosen ? read : { ...read, lengthSeconds: youngLength(firstAt, newestAt, read.lengthSeconds) };
  }, [text, firstAt, newestAt]);
  const { data, problem } = useChartData(slug, signals, window_);
  useEffect(() => {
    loadPlotter();
  }, []);

  const value = useMemo<Charts>(
    () => ({
      slug,
      data,
      problem,
      range: window_.range,
      compare: window_.compare,
      zoomed: window_.zoom !== null,
      zoom: (range) => {
        const keys = range ? zoomQuery(range.from, range.to) : { from: null, to: null };
        if (keys) changeWindow(text, keys);
      },
    }),
    [slug, data, problem, window_, text],
  );

  return <Context value={value}>{children}</Context>;
}

export function useCharts(): Charts {
  const charts = useContext(Context);
  if (!charts) throw new Error('a chart stands outside of <ChartsProvider>');
  return charts;
}

/** Changes the address without asking the server; Next hands the new one to `useSearchParams`. */
export function changeWindow(query: string, keys: Record<string, string | null>): void {
  history.replaceState(null, '', withWindow(new URLSearchParams(query), keys));
}
