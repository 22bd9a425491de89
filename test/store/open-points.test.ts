import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { foldPoints } from '@/store/fold/points';
import { encodeFrame } from '@/store/frame/frame';
import { addFrames, dropBefore, type FrameRead, holdOpen, isStale, type OpenPoints } from '@/store/open/points';
import { packSeries, unpackSeries } from '@/store/open/series';
import { gatherSeries } from '@/store/points/order';
import { cutPoints, makePoints } from '@/store/points/point-columns';
import { OWN_SCOPE, type PointColumns, PointKind, type Series, type SeriesPoints } from '@/store/points/points';
import { at0, hour, minute, rows } from './folding';

const series: Series[] = (
  [
    { id: 1, metric: 'gauge', kind: PointKind.gauge, temporality: 0, monotonic: false },
    { id: 2, metric: 'counter', kind: PointKind.sum, temporality: 2, monotonic: true },
    { id: 3, metric: 'delta', kind: PointKind.sum, temporality: 1, monotonic: true },
    { id: 4, metric: 'histogram', kind: PointKind.histogram, temporality: 2, monotonic: true },
    {
      id: 5,
      metric: 'spans',
      kind: PointKind.histogram,
      temporality: 1,
      monotonic: true,
      scope: { name: OWN_SCOPE, version: '' },
    },
  ] as Partial<Series>[]
).map(
  (each) =>
    ({
      unit: '',
      description: '',
      scope: { name: 's', version: '1' },
      resource: { 'service.name': 'shop' },
      attributes: {},
      ...each,
    }) as Series,
);
const known = new Set(series.map(({ id }) => id));
const bounds = Float64Array.of(1, 10);

interface Point {
  id: number;
  at: number;
  value: number;
  gone: boolean;
  restarted: boolean;
}

function frame(points: Point[]): FrameRead {
  const columns = makePoints(points.length);
  points.forEach(({ id, at, value, gone, restarted }, i) => {
    const histogram = id >= 4;
    columns.series[i] = id;
    columns.time[i] = at0 + at;
    columns.start[i] = id === 1 ? Number.NaN : id === 3 || id === 5 ? at0 + at - 10_000 : at0 + (restarted ? 1 : 0);
    columns.value[i] = histogram ? Number.NaN : value;
    columns.flags[i] = gone ? 1 : 0;
    columns.histograms.push(
      histogram && !gone
        ? { count: value, sum: value, min: Number.NaN, max: Number.NaN, bounds, counts: Float64Array.of(value, 0, 0) }
        : null,
    );
  });
  columns.length = points.length;
  return { points: columns, payload: encodeFrame(columns) };
}

const fold = (frames: PointColumns[]): SeriesPoints[] =>
  gatherSeries(frames, series, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY).map((each) =>
    foldPoints(each, minute),
  );
const since = (points: SeriesPoints[], fromAt: number) =>
  points.flatMap((each) => {
    const cut = cutPoints(each.points, fromAt, Number.POSITIVE_INFINITY);
    return cut.length > 0 ? [foldPoints({ ...each, points: cut }, minute)] : [];
  });
const plain = (points: SeriesPoints[]) => points.map((each) => [each.series, rows(each)]);

const open = (frames: FrameRead[], nowAt: number, tailMs?: number) =>
  holdOpen(
    {
      fromAt: at0,
      upTo: 0,
      series,
      known,
      metricNames: [],
      points: fold(frames.map(({ points }) => points)),
      frames,
      foldedHourAt: null,
    },
    nowAt,
    tailMs,
  ) as OpenPoints;

const somePoints = fc
  .array(
    fc.record({
      id: fc.integer({ min: 1, max: 5 }),
      gap: fc.oneof(
        { weight: 5, arbitrary: fc.integer({ min: 0, max: 12_000 }) },
        fc.integer({ min: 0, max: 150_000 }),
      ),
      late: fc.oneof(
        { weight: 40, arbitrary: fc.constant(0) },
        { weight: 10, arbitrary: fc.integer({ min: 0, max: 50_000 }) },
        fc.integer({ min: 0, max: 300_000 }),
      ),
      value: fc.nat(50),
      gone: fc.integer({ min: 0, max: 11 }).map((n) => n === 0),
      restarted: fc.integer({ min: 0, max: 19 }).map((n) => n === 0),
      ends: fc.integer({ min: 0, max: 3 }).map((n) => n === 0),
    }),
    { minLength: 1, maxLength: 80, size: 'max' },
  )
  .map((steps) => {
    let at = 0;
    const frames: Point[][] = [[]];
    for (const { gap, late, ends, ...rest } of steps) {
      at = Math.min(at + gap, 3 * hour);
      frames.at(-1)?.push({ ...rest, at: Math.max(0, at - late) });
      if (ends) frames.push([]);
    }
    return frames.filter((each) => each.length > 0).map(frame);
  });

