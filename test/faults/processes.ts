/** Collectors and workers in processes of their own, which may be killed or frozen; collectors come back on the same ports. */
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleEntry, type CollectorProcess, startCollectorProcess } from '@/bench/collector-process';
import type { Where } from './senders';

export interface Running extends CollectorProcess {
  where: Where;
  /** Status and reason of /readyz; 0 if nobody answers. */
  ready(): Promise<[number, string]>;
  healthy(): Promise<number>;
  /** Memory that it holds, MiB. */
  memory(): number;
  /** What it logged as an error. */
  errors(): string[];
  kill(signal: NodeJS.Signals): void;
}

export interface Collectors {
  start(given?: { port?: number; grpcPort?: number; env?: Record<string, string> }): Promise<Running>;
  close(): Promise<void>;
}

export async function collectorsFor(databaseUrl: string): Promise<Collectors> {
  const bundle = await bundleEntry('collectors/main.ts', 'collector-under-test.mjs');
  const dataDir = mkdtempSync(join(tmpdir(), 'headroom-faults-'));
  const started: Running[] = [];
  return {
    async start(given) {
      const log = join(dataDir, `log-${started.length}`);
      const logTo = openSync(log, 'w');
      const collector = await startCollectorProcess(bundle, databaseUrl, dataDir, { ...given, logTo }).finally(() =>
        closeSync(logTo),
      );
      const running = {
        ...collector,
        where: { httpPort: collector.port, grpcPort: collector.grpcPort },
        ready: () => ask(collector.port, '/readyz'),
        healthy: async () => (await ask(collector.port, '/healthz'))[0],
        memory: () => memoryOf(collector.pid),
        errors: () => readFileSync(log, 'utf8').split('\n').filter(isError),
        kill: (signal: NodeJS.Signals) => void collector.child.kill(signal),
      };
      started.push(running);
      return running;
    },
    async close() {
      for (const one of started) one.kill('SIGKILL');
      await Promise.all(started.map((one) => one.exited));
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

export interface Worker {
  pid: number;
  isRunning(): boolean;
  /** Ends it as kill -9 does, and waits until it has. */
  kill(): Promise<void>;
  freeze(): void;
  thaw(): void;
  /** Tells it to stop and waits until it has. */
  close(): Promise<void>;
}

/** Once a run: a worker that is started again is the same program, whatever became of the sources. */
let workerBundle: Promise<string> | undefined;

export async function workerFor(databaseUrl: string): Promise<Worker> {
  workerBundle ??= bundleEntry('worker/main.ts', 'worker-under-test.mjs');
  const bundle = await workerBundle;
  const dataDir = mkdtempSync(join(tmpdir(), 'headroom-faults-'));
  const child: ChildProcess = spawn(process.execPath, [bundle], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: {
      NODE_ENV: 'production',
      PATH: process.env.PATH,
      DATABASE_URL: databaseUrl,
      HEADROOM_DATA_DIR: dataDir,
      HEADROOM_SECRET: 'only-for-this-run-and-never-used-elsewhere',
    },
  });
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  return {
    pid: child.pid as number,
    freeze: () => void child.kill('SIGSTOP'),
    thaw: () => void child.kill('SIGCONT'),
    isRunning: () => child.exitCode === null && child.signalCode === null,
    async kill() {
      child.kill('SIGKILL');
      await exited;
      rmSync(dataDir, { recursive: true, force: true });
    },
    async close() {
      // A frozen one does not hear that it is to stop.
      child.kill('SIGCONT');
      child.kill('SIGTERM');
      await exited;
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

async function ask(port: number, path: string): Promise<[number, string]> {
  try {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, { signal: AbortSignal.timeout(5_000) });
    return [response.status, ((await response.json()) as { status: string }).status];
  } catch {
    return [0, ''];
  }
}

/** A line of pino's. */
const isError = (line: string) => line !== '' && JSON.parse(line).level >= 50;

function memoryOf(pid: number): number {
  return Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;
}
