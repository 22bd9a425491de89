'use client';
/** What all charts of a page share: one fetch for all signals, one window in the address. */
import { useSearchParams } from 'next/navigation';
import { createContext, type ReactNode, useContext, useMemo } from 'react';
import type { SignalId } from '@/catalogue/types';
import { readWindow, withWindow, zoomQuery } from './chart-window';
import { type FetchedCharts, useChartData } from './use-chart-data';

interface Charts extends FetchedCharts {
  range: string;
  compare: boolean;
  zoomed: boolean;
  zoom(range: { from: number; to: number } | null): void;
}

const Context = createContext<Charts | null>(null);

export function ChartsProvider({ slug, signals, children }: { slug: string; signals: SignalId[]; children: ReactNode }) {
  const text = useSearchParams().toString();
  const window_ = useMemo(() => readWindow(new URLSearchParams(text)), [text]);
  const { data, problem } = useChartData(slug, signals, window_);

  const value = useMemo<Charts>(
    () => ({
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
    [data, problem, window_, text],
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
