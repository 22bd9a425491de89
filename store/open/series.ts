/** An app's series as one text, short and quick to read back: what is held of them between two derivations. */
import type { Series } from '../points/points';

interface Packed {
  resources: Series['resource'][];
  metrics: [
    metric: string,
    kind: Series['kind'],
    temporality: Series['temporality'],
    monotonic: boolean,
    unit: string,
    scope: Series['scope'],
  ][];
  rows: [id: number, metric: number, resource: number, attributes: Series['attributes']][];
}

/** Resources and metrics once each, and no descriptions: signals read none. */
export function packSeries(series: Series[]): string {
  const resources = placing<Packed['resources'][number]>();
  const metrics = placing<Packed['metrics'][number]>();
  const rows = series.map(({ id, metric, kind, temporality, monotonic, unit, scope, resource, attributes }) => [
    id,
    metrics.place([metric, kind, temporality, monotonic, unit, scope]),
    resources.place(resource),
    attributes,
  ]);
  return JSON.stringify({ resources: resources.all, metrics: metrics.all, rows });
}

function placing<T>() {
  const texts = new Map<string, number>();
  const all: T[] = [];
  const place = (value: T): number => {
    const text = JSON.stringify(value);
    const at = texts.get(text) ?? all.push(value) - 1;
    texts.set(text, at);
    return at;
  };
  return { all, place };
}

export function unpackSeries(packed: string): Series[] {
  const { resources, metrics, rows } = JSON.parse(packed) as Packed;
  return rows.map(([id, m, r, attributes]) => {
    const [metric, kind, temporality, monotonic, unit, scope] = metrics[m] as Packed['metrics'][number];
    const resource = resources[r] as Series['resource'];
    return { id, metric, kind, temporality, monotonic, unit, description: '', scope, resource, attributes };
  });
}
