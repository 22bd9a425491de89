/** The signals of one app: the catalogue's, those of its thresholds with a filter, and its team's own. */
import { filteredId } from '@/advisor/signal-ids';
import type { DeriveSettings } from '@/advisor/signals/index';
import { catalogue } from '@/catalogue/index';
import type {
  Aggregation,
  CustomSignal,
  Roadmap,
  SignalDefinition,
  Threshold,
  Where,
  Worsens,
} from '@/catalogue/types';
import type { CustomSignal as CustomRow } from '@/prisma/generated/client';

type Thresholds = Pick<Roadmap, 'thresholds' | 'phases'>;

export function customOf(row: CustomRow): CustomSignal {
  return {
    id: row.signal,
    title: row.title,
    metric: row.metric,
    where: row.where as Where,
    aggregation: row.aggregation as Aggregation,
    unit: row.unit,
    worsens: row.worsens as Worsens,
    limit: row.limit,
    holdMinutes: row.holdMinutes,
  };
}

/** What derivation has to make beyond the built-in signals. */
export function beyondBuiltIn(
  roadmap: Thresholds | undefined,
  rows: CustomRow[],
): Required<Pick<DeriveSettings, 'filtered' | 'custom'>> {
  const own = rows.map(customOf);
  const filtered = filteredThresholds(roadmap).filter(({ signal }) => !own.some(({ id }) => id === signal));
  return {
    filtered: filtered.map(({ signal, where }) => ({ id: filteredId(signal, where), base: signal, where })),
    custom: own,
  };
}

/** Definitions of everything that an app's pages, thresholds and findings may name. */
export function signalsOf(roadmap: Thresholds | undefined, rows: CustomRow[]): SignalDefinition[] {
  const known = [...catalogue().signals, ...rows.map((row) => definitionOf(customOf(row)))];
  const filtered = filteredThresholds(roadmap).flatMap(({ signal, where }) => {
    const base = known.find(({ id }) => id === signal);
    return base ? [withFilter(base, where)] : [];
  });
  return [...known, ...filtered];
}

function filteredThresholds(roadmap: Thresholds | undefined): (Threshold & { where: Where })[] {
  const all = [...(roadmap?.thresholds ?? []), ...(roadmap?.phases ?? []).flatMap((phase) => phase.thresholds)];
  const byId = new Map<string, Threshold & { where: Where }>();
  for (const { where, ...rest } of all) if (where) byId.set(filteredId(rest.signal, where), { ...rest, where });
  return [...byId.values()];
}

function withFilter(base: SignalDefinition, where: Where): SignalDefinition {
  const filter = filterWords(where);
  return {
    ...base,
    id: filteredId(base.id, where),
    title: `${base.title} (${filter})`,
    send: `${base.send} It has to carry the attribute ${filter}.`,
  };
}

/** "job *receipt*, region eu". */
export function filterWords(where: Where): string {
  return Object.entries(where)
    .map(([key, value]) => `${key} ${value}`)
    .join(', ');
}

export function definitionOf(custom: CustomSignal): SignalDefinition {
  const quantile = /^p\d+$/.test(custom.aggregation);
  const filter = Object.keys(custom.where).length > 0 ? ` with ${filterWords(custom.where)}` : '';
  return {
    id: custom.id,
    title: custom.title,
    unit: custom.unit,
    kind: quantile ? 'latency' : custom.aggregation === 'rate' ? 'rate' : 'gauge',
    worsens: custom.worsens,
    merge: quantile
      ? 'buckets'
      : custom.aggregation === 'avg'
        ? 'mean'
        : custom.aggregation === 'sum'
          ? 'sum'
          : 'worst',
    send: `Send the metric ${custom.metric}${filter}.`,
    snippets: [],
  };
}
