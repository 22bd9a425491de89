/** Signals that a test may feed: the catalogue's, those that it declares itself, and those of filtered thresholds. */
import type { SignalDefinition, Threshold } from '@/catalogue/types';
import { filteredId, quantileOf } from '../signal-ids';
import type { OwnSignal, PlayGiven, RoadmapTest } from './types';

/** `custom orders.rate worsens up` as a definition, for checks of a roadmap that names it. */
export function ownDefinitions({ own }: Pick<RoadmapTest, 'own'>): SignalDefinition[] {
  return own.map(({ id, worsens }: OwnSignal) => ({
    id,
    title: id,
    unit: quantileOf(id) === null ? '' : 'ms',
    kind: quantileOf(id) !== null ? 'latency' : id.endsWith('.rate') ? 'rate' : 'gauge',
    worsens,
    merge: quantileOf(id) === null ? 'sum' : 'buckets',
    send: `Send what ${id} is made of.`,
    snippets: [],
  }));
}

export function signalsOfTest(test: RoadmapTest, { roadmap, signals }: PlayGiven): SignalDefinition[] {
  const known = [...signals.filter(({ id }) => !test.own.some((own) => own.id === id)), ...ownDefinitions(test)];
  const thresholds: Threshold[] = [...roadmap.thresholds, ...roadmap.phases.flatMap((phase) => phase.thresholds)];
  const filtered = new Map<string, SignalDefinition>();
  for (const { signal, where } of thresholds) {
    const base = known.find(({ id }) => id === signal);
    const id = filteredId(signal, where);
    if (base && id !== signal) filtered.set(id, { ...base, id });
  }
  return [...known, ...filtered.values()];
}
