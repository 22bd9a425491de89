/** A PostgreSQL of a bench's own, thrown away at its end. */
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { freePort, initPostgres, startPostgres } from '@/scripts/lib/postgres.mjs';
import { postgresOwner, runnableBinaries } from '@/scripts/lib/postgres-binaries.mjs';
import { statementSettings } from './fleet-statements';

/** `migrate` comes from outside: it finds its files beside its own, so it cannot be bundled. */
export async function withCluster(
  migrate: (url: string) => Promise<unknown>,
  work: (pool: pg.Pool, folder: string, server: { url: string; pid: number }) => Promise<void>,
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'headroom-bench-'));
  chmodSync(folder, 0o755);
  const owner = postgresOwner();
  const native = runnableBinaries({ root: process.cwd(), copyTo: join(folder, 'binaries'), owner });
  const cluster = { native, dataDir: join(folder, 'data'), password: 'bench', owner };
  initPostgres(cluster);
  const postgres = await startPostgres({
    ...cluster,
    port: await freePort(),
    settings: { shared_buffers: '256MB', ...statementSettings() },
  });
  const pool = new pg.Pool({ connectionString: postgres.url, max: 2, pipeline: true });
  pool.on('error', () => {});
  try {
    await migrate(postgres.url);
    await work(pool, folder, postgres);
  } finally {
    await pool.end();
    await postgres.stop('SIGINT');
    rmSync(folder, { recursive: true, force: true });
  }
}
