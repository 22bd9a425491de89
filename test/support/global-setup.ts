/**
 * One embedded PostgreSQL for the whole run, with a template database that is migrated once. Every test
 * database is a copy of it (test/support/database.ts). Everything lives in one temporary folder.
 */
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { freePort, initPostgres, startPostgres } from '@/scripts/lib/postgres.mjs';
import { postgresOwner, runnableBinaries } from '@/scripts/lib/postgres-binaries.mjs';
import { migrate } from '@/scripts/migrate.mjs';

declare module 'vitest' {
  interface ProvidedContext {
    /** Connection string of the migrated template database. */
    templateUrl: string;
  }
}

const PREFIX = 'headroom-test-';
/** A test database may lose everything at a power cut, so it need not wait for the disk. */
const FAST = { fsync: 'off', full_page_writes: 'off', shared_buffers: '64MB', max_connections: 200, jit: 'off' };

export default async function setup(project: TestProject) {
  removeLeftovers();
  const folder = mkdtempSync(join(tmpdir(), `${PREFIX}${process.pid}-`));
  chmodSync(folder, 0o755);
  const owner = postgresOwner();
  const native = runnableBinaries({ root: process.cwd(), copyTo: join(folder, 'binaries'), owner });
  const cluster = { native, dataDir: join(folder, 'data'), password: 'test', owner };
  initPostgres(cluster);
  const postgres = await startPostgres({ ...cluster, port: await freePort(), settings: FAST });
  try {
    await migrate(postgres.url);
  } catch (error) {
    await postgres.stop('SIGQUIT');
    throw error;
  }
  project.provide('templateUrl', postgres.url);
  return async () => {
    await postgres.stop('SIGQUIT');
    rmSync(folder, { recursive: true, force: true });
  };
}

// A run that was killed leaves its server and folder behind; the next run of the same user removes them.
function removeLeftovers() {
  for (const name of readdirSync(tmpdir()).filter((entry) => entry.startsWith(PREFIX))) {
    const runner = Number(name.slice(PREFIX.length).split('-')[0]);
    if (runner && isRunning(runner)) continue;
    const folder = join(tmpdir(), name);
    try {
      const server = Number(readFileSync(join(folder, 'data', 'postmaster.pid'), 'utf8').split('\n')[0]);
      if (server && isRunning(server)) process.kill(server, 'SIGQUIT');
    } catch {
      // No server was left, or it is another user's.
    }
    try {
      rmSync(folder, { recursive: true, force: true });
    } catch {
      // Another user's.
    }
  }
}

function isRunning(pid: number) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
