/** The same minutes in four shapes of table: size with headers, TOAST and indexes, time to write and to read. */
import type pg from 'pg';
import { blockRanges, decodeBlock, encodeBlock, type SeriesPoints } from '@/store';
import { concatPoints } from '@/store/points/point-columns';

export interface App {
  name: string;
  hours: { startAt: number; series: SeriesPoints[] }[];
}

export interface Row {
  layout: string;
  rows: number;
  bytes: number;
  /** Encoding alone. */
  encodeMs: number;
  oneSeriesMs: number;
  fiftySeriesMs: number;
}

interface Piece {
  metric: string;
  seriesId: number;
  startAt: number;
  series: SeriesPoints[];
}

const layouts: { layout: string; cut: (app: App) => Piece[] }[] = [
  {
    layout: 'row per (series, hour)',
    cut: (app) =>
      app.hours.flatMap(({ startAt, series }) =>
        series.map((each) => ({ metric: '', seriesId: each.series.id, startAt, series: [each] })),
      ),
  },
  {
    layout: 'row per (app, metric, hour)',
    cut: (app) => app.hours.flatMap(({ startAt, series }) => byMetric(startAt, series)),
  },
  { layout: 'row per (app, metric, day)', cut: (app) => byMetric(app.hours[0]?.startAt ?? 0, day(app)) },
  {
    layout: 'row per (app, hour)',
    cut: (app) => app.hours.map(({ startAt, series }) => ({ metric: '', seriesId: 0, startAt, series })),
  },
];

function byMetric(startAt: number, series: SeriesPoints[]): Piece[] {
  const metrics = new Map<string, SeriesPoints[]>();
  for (const each of series) metrics.set(each.series.metric, [...(metrics.get(each.series.metric) ?? []), each]);
  return [...metrics].map(([metric, mine]) => ({ metric, seriesId: 0, startAt, series: mine }));
}

function day(app: App): SeriesPoints[] {
  const whole = new Map<number, SeriesPoints[]>();
  for (const { series } of app.hours)
    for (const each of series) whole.set(each.series.id, [...(whole.get(each.series.id) ?? []), each]);
  return [...whole.values()].map((parts) => {
    const points = concatPoints(parts.map((part) => part.points));
    const spreads = parts.map((part) => part.points.spread);
    const columns = (name: 'min' | 'max' | 'sum' | 'count') =>
      Float64Array.from(parts.flatMap((part) => [...(part.points.spread?.[name] ?? []).slice(0, part.points.length)]));
    const spread = { min: columns('min'), max: columns('max'), sum: columns('sum'), count: columns('count') };
    return { series: (parts[0] as SeriesPoints).series, points: spreads[0] ? { ...points, spread } : points };
  });
}

/** In a table each; `chart` names 50 series to read of one app. */
export async function compareLayouts(
  pool: pg.Pool,
  apps: App[],
  chart: { app: number; ids: Set<number>; metrics: string[] },
): Promise<Row[]> {
  const result: Row[] = [];
  for (const [index, { layout, cut }] of layouts.entries()) {
    const table = `bench_block_${index}`;
    await pool.query(
      `CREATE TABLE ${table} (app_id bigint NOT NULL, start timestamptz NOT NULL, metric text NOT NULL,
         series_id bigint NOT NULL, part smallint NOT NULL, directory integer[], payload bytea NOT NULL,
         PRIMARY KEY (app_id, metric, series_id, start, part));
       ALTER TABLE ${table} ALTER COLUMN payload SET STORAGE EXTERNAL`,
    );
    let encodeMs = 0;
    // Only a row of many metrics needs its directory; of the others it is kept here, for reading.
    const keepsDirectory = index === 3;
    const directories = new Map<string, number[]>();
    const pieces = apps.flatMap((app, i) => cut(app).map((piece) => ({ ...piece, appId: i + 1 })));
    pieces.sort((a, b) => a.startAt - b.startAt);
    const rows: unknown[][] = [];
    for (const piece of pieces) {
      const from = performance.now();
      const parts = encodeBlock(piece.series);
      encodeMs += performance.now() - from;
      parts.forEach(({ directory, payload }, part) => {
        const place = keepsDirectory ? directory : null;
        directories.set(`${piece.appId} ${piece.startAt} ${piece.metric} ${piece.seriesId} ${part}`, directory);
        rows.push([
          piece.appId,
          new Date(piece.startAt),
          piece.metric,
          piece.seriesId,
          part,
          place,
          Buffer.from(payload),
        ]);
      });
    }
    await insert(pool, table, rows);
    const { rows: size } = await pool.query(`SELECT pg_total_relation_size('${table}')::float8 AS bytes`);
    const read = (ids: Set<number>) => readLayout({ pool, table, index, chart, ids, directories });
    result.push({
      layout,
      rows: rows.length,
      bytes: size[0].bytes,
      encodeMs,
      oneSeriesMs: await median(() => read(new Set([...chart.ids].slice(0, 1)))),
      fiftySeriesMs: await median(() => read(chart.ids)),
    });
  }
  return result;
}

