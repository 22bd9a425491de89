/** What captured programs stand on: a PostgreSQL, a Redis, and processes that end with the capture. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, initPostgres, startPostgres } from '@/scripts/lib/postgres.mjs';
import { postgresOwner, runnableBinaries } from '@/scripts/lib/postgres-binaries.mjs';

export interface Ground {
  folder: string;
  databaseUrl: string;
  redisPort: number;
  /** Starts a program in a group of its own; what it prints is in FOLDER/NAME.log. */
  start(name: string, command: string[], environment?: Record<string, string>): ChildProcess;
  stop(child: ChildProcess): Promise<void>;
  /** Calls `work` until it no longer throws, at most 40 s. */
  waitFor<T>(what: string, work: () => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

export interface Exporter {
  name: string;
  /** Programs without which it is left out. */
  programs: string[];
  capture: (ground: Ground) => Promise<void>;
}

export async function makeGround(): Promise<Ground> {
  const folder = mkdtempSync(join(tmpdir(), 'headroom-capture-'));
  chmodSync(folder, 0o755);
  const owner = postgresOwner();
  const native = runnableBinaries({ root: process.cwd(), copyTo: join(folder, 'binaries'), owner });
  const cluster = { native, dataDir: join(folder, 'data'), password: 'capture', owner };
  initPostgres(cluster);
  const postgres = await startPostgres({ ...cluster, port: await freePort() });
  const running = new Set<ChildProcess>();

  const start: Ground['start'] = (name, [command = '', ...args], environment = {}) => {
    const log = join(folder, `${name}.log`);
    writeFileSync(log, '');
    const child = spawn('/bin/sh', ['-c', `exec "$0" "$@" >>${log} 2>&1`, command, ...args], {
      env: { PATH: process.env.PATH, HOME: folder, LANG: 'C.UTF-8', ...environment } as unknown as NodeJS.ProcessEnv,
      cwd: folder,
      detached: true,
      stdio: 'ignore',
    });
    running.add(child);
    return child;
  };
  const stop: Ground['stop'] = async (child) => {
    running.delete(child);
    if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    process.kill(-child.pid, 'SIGTERM');
    const killing = setTimeout(() => child.pid && process.kill(-child.pid, 'SIGKILL'), 5_000);
    await ended;
    clearTimeout(killing);
  };
  const waitFor: Ground['waitFor'] = async (what, work) => {
    for (let tries = 0; ; tries++) {
      try {
        return await work();
      } catch (error) {
        if (tries > 200) throw new Error(`${what} did not come up; see ${folder}`, { cause: error });
        await pause(200);
      }
    }
  };
  const redisPort = await freePort();
  start('redis', ['redis-server', '--port', String(redisPort), '--bind', '127.0.0.1', '--save', '']);
  return {
    folder,
    databaseUrl: postgres.url,
    redisPort,
    start,
    stop,
    waitFor,
    async close() {
      for (const child of running) await stop(child);
      await postgres.stop('SIGINT');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

export const isInstalled = (program: string): boolean => spawnSync('which', [program]).status === 0;

/** What a program prints of its version, in one line. */
export function printed(...[command = '', ...args]: string[]): string {
  const { stdout, stderr } = spawnSync(command, args, { encoding: 'utf8' });
  return (stdout || stderr).trim().split('\n')[0] ?? '';
}

/** A program of the virtual environment that CAPTURE_PYTHON names; see docs/signals.md for what it needs. */
export const inVenv = (program: string): string =>
  process.env.CAPTURE_PYTHON ? join(process.env.CAPTURE_PYTHON, 'bin', program) : program;
