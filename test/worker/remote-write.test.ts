/** From Prometheus remote write to signals, through a real collector, database and worker, before folding and after. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HOUR_MS, MINUTE_MS, type SignalColumns } from '@/advisor/types';
import { markDirty, readSignals } from '@/store';
import { type TestCollector, testCollector } from '../collectors/collector';
import { encodeV1, STALE, snappy, type TestSeries } from '../collectors/remote-write-encoder';
import { workerOf } from './turns';

let test: TestCollector;
beforeAll(async () => {
  test = await testCollector();
});
afterAll(() => test.close());

const hourAt = Math.floor(Date.now() / HOUR_MS) * HOUR_MS - 2 * HOUR_MS;
const LES = ['0.1', '0.2', '0.5', '+Inf'];
/** Requests of one scrape interval in each bucket, by status; 15 s apart, so 4 intervals a minute. */
const PER_SCRAPE: Record<string, number[]> = { '200': [10, 20, 8, 0], '500': [0, 0, 0, 2] };
/** Scrapes of ten minutes; the app restarts before the 20th, and is gone for the 30th. */
const SCRAPES = 40;
const RESTART = 20;
const GONE = 30;

function sum(counts: number[]): number {
  return counts.reduce((a, b) => a + b, 0);
}

/** The samples of scrape `n`: buckets, and counts, as two requests would bring them. */
function scrape(n: number): { buckets: TestSeries[]; rest: TestSeries[] } {
  const at = hourAt + 5_000 + n * 15_000;
  const since = n < RESTART ? n : n - RESTART;
  const target = { instance: '10.0.0.1:3000', job: 'shop' };
  const sample = (value: number) => [n === GONE ? { at, bits: STALE } : { at, value }];
  const rest: TestSeries[] = [{ labels: { __name__: 'up', ...target }, samples: [{ at, value: n === GONE ? 0 : 1 }] }];
  const buckets = Object.entries(PER_SCRAPE).flatMap(([code, counts]) => {
    const labels = { ...target, code, route: '/items' };
    const name = 'http_request_duration_seconds';
    rest.push({ labels: { __name__: `${name}_count`, ...labels }, samples: sample(since * sum(counts)) });
    rest.push({ labels: { __name__: `${name}_sum`, ...labels }, samples: sample(since * sum(counts) * 0.15) });
    return LES.map((le, b): TestSeries => {
      const below = sum(counts.slice(0, b + 1));
      return { labels: { __name__: `${name}_bucket`, ...labels, le }, samples: sample(since * below) };
    });
  });
  return { buckets, rest };
}

describe('remote write', () => {
  it('gives latency, errors and rate, the same from frames and from blocks', async () => {
    const { appId, token } = await test.app('shop');
    const write = async (series: TestSeries[]) => {
      const headers = { authorization: `Bearer ${token}`, 'content-encoding': 'snappy' };
      expect((await test.deliver('/api/v1/write', snappy(encodeV1(series)), headers)).status).toBe(204);
    };
    const scrapes = Array.from({ length: SCRAPES }, (_, n) => scrape(n));
    // Batches end anywhere: some buckets come long after the others.
    const all = scrapes.flatMap(({ buckets }) => buckets);
    for (let from = 0; from < all.length; from += 37) await write(all.slice(from, from + 37));
    await write(scrapes.flatMap(({ rest }) => rest));

    const signals = async (nowAt: number) => {
      await workerOf([appId], { db: test.database.pool, owner: `at ${nowAt}`, now: () => nowAt }).finish();
      return readSignals(test.database.pool, appId, 'all', hourAt, hourAt + HOUR_MS);
    };
    const rows = async (table: string) => {
      const { rows } = await test.database.pool.query(`SELECT count(*)::int AS n FROM telemetry.${table}`);
      return rows[0].n as number;
    };
    const check = (found: Map<string, SignalColumns>) => {
      const latency = found.get('latency.p95') as SignalColumns;
      expect(Array.from(latency.buckets?.boundsMs ?? [])).toEqual([100, 200, 500]);
      expect(latency.recipe?.recipe).toBe('http_request_duration_seconds (histogram, s)');
      for (const m of [1, 2, 3, 8, 9]) {
        const counts = Array.from(latency.buckets?.counts.subarray(4 * m, 4 * m + 4) ?? []);
        expect([m, ...counts]).toEqual([m, 40, 80, 32, 8]);
        expect(found.get('errors.rate')?.value[m]).toBe(5);
        expect(found.get('requests.rate')?.value[m]).toBeCloseTo(160 / 60, 1);
      }
      // Of the minute of the restart only what the new process counted is known: three intervals.
      expect(found.get('requests.rate')?.numerator?.[5]).toBe(120);
      return Array.from(found, ([id, columns]) => [id, Array.from(columns.value.slice(0, 10))]);
    };
    const during = hourAt + HOUR_MS + 2 * MINUTE_MS;
    const fromFrames = check(await signals(during));
    expect(await rows('block')).toBe(0);
    await signals(during + HOUR_MS);
    expect([await rows('frame'), (await rows('block')) > 0]).toEqual([0, true]);
    await markDirty(test.database.pool, appId, 0);
    expect(check(await signals(during + HOUR_MS + MINUTE_MS))).toEqual(fromFrames);
  });
});
