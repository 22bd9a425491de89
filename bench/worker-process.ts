/** A worker in a process of its own, bundled from the sources as they are, beside the ground's collector. */
import { spawn } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import { workerArgs } from '@/scripts/lib/node-args.mjs';
import { freePort } from '@/scripts/lib/postgres.mjs';
import { bundleEntry } from './collector-process';
import type { Ground } from './ground';

export interface WorkerProcess {
  pid: number;
  /** What it says of itself, as Prometheus text. */
  metrics(): Promise<string>;
  stop(): void;
  exited: Promise<void>;
}

/** Resolves when it answers; throws when it ends before that. */
export async function startWorkerProcess({ url, folder, keep }: Ground): Promise<WorkerProcess> {
  const port = await freePort();
  const bundle = await bundleEntry('worker/main.ts', 'worker.mjs');
  const nodeArgs = [...workerArgs, ...(process.env.BENCH_WORKER_ARGS?.split(' ') ?? [])];
  const child = spawn(process.execPath, [...nodeArgs, bundle], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: {
      NODE_ENV: 'production',
      PATH: process.env.PATH,
      DATABASE_URL: url,
      HEADROOM_WORKER_PORT: String(port),
      HEADROOM_LISTEN: '127.0.0.1',
      HEADROOM_DATA_DIR: folder,
      HEADROOM_SECRET: 'only-for-this-run-and-never-used-elsewhere',
    },
  });
  keep(child);
  const ready = () =>
    fetch(`http://127.0.0.1:${port}/readyz`).then(
      ({ ok }) => ok,
      () => false,
    );
  while (!(await ready())) {
    if (child.exitCode !== null) throw new Error('the worker ended while starting');
    await pause(100);
  }
  return {
    pid: child.pid as number,
    metrics: async () => (await fetch(`http://127.0.0.1:${port}/metrics`)).text(),
    stop: () => void child.kill('SIGTERM'),
    exited: new Promise<void>((resolve) => child.once('exit', () => resolve())),
  };
}
