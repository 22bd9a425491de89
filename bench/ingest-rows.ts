/** The same points, row by row: multi-row INSERT of `rowsAStatement` rows, one durable transaction each. */
import pg from 'pg';
import { requestRows } from './ingest-body';

const { url, connections, rowsAStatement } = JSON.parse(process.argv[2] ?? '{}') as {
  url: string;
  connections: number;
  rowsAStatement: number;
};
const pool = new pg.Pool({ connectionString: url, max: connections });
let app = 0;

async function worker(until: number): Promise<number> {
  let points = 0;
  while (Date.now() < until) {
    const values: number[] = [];
    const tuples: string[] = [];
    while (tuples.length < rowsAStatement) {
      for (const row of requestRows(app++ % 50, Date.now())) {
        const at = values.push(...row);
        tuples.push(`($${at - 2},to_timestamp($${at - 1}::float8/1000),$${at})`);
      }
    }
    await pool.query(`INSERT INTO bench_row (series_id, time, value) VALUES ${tuples.join(',')}`, values);
    points += tuples.length;
  }
  return points;
}

process.on('message', async ({ ms }: { ms: number }) => {
  const startedAt = performance.now();
  const cpu = process.cpuUsage();
  const points = await Promise.all(Array.from({ length: connections }, () => worker(Date.now() + ms)));
  const { user, system } = process.cpuUsage(cpu);
  process.send?.({
    points: points.reduce((a, b) => a + b, 0),
    cpuSeconds: (user + system) / 1e6,
    seconds: (performance.now() - startedAt) / 1000,
  });
});
await pool.query(
  'CREATE TABLE IF NOT EXISTS bench_row (series_id bigint NOT NULL, time timestamptz NOT NULL, value double precision NOT NULL)',
);
await pool.query('CREATE INDEX IF NOT EXISTS bench_row_series ON bench_row (series_id, time)');
process.send?.('ready');
