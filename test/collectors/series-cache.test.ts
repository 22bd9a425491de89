import { expect, it } from 'vitest';
import { bind, refOf, seriesCache, touch } from '@/collectors/otlp/series-cache';
import { gaugeOf } from '../support/series';
import { decode } from './decoding';
import { encodeRequest } from './encoder';
import { nowAt, nowNs } from './requests-arbitrary';

const identity = (n: number) => gaugeOf('m', { attributes: { n } });
const hour = 3_600_000;

it('finds each of a thousand series again, with the id that it was given', () => {
  const app = seriesCache(1e9).of(1, 10_000, nowAt);
  for (let n = 0; n < 1000; n++) {
    const ref = refOf(app, identity(n));
    if (ref) ref.id = n + 1;
  }
  expect(app.refs.size).toBe(1000);
  expect(Array.from({ length: 1000 }, (_, n) => refOf(app, identity(n))?.id)).toEqual(
    Array.from({ length: 1000 }, (_, n) => n + 1),
  );
  expect(refOf(app, identity(1000))?.id).toBe(0);
});

it('forgets series without a point for two hours, and whoever still holds one gets the same series again', () => {
  const cache = seriesCache(1e9);
  const app = cache.of(1, 10_000, nowAt);
  const refs = Array.from({ length: 40 }, (_, n) => refOf(app, identity(n)));
  refs.forEach((ref, n) => {
    if (!ref) throw new Error('refused');
    ref.id = n + 1;
    touch(app, ref);
  });
  for (let at = nowAt; at <= nowAt + 3 * hour; at += 60_000) {
    cache.of(1, 10_000, at);
    for (const ref of refs.slice(0, 10)) if (ref) touch(app, ref);
  }
  expect([app.refs.size, app.active]).toEqual([10, 10]);
  const [kept, gone] = [refs[3], refs[30]];
  if (!kept || !gone) throw new Error('refused');
  bind(app, kept);
  expect([kept.id, refOf(app, identity(3))?.row]).toEqual([4, kept.row]);
  // The id is the one that its rows have in the database, whether the table still knew it or not.
  expect([touch(app, gone), gone.id, app.active]).toEqual([true, 31, 11]);
  expect(refOf(app, identity(30))?.row).toBe(gone.row);
});

const body = (value: number, metric = 'a') =>
  encodeRequest(
    [['service.name', 'shop']],
    [
      {
        name: metric,
        kind: 'gauge',
        points: [{ attributes: [['route', 'x']], timeNs: nowNs, value }],
      },
    ],
  );

it('keeps what it reads requests by when it forgets how series are spelt, and stays below its limit', () => {
  const apps = 200;
  // Room for the imprints of all of them, not for all that they have spelt.
  const cache = seriesCache(apps * 6_000);
  const bytes: number[] = [];
  const series: number[] = [];
  let read = 0;
  for (let round = 0; round < 4; round++) {
    for (let id = 1; id <= apps; id++) {
      const at = nowAt + round * 10_000;
      const out = decode(body(round), cache, { appId: id, at });
      if (out.app.readAt === at) read++;
      for (const { ref } of out.pending) ref.id = id;
      if (round > 0) series.push(out.points.series[0] as number);
    }
    bytes.push(cache.bytes());
  }
  expect(read).toBe(apps);
  expect(series).toEqual([1, 2, 3].flatMap(() => Array.from({ length: apps }, (_, n) => n + 1)));
  expect(Math.max(...bytes.slice(1))).toBeLessThan(apps * 6_000);
});
