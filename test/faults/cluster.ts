/** A PostgreSQL of the test's own, with fsync as in real life, that may be killed, frozen and started again. */
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { prismaFor } from '@/prisma/client';
import { freePort, initPostgres, type RunningPostgres, startPostgres } from '@/scripts/lib/postgres.mjs';
import { postgresOwner, runnableBinaries } from '@/scripts/lib/postgres-binaries.mjs';
import { migrate } from '@/scripts/migrate.mjs';
import { ensureFramePartitions } from '@/store';
import { makeApp } from '../collectors/collector';

export interface Cluster {
  url: string;
  pool: pg.Pool;
  /** What it wrote to its log. */
  said(): string;
  isRunning(): boolean;
  app(slug: string): Promise<{ appId: number; token: string }>;
  /** Hours of an app whose signals are not derived yet. */
  underivedHours(appId: number): Promise<number>;
  /** Ends every process of it as the signal does; resolves when all are gone. */
  stop(signal: 'SIGKILL' | 'SIGINT'): Promise<void>;
  /** Starts it again on its port; after a crash it recovers first. */
  start(): Promise<void>;
  /** The kernel takes one session's process away; the others are thrown out and the crash is recovered from. */
  killBackend(): void;
  freeze(): void;
  thaw(): void;
  close(): Promise<void>;
}

/** The name tells the next run what a killed one left behind (test/support/global-setup.ts). */
const prefix = `headroom-test-${process.pid}-`;

export interface ClusterOptions {
  settings?: Record<string, string | number>;
  /** Is called with the empty folder of its data before anything is in it. */
  prepare?: (dataDir: string) => void;
}

export async function startCluster({ settings = {}, prepare }: ClusterOptions = {}): Promise<Cluster> {
  const folder = mkdtempSync(join(tmpdir(), prefix));
  chmodSync(folder, 0o755);
  const owner = postgresOwner();
  const native = runnableBinaries({ root: process.cwd(), copyTo: join(folder, 'binaries'), owner });
  const dataDir = join(folder, 'data');
  mkdirSync(dataDir);
  prepare?.(dataDir);
  const cluster = { native, dataDir, password: 'test', owner };
  initPostgres(cluster);
  const port = await freePort();
  const all = { shared_buffers: '64MB', jit: 'off', restart_after_crash: 'on', ...settings };
  let log = '';
  let ended = true;
  let running: RunningPostgres;
  const start = async () => {
    running = await startPostgres({
      ...cluster,
      port,
      settings: all,
      log: (line) => {
        log = `${log}${line}\n`.slice(-20_000);
      },
    });
    ended = false;
    void running.exited.then(() => {
      ended = true;
    });
  };
  await start();
  const url = running!.url;
  await migrate(url);
  const pool = new pg.Pool({ connectionString: url, max: 4, connectionTimeoutMillis: 5_000 });
  // Its idle connections are cut with everybody's.
  pool.on('error', () => {});
  await ensureFramePartitions(pool, Date.now());
  const family = () => [running.pid, ...childrenOf(running.pid)];
  const signal = (name: NodeJS.Signals, pids: number[]) => {
    for (const pid of pids) {
      try {
        process.kill(pid, name);
      } catch {
        // It has just ended.
      }
    }
  };
  return {
    url,
    pool,
    said: () => log,
    isRunning: () => !ended,
    async app(slug) {
      const prisma = prismaFor(url);
      try {
        return await makeApp({ prisma }, slug);
      } finally {
        await prisma.$disconnect();
      }
    },
    async underivedHours(appId) {
      const sql = 'SELECT count(*)::int AS n FROM telemetry.dirty_hour WHERE app_id = $1';
      return (await pool.query(sql, [appId])).rows[0].n;
    },
    async stop(name) {
      const pids = family();
      if (name === 'SIGKILL') signal('SIGKILL', pids);
      else process.kill(running.pid, name);
      await running.exited;
      // Its children see that it has gone; until then nobody else may use its shared memory.
      while (pids.some(isAlive)) await pause(20);
    },
    async start() {
      // A child that was being made when all others were killed holds the shared memory a moment longer.
      for (let tries = 0; ; tries++) {
        try {
          return await start();
        } catch (error) {
          if (tries === 20 || !/pre-existing shared memory|lock file/.test(String(error))) throw error;
          await pause(250);
        }
      }
    },
    killBackend() {
      const backend = childrenOf(running.pid).find((pid) => /headroom headroom 127/.test(commandOf(pid)));
      // None: everybody's was cut a moment ago.
      if (backend !== undefined) process.kill(backend, 'SIGKILL');
    },
    freeze: () => signal('SIGSTOP', family()),
    thaw: () => signal('SIGCONT', family()),
    async close() {
      signal('SIGCONT', family());
      await pool.end();
      await running.stop('SIGQUIT');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function childrenOf(parent: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && parentOf(name) === parent)
    .map(Number);
}

function parentOf(pid: string): number {
  try {
    return Number(readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ')[1]);
  } catch {
    return 0;
  }
}

/** PostgreSQL writes user, database and address of a session into its command line. */
function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}

function isAlive(pid: number): boolean {
  try {
    return !/\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}
