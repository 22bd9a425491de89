import { describe, expect, it } from 'vitest';
import { seriesCache } from '@/collectors/otlp/series-cache';
import { decode } from './decoding';
import { encodeRequest } from './encoder';
import { nowAt, nowNs } from './requests-arbitrary';

const resource: [string, string][] = [['service.name', 'shop']];

// That it reads any bytes as the full reading does: decode.test.ts.
describe('a request like the last one', () => {
  it('is read by an imprint of the first one, and again in full when a series is new', () => {
    const cache = seriesCache(1e9);
    const body = (routes: string[], value: number) =>
      encodeRequest(resource, [
        {
          name: 'a',
          kind: 'gauge',
          points: routes.map((route) => ({
            attributes: [['route', route]] as [string, string][],
            timeNs: nowNs,
            value,
          })),
        },
      ]);
    const readings = [
      body(['x', 'y'], 1),
      body(['x', 'y'], 2),
      body(['x', 'y'], 3),
      body(['x', 'z'], 4),
      body(['x', 'y'], 5),
    ];
    const outs = readings.map((each) => {
      const series = cache.of(1, 100, nowAt);
      const imprints = () => [...series.resources.values()].flatMap((node) => [...node.imprints.values()]);
      const before = imprints().filter((imprint) => imprint !== null).length;
      const out = decode(each, cache);
      out.pending.forEach(({ index, ref }, i) => {
        if (ref.id === 0) ref.id = series.refs.size * 10 + i;
        out.points.series[index] = ref.id;
      });
      return { before, values: [...out.points.value.subarray(0, 2)], series: [...out.points.series.subarray(0, 2)] };
    });
    expect(outs.map(({ before }) => before)).toEqual([0, 1, 1, 1, 0]);
    expect(outs.map(({ values }) => values)).toEqual([1, 2, 3, 4, 5].map((value) => [value, value]));
    const [x, y] = (outs[0] as (typeof outs)[0]).series;
    const z = outs[3]?.series[1];
    expect(outs.map(({ series }) => series)).toEqual([
      [x, y],
      [x, y],
      [x, y],
      [x, z],
      [x, y],
    ]);
    expect(new Set([x, y, z]).size).toBe(3);
  });
});