async function insert(pool: pg.Pool, table: string, rows: unknown[][]): Promise<void> {
  for (let from = 0; from < rows.length; from += 500) {
    const values: unknown[] = [];
    const tuples = rows.slice(from, from + 500).map((row) => {
      const at = values.push(...row);
      return `(${row.map((_, i) => `$${at - row.length + i + 1}`).join(',')})`;
    });
    await pool.query(`INSERT INTO ${table} VALUES ${tuples.join(',')}`, values);
  }
  await pool.query(`VACUUM ANALYZE ${table}`);
}

interface Reading {
  pool: pg.Pool;
  table: string;
  index: number;
  chart: { app: number; metrics: string[] };
  ids: Set<number>;
  directories: Map<string, number[]>;
}

async function readLayout({ pool, table, index, chart, ids, directories }: Reading): Promise<void> {
  if (index === 3) return readSlices(pool, table, chart, ids);
  const { rows } = await pool.query<{ key: string; payload: Buffer }>(
    `SELECT concat_ws(' ', app_id, (extract(epoch FROM start) * 1000)::bigint, metric, series_id, part) AS key, payload
     FROM ${table} WHERE app_id = $1 AND ${index === 0 ? 'series_id' : 'metric'} = ANY($2)`,
    [chart.app, index === 0 ? [...ids] : chart.metrics],
  );
  let found = 0;
  for (const { key, payload } of rows) found += decodeBlock(directories.get(key) ?? [], payload, { series: ids }).size;
  if (found === 0) throw new Error('the chart was not found');
}

/** As the store reads: directories first, then slices. */
async function readSlices(
  pool: pg.Pool,
  table: string,
  chart: { app: number; metrics: string[] },
  ids: Set<number>,
): Promise<void> {
  const { rows } = await pool.query<{ start: Date; directory: number[] }>(
    `SELECT start, directory FROM ${table} WHERE app_id = $1 ORDER BY start, part`,
    [chart.app],
  );
  const asked = rows.flatMap(({ start, directory }) =>
    blockRanges(directory, chart.metrics).map((range) => ({ start, ...range })),
  );
  const { rows: slices } = await pool.query<{ start: Date; payload: Buffer }>(
    `SELECT b.start, string_agg(substr(b.payload, asked.first + 1, asked.length), ''::bytea ORDER BY asked.first) AS payload
     FROM unnest($2::timestamptz[], $3::integer[], $4::integer[]) AS asked(start, first, length)
     JOIN ${table} b ON b.app_id = $1 AND b.start = asked.start GROUP BY b.start`,
    [chart.app, asked.map((a) => a.start), asked.map((a) => a.from), asked.map((a) => a.length)],
  );
  const directories = new Map(rows.map(({ start, directory }) => [start.getTime(), directory]));
  let found = 0;
  for (const { start, payload } of slices)
    found += decodeBlock(directories.get(start.getTime()) ?? [], payload, { ...chart, series: ids }).size;
  if (found === 0) throw new Error('the chart was not found');
}

export async function median(run: () => Promise<unknown>, rounds = 31): Promise<number> {
  const times: number[] = [];
  for (let i = 0; i < rounds; i++) {
    const from = performance.now();
    await run();
    times.push(performance.now() - from);
  }
  // The first third warms up.
  const warm = times.slice(Math.floor(rounds / 3)).sort((a, b) => a - b);
  return warm[warm.length >> 1] as number;
}
