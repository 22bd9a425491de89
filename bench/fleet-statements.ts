import type pg from 'pg';

/** What a server of a bench has to be started with for that. */
export const statementSettings = (): Record<string, string> =>
  process.env.BENCH_STATEMENTS
    ? { shared_preload_libraries: 'pg_stat_statements', 'pg_stat_statements.track_planning': 'on' }
    : {};

/** With BENCH_STATEMENTS=1: the statements that PostgreSQL spends most time on from here to the call of what this answers. */
export async function countStatements(pool: pg.Pool): Promise<() => Promise<void>> {
  if (!process.env.BENCH_STATEMENTS) return async () => {};
  await pool.query('CREATE EXTENSION IF NOT EXISTS pg_stat_statements');
  await pool.query('SELECT pg_stat_statements_reset()');
  return async () => {
    const { rows } = await pool.query<{
      calls: number;
      rows: number;
      ms: number;
      plan: number;
      query: string;
      wal: string;
    }>(
      `SELECT calls::int, rows::int, total_exec_time AS ms, total_plan_time AS plan, pg_size_pretty(wal_bytes) AS wal,
         left(regexp_replace(query, '\\s+', ' ', 'g'), 110) AS query
       FROM pg_stat_statements ORDER BY total_exec_time + total_plan_time DESC LIMIT 25`,
    );
    for (const { calls, rows: n, ms, plan, wal, query } of rows)
      console.log(
        `${ms.toFixed(0).padStart(8)} ms, ${plan.toFixed(0)} to plan, ${calls} × ${n} rows, ${wal}: ${query}`,
      );
  };
}
