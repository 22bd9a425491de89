/** A real Prometheus that takes remote writes, where one is installed. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '@/scripts/lib/postgres.mjs';

/** Null: there is no `prometheus` on this machine. */
export async function startPrometheus(folder: string): Promise<{ port: number; child: ChildProcess } | null> {
  if (spawnSync('prometheus', ['--version']).status !== 0) return null;
  const port = await freePort();
  const config = join(folder, 'prometheus.yml');
  writeFileSync(config, 'global: {}\n');
  const child = spawn(
    'prometheus',
    [
      `--config.file=${config}`,
      `--storage.tsdb.path=${join(folder, 'prometheus')}`,
      `--web.listen-address=127.0.0.1:${port}`,
      '--web.enable-remote-write-receiver',
    ],
    { stdio: 'ignore' },
  );
  for (let tries = 0; tries < 200; tries++) {
    const ready = await fetch(`http://127.0.0.1:${port}/-/ready`).then(
      (answer) => answer.ok,
      () => false,
    );
    if (ready) return { port, child };
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  child.kill('SIGKILL');
  throw new Error('prometheus did not become ready');
}
