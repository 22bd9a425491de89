/** Points of one series in short notation, times relative to an hour; and the same as rows. */
import { mergeFolded } from '@/store/fold/late';
import { foldPoints } from '@/store/fold/points';
import { joinPoints } from '@/store/points/order';
import { type HistogramValue, type PointColumns, PointKind, type SeriesPoints } from '@/store/points/points';
import { gaugeOf } from '../support/series';

export const minute = 60_000;
export const hour = 60 * minute;
export const at0 = Date.UTC(2026, 10, 21, 10);

export interface Point {
  at: number;
  start?: number;
  value?: number;
  histogram?: HistogramValue;
  gone?: boolean;
}

export type What = Partial<SeriesPoints['series']>;
export const gauge: What = { kind: PointKind.gauge, temporality: 0, monotonic: false };
export const counter: What = { kind: PointKind.sum, temporality: 2, monotonic: true };
export const delta: What = { kind: PointKind.sum, temporality: 1, monotonic: true };

export function seriesOf(what: What, points: Point[]): SeriesPoints {
  const columns: PointColumns = {
    series: new Float64Array(points.length).fill(1),
    time: Float64Array.from(points, ({ at }) => at0 + at),
    start: Float64Array.from(points, ({ start }) => (start === undefined ? Number.NaN : at0 + start)),
    value: Float64Array.from(points, ({ value }) => value ?? Number.NaN),
    flags: Uint8Array.from(points, ({ gone }) => (gone ? 1 : 0)),
    histograms: points.map(({ histogram }) => histogram ?? null),
    length: points.length,
  };
  return { series: { id: 1, ...gaugeOf('m', what) }, points: joinPoints([columns, { ...columns, length: 0 }]) };
}

/** Points as plain rows, for comparison. */
export function rows({ points }: SeriesPoints): object[] {
  return Array.from({ length: points.length }, (_, i) => ({
    at: (points.time[i] as number) - at0,
    start: (points.start[i] as number) - at0,
    value: points.value[i],
    ...(points.flags[i] ? { gone: true } : {}),
    ...(points.histograms[i] ? { histogram: points.histograms[i] } : {}),
    ...(points.spread
      ? {
          min: points.spread.min[i],
          max: points.spread.max[i],
          sum: points.spread.sum[i],
          count: points.spread.count[i],
        }
      : {}),
  }));
}

export const fold = (what: What, points: Point[], slotMs = minute) => foldPoints(seriesOf(what, points), slotMs);
export const merge = (what: What, folded: SeriesPoints, points: Point[], slotMs = minute) =>
  mergeFolded(folded, seriesOf(what, points), slotMs);
