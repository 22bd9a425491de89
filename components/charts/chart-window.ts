/** What part of time the charts show, in the address: `?range=7d&compare=week` or `?from=…&to=…`. */
import type { ChartWindow } from './use-chart-data';

export const RANGES = [
  { id: '1h', title: 'Last hour', seconds: 3600 },
  { id: '6h', title: 'Last 6 h', seconds: 21_600 },
  { id: '24h', title: 'Last 24 h', seconds: 86_400 },
  { id: '7d', title: 'Last 7 days', seconds: 604_800 },
  { id: '30d', title: 'Last 30 days', seconds: 2_592_000 },
] as const;

export const DEFAULT_RANGE = '24h';
const SHORTEST_DEFAULT_S = 1_800;
/** A drag over less than this is a slip of the hand. */
const SHORTEST_ZOOM_MS = 5 * 60_000;

/** Reads the address; anything unknown falls back to the last 24 hours. */
export function readWindow(query: URLSearchParams): ChartWindow & { range: string; chosen: boolean } {
  const range = RANGES.find((r) => r.id === query.get('range')) ?? RANGES.find((r) => r.id === DEFAULT_RANGE);
  const fromAt = Date.parse(query.get('from') ?? '');
  const toAt = Date.parse(query.get('to') ?? '');
  return {
    range: range?.id ?? DEFAULT_RANGE,
    chosen: query.has('range'),
    lengthSeconds: range?.seconds ?? 86_400,
    zoom: toAt - fromAt >= SHORTEST_ZOOM_MS ? { fromAt, toAt } : null,
    compare: query.get('compare') === 'week',
  };
}

/** An app younger than the default range is shown from its first data on, or a day of emptiness hides its hour. */
export function youngLength(firstAt: number | null, newestAt: number | null, lengthSeconds: number): number {
  if (firstAt === null || newestAt === null) return lengthSeconds;
  const age = Math.ceil((newestAt - firstAt) / 60_000) * 60;
  return Math.min(lengthSeconds, Math.max(SHORTEST_DEFAULT_S, age * 1.1));
}

/** The same address with another window; null takes a key away. */
export function withWindow(query: URLSearchParams, change: Record<string, string | null>): string {
  const next = new URLSearchParams(query);
  for (const [key, value] of Object.entries(change)) {
    if (value === null) next.delete(key);
    else next.set(key, value);
  }
  const text = next.toString();
  return text === '' ? '?' : `?${text}`;
}

/** A zoom as the address writes it, to the minute and in UTC. */
export function zoomQuery(fromSeconds: number, toSeconds: number): Record<string, string> | null {
  const minute = (seconds: number) => `${new Date(Math.round(seconds / 60) * 60_000).toISOString().slice(0, 16)}Z`;
  if ((toSeconds - fromSeconds) * 1000 < SHORTEST_ZOOM_MS) return null;
  return { from: minute(fromSeconds), to: minute(toSeconds) };
}
