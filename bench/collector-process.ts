/** A collector in a process of its own, bundled from the sources as they are; for benches and the crash test. */
import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { freePort } from '@/scripts/lib/postgres.mjs';

export interface CollectorProcess {
  port: number;
  grpcPort: number;
  pid: number;
  child: ChildProcess;
  /** CPU seconds that the process has used so far, on Linux. */
  cpuSeconds(): number;
  exited: Promise<void>;
}

/** Bundles one TypeScript entry; packages stay outside, so the result must lie inside the repository. */
export async function bundleEntry(entry: string, outfile: string): Promise<string> {
  const path = join(process.cwd(), 'dist', 'bench', outfile);
  await build({
    entryPoints: [entry],
    outfile: path,
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    logLevel: 'error',
  });
  return path;
}

/** Starts a bundled collector on a free port and waits until it answers; `logTo` is an open file. */
export async function startCollectorProcess(
  bundle: string,
  databaseUrl: string,
  dataDir: string,
  given: { port?: number; grpcPort?: number; env?: Record<string, string>; logTo?: number } = {},
): Promise<CollectorProcess> {
  const port = given.port ?? (await freePort());
  const grpcPort = given.grpcPort ?? (await freePort());
  // For instance BENCH_NODE_ARGS="--cpu-prof --cpu-prof-dir=/tmp/profile".
  const nodeArgs = (process.env.BENCH_NODE_ARGS ?? '').split(' ').filter((argument) => argument !== '');
  const child = spawn(process.execPath, [...nodeArgs, bundle], {
    stdio: ['ignore', given.logTo ?? 'ignore', 'inherit'],
    env: {
      NODE_ENV: 'production',
      PATH: process.env.PATH,
      DATABASE_URL: databaseUrl,
      HEADROOM_COLLECTOR_PORT: String(port),
      HEADROOM_GRPC_PORT: String(grpcPort),
      HEADROOM_LISTEN: '127.0.0.1',
      HEADROOM_DATA_DIR: dataDir,
      HEADROOM_SECRET: 'only-for-this-run-and-never-used-elsewhere',
      ...given.env,
    },
  });
  const pid = child.pid as number;
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  let gone = false;
  void exited.then(() => {
    gone = true;
  });
  while (!(await answers(port))) {
    if (gone) throw new Error('the collector ended while starting');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return { port, grpcPort, pid, child, cpuSeconds: () => cpuSeconds(pid), exited };
}

async function answers(port: number): Promise<boolean> {
  return fetch(`http://127.0.0.1:${port}/readyz`).then(
    (response) => response.ok,
    () => false,
  );
}

/** utime + stime of /proc/PID/stat, in ticks of 1/100 s; 0 when it has ended. */
export function cpuSeconds(pid: number): number {
  return ticks(pid, 11) / 100;
}

/** cutime + cstime: of children that ended and were waited for. */
export function endedChildren(pid: number): number {
  return ticks(pid, 13) / 100;
}

function ticks(pid: number, field: number): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
    return Number(fields[field]) + Number(fields[field + 1]);
  } catch {
    return 0;
  }
}
