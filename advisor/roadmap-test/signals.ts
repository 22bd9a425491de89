/** Signals that a test may feed: the catalogue's, those that it declares itself, and those of filtered thresholds. */
import type { Roadmap, SignalDefinition, SignalId, Threshold } from '@/catalogue/types';
import { filteredId, quantileOf } from '../signal-ids';
import type { OwnSignal, PlayGiven, RoadmapTest, Series } from './types';

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
  const filtered = new Map<string, SignalDefinition>();
  const add = (id: SignalId, of: SignalId | undefined) => {
    const base = known.find((own) => own.id === of);
    if (base && id !== of) filtered.set(id, { ...base, id });
  };
  for (const { signal, where } of thresholdsOf(roadmap)) add(filteredId(signal, where), signal);
  for (const { name } of test.signals) add(name, routeOf(name)?.signal);
  return [...known, ...filtered.values()];
}

/** Without the lines of single routes that no threshold is about: only effects are told from those. */
export function judgedSeries(test: RoadmapTest, roadmap: Roadmap): Series[] {
  const filtered = new Set(thresholdsOf(roadmap).map(({ signal, where }) => filteredId(signal, where)));
  return test.signals.filter(({ name }) => routeOf(name) === null || filtered.has(name));
}

const thresholdsOf = (roadmap: Roadmap): Threshold[] => [
  ...roadmap.thresholds,
  ...roadmap.phases.flatMap((phase) => phase.thresholds),
];

/** What a line of one route is of: steps that change which requests arrive are compared by route. */
export function routeOf(name: SignalId): { signal: SignalId; route: string } | null {
  const [, signal, route] = /^(latency\.p\d+)\{route=(.+)\}$/.exec(name) ?? [];
  return signal === undefined || route === undefined ? null : { signal, route };
}
