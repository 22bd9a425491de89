/** Reading through the store's own door: charts of 24 h, and a quantile over many histograms. */
import type pg from 'pg';
import { internSeries, PointKind, readPoints, type SeriesIdentity, type SeriesPoints } from '@/store';
import { encodeBlock } from '@/store/block/block';
import { Resolution, withPartitions, writeFolded } from '@/store/fold/folded';
import { hourMs } from '@/store/points/point-columns';
import { type App, median } from './blocks-layouts';

/** 500 series of one histogram: the shop's own, each as one of many instances. */
function manyHistograms(apps: App[]): SeriesPoints[] {
  const shop = apps.find(({ name }) => name === 'shop')?.hours[0]?.series ?? [];
  const own = shop.filter(({ points, series }) => points.histograms[0]?.counts && series.kind === PointKind.histogram);
  return Array.from({ length: 500 }, (_, i) => {
    const { series, points } = own[i % own.length] as SeriesPoints;
    return { series: { ...series, metric: 'many', attributes: { ...series.attributes, copy: i } }, points };
  });
}

export async function readFromStore(pool: pg.Pool, apps: App[]): Promise<void> {
  const node = apps.find(({ name }) => name === 'node exporter') as App;
  await store(pool, 1, node);
  const startAt = node.hours[0]?.startAt as number;
  const many = manyHistograms(apps);
  await store(pool, 2, { name: 'many', hours: [{ startAt, series: many }] });
  const metrics = ['node_scrape_collector_duration_seconds', 'node_cpu_seconds_total'];
  const found = await readPoints(pool, 1, metrics, startAt, startAt + 24 * hourMs, { resolution: 'minute' });
  const chosen = found.slice(0, 50).map(({ series }) => series);
  const read = () =>
    readPoints(pool, 1, metrics, startAt, startAt + 24 * hourMs, { resolution: 'minute', series: chosen });
  console.log('\nthrough the store (readPoints), warm, medians');
  console.log(`  ${chosen.length} series, 24 h at 1 min: ${(await median(read)).toFixed(2)} ms`);
  const quantile = async () =>
    perMinute(await readPoints(pool, 2, ['many'], startAt, startAt + hourMs, { resolution: 'minute' }), startAt);
  console.log(`  p95 each minute over 500 histogram series, 1 h: ${(await median(quantile)).toFixed(2)} ms`);
}

async function store(pool: pg.Pool, appId: number, app: App): Promise<void> {
  for (const { startAt, series } of app.hours) {
    const ids = await internSeries(
      pool,
      appId,
      series.map((each) => each.series as SeriesIdentity),
    );
    const placed = series.map((each, i) => {
      const id = ids[i] as number;
      return {
        series: { ...each.series, id },
        points: { ...each.points, series: new Float64Array(each.points.length).fill(id) },
      };
    });
    await withPartitions(pool, startAt, async () => {
      const client = await pool.connect();
      try {
        await client.query('BEGIN');
        await writeFolded(client, { appId, resolution: Resolution.minute, startAt, parts: encodeBlock(placed) });
        await client.query('COMMIT');
      } catch (error) {
        await client.query('ROLLBACK');
        throw error;
      } finally {
        client.release();
      }
    });
  }
  await pool.query('VACUUM ANALYZE telemetry.series; ');
  await pool.query('VACUUM ANALYZE telemetry.block');
}

/** The 95th percentile of what grew in each minute, over all series. */
function perMinute(series: SeriesPoints[], startAt: number): Float64Array {
  const bounds = series[0]?.points.histograms[0]?.bounds as Float64Array;
  const width = bounds.length + 1;
  const grown = new Float64Array(60 * width);
  for (const { points } of series) {
    for (let i = 1; i < points.length; i++) {
      const now = points.histograms[i]?.counts;
      const before = points.histograms[i - 1]?.counts;
      if (!now || !before || now.length !== width) continue;
      const minute = Math.floor(((points.time[i] as number) - startAt) / 60_000);
      for (let k = 0; k < width; k++) {
        const at = minute * width + k;
        grown[at] = (grown[at] as number) + (now[k] as number) - (before[k] as number);
      }
    }
  }
  return Float64Array.from({ length: 60 }, (_, minute) => {
    const counts = grown.subarray(minute * width, (minute + 1) * width);
    const total = counts.reduce((sum, count) => sum + count, 0);
    let below = 0;
    for (let k = 0; k < width; k++) {
      const count = counts[k] as number;
      if (below + count >= 0.95 * total) {
        const from = k === 0 ? 0 : (bounds[k - 1] as number);
        return from + ((0.95 * total - below) / count) * ((bounds[k] ?? from) - from);
      }
      below += count;
    }
    return Number.NaN;
  });
}
