/**
 * Ids of signals: a catalogue's (`latency.p95`), one of a team's own (`orders.rate`: its last part says how it
 * is made), and one of either with a filter (`jobs.duration.p95{job=*receipt*}`).
 */
import type { SignalId, Where } from '@/catalogue/types';

/** The id of a signal with a filter; without one the signal's own. */
export function filteredId(signal: SignalId, where: Where | undefined): SignalId {
  const pairs = Object.entries(where ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
  return pairs.length === 0 ? signal : `${signal}{${pairs.map(([key, value]) => `${key}=${value}`).join(',')}}`;
}

/** The id without its filter. */
export function baseOf(signal: SignalId): SignalId {
  const at = signal.indexOf('{');
  return at < 0 ? signal : signal.slice(0, at);
}

/** 0.95 for `latency.p95` and `latency.p95{route=/buy}`; null for a signal that names no quantile. */
export function quantileOf(signal: SignalId): number | null {
  const digits = /\.p(\d+)$/.exec(baseOf(signal))?.[1];
  return digits === undefined ? null : Number(`0.${digits}`);
}