describe('what is held of open hours', () => {
  it('gives what all frames together give, however they are cut and whatever comes late', () => {
    let kept = 0;
    fc.assert(
      fc.property(
        somePoints,
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 0, max: 4 * minute }),
        (frames, size, tailMs) => {
          let held: OpenPoints | null = null;
          for (let from = 0; from < frames.length; from += size) {
            const seen = frames.slice(0, from + size);
            const nowAt = at0 + 4 * hour;
            const whole = fold(seen.map(({ points }) => points));
            if (held) {
              const added = addFrames(held, frames.slice(from, from + size), {
                upTo: from,
                nowAt,
                neededFrom: held.sealedAt - 2 * minute,
              });
              if ('lateMs' in added) {
                expect(added.lateMs).toBeGreaterThan(0);
                held = null;
              } else {
                expect(plain(added.whole())).toEqual(plain(whole));
                const { newestFrom } = added;
                expect(plain(since(added.newest, newestFrom))).toEqual(plain(since(whole, newestFrom)));
                expect(newestFrom).toBeLessThanOrEqual(Math.max(held.fromAt, held.sealedAt - 2 * minute));
                held = added.next;
                kept++;
              }
            }
            held ??= open(seen, nowAt, tailMs);
          }
        },
      ),
      { numRuns: 60 },
    );
    expect(kept).toBeGreaterThan(100);
  });

  const regular = (from: number, to: number) =>
    Array.from({ length: (to - from) / 10_000 }, (_, i) =>
      frame(series.map(({ id }) => ({ id, at: from + i * 10_000, value: i, gone: false, restarted: false }))),
    );

  it('says by how much a point came too late, and takes one that is older than what is held', () => {
    const held = dropBefore(open(regular(0, 20 * minute), at0 + 20 * minute), at0 + 10 * minute);
    const at = { upTo: 1, nowAt: at0 + 20 * minute };
    const one = (time: number) => [frame([{ id: 1, at: time, value: 1, gone: false, restarted: false }])];
    expect(held.sealedAt).toBe(at0 + 19 * minute);
    expect(addFrames(held, one(18 * minute + 30_000), at)).toEqual({ lateMs: 30_000 });
    expect(addFrames(held, one(19 * minute), at)).toHaveProperty('newest');
    expect(addFrames(held, one(5 * minute), at)).toHaveProperty('newest');
  });

  it('seals minutes once, and lets go of frames and of what lies before', () => {
    let held = open(regular(0, minute), at0 + minute);
    for (let at = minute; at < 39 * minute; at += minute) {
      const added = addFrames(held, regular(at, at + minute), { upTo: at, nowAt: at0 + at + minute });
      if ('lateMs' in added) throw new Error('nothing came late');
      held = added.next;
    }
    expect(held.tail.length).toBe(6);
    const minutesOf = (pieces: { fromAt: number }[]) => pieces.map(({ fromAt }) => (fromAt - at0) / minute);
    const each = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);
    expect(minutesOf(held.chunks)).toEqual([0, 10]);
    expect(minutesOf(held.recent)).toEqual(each(20, 38));
    const later = dropBefore(held, at0 + 15 * minute);
    expect([minutesOf(later.chunks), minutesOf(later.recent)]).toEqual([[10], each(20, 38)]);
    const latest = dropBefore(held, at0 + 25 * minute);
    expect([minutesOf(latest.chunks), minutesOf(latest.recent)]).toEqual([[], each(25, 38)]);
  });

  it('is stale before its single points could be folded by somebody', () => {
    const held = open(regular(0, 20 * minute), at0 + 20 * minute);
    expect(isStale(held, at0 + 64 * minute)).toBe(false);
    expect(isStale(held, at0 + 65 * minute)).toBe(true);
  });

  it('is not held where its newest hour is folded', () => {
    const frames = regular(0, 20 * minute);
    const opened = {
      fromAt: at0,
      upTo: 0,
      series,
      known,
      metricNames: [],
      points: fold(frames.map(({ points }) => points)),
      frames,
    };
    expect(holdOpen({ ...opened, foldedHourAt: at0 }, at0 + 2 * hour)).toBeNull();
    expect(holdOpen({ ...opened, foldedHourAt: at0 - hour }, at0 + 2 * hour)).not.toBeNull();
  });

  it('packs series so that they come back as they were', () => {
    expect(unpackSeries(packSeries(series))).toEqual(series.map((each) => ({ ...each, description: '' })));
  });
});
