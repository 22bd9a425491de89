import { PointKind, type SeriesIdentity } from '@/store/points/points';

/** A series as bare as one can be, a gauge unless said otherwise. */
export function gaugeOf(metric: string, more: Partial<SeriesIdentity> = {}): SeriesIdentity {
  return {
    metric,
    kind: PointKind.gauge,
    temporality: 0,
    monotonic: false,
    unit: '',
    description: '',
    scope: { name: '', version: '' },
    resource: {},
    attributes: {},
    ...more,
  };
}
