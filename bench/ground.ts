/** What the ingest benches stand on: a durable PostgreSQL, a collector and apps, and how CPU is counted. */
import { type ChildProcess, fork } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { freePort, initPostgres, startPostgres } from '@/scripts/lib/postgres.mjs';
import { postgresOwner, runnableBinaries } from '@/scripts/lib/postgres-binaries.mjs';
import {
  bundleEntry,
  type CollectorProcess,
  cpuSeconds,
  endedChildren,
  startCollectorProcess,
} from './collector-process';
import { statementSettings } from './fleet-statements';

export type Migrate = (url: string) => Promise<unknown>;

export interface Ground {
  url: string;
  folder: string;
  pool: pg.Pool;
  collector: CollectorProcess;
  /** One an app. */
  tokens: string[];
  /** CPU seconds of the collector and of all PostgreSQL processes. */
  cpu(): { collector: number; server: number };
  /** A program of dist/bench as a process that ends with the bench. */
  program(name: string, input: object): Promise<ChildProcess>;
  keep(child: ChildProcess): void;
}

/** `migrate` comes from outside: it finds its files beside its own, so it cannot be bundled. */
export async function onGround(migrate: Migrate, apps: number, work: (ground: Ground) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'headroom-bench-'));
  chmodSync(folder, 0o755);
  const owner = postgresOwner();
  const native = runnableBinaries({ root: process.cwd(), copyTo: join(folder, 'binaries'), owner });
  const cluster = { native, dataDir: join(folder, 'data'), password: 'bench', owner };
  initPostgres(cluster);
  const settings = {
    shared_buffers: '256MB',
    max_wal_size: '2GB',
    // A server that has run for a while writes into segments that it has used before; zeroing new ones stalls commits.
    min_wal_size: '2GB',
    ...statementSettings(),
  };
  const postgres = await startPostgres({ ...cluster, port: await freePort(), settings });
  const pool = new pg.Pool({ connectionString: postgres.url, max: 2, pipeline: true });
  // Its idle connections end before it does when something goes wrong.
  pool.on('error', () => {});
  const children: ChildProcess[] = [];
  const keep = (child: ChildProcess) => void children.push(child);
  try {
    await migrate(postgres.url);
    const tokens = await makeApps(pool, apps);
    const bundle = await bundleEntry('collectors/main.ts', 'collector.mjs');
    const collector = await startCollectorProcess(bundle, postgres.url, folder);
    keep(collector.child);
    await work({
      url: postgres.url,
      folder,
      pool,
      collector,
      tokens,
      cpu: () => ({ collector: collector.cpuSeconds(), server: cpuOfFamily(postgres.pid) }),
      program: async (name, input) => {
        const child = await program(name, input);
        keep(child);
        return child;
      },
      keep,
    });
    collector.child.kill('SIGTERM');
    await collector.exited;
  } finally {
    for (const child of children) child.kill('SIGKILL');
    await pool.end();
    await postgres.stop('SIGINT');
    rmSync(folder, { recursive: true, force: true });
  }
}

async function makeApps(pool: pg.Pool, apps: number): Promise<string[]> {
  const tokens = Array.from({ length: apps }, (_, i) => `hr_bench_${i}`);
  const hashes = tokens.map((token) => createHash('sha256').update(token).digest('hex'));
  await pool.query("INSERT INTO team (slug, name) VALUES ('bench', 'Bench')");
  await pool.query(
    `WITH given AS (SELECT hash, 'bench-' || n AS slug FROM unnest($1::text[]) WITH ORDINALITY AS g(hash, n)),
          made AS (INSERT INTO app (team_id, slug, name, roadmap_id, roadmap_version)
                   SELECT team.id, given.slug, given.slug, 'none', 1 FROM given, team WHERE team.slug = 'bench' RETURNING id, slug)
     INSERT INTO ingest_token (app_id, hash, hint, label)
     SELECT made.id, decode(hash, 'hex'), 'hr_', '' FROM made JOIN given USING (slug)`,
    [hashes],
  );
  return tokens;
}

/** CPU seconds of a process, its children that are alive and those that it has waited for. */
export function cpuOfFamily(pid: number): number {
  const family = [pid];
  for (const entry of readdirSync('/proc'))
    if (/^\d+$/.test(entry) && parentOf(entry) === pid) family.push(Number(entry));
  return family.reduce((sum, member) => sum + cpuSeconds(member), endedChildren(pid));
}

function parentOf(pid: string): number | null {
  try {
    return Number(readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ')[1]);
  } catch {
    // It ended meanwhile.
    return null;
  }
}

function program(name: string, input: object): Promise<ChildProcess> {
  const child = fork(join(process.cwd(), 'dist', 'bench', name), [JSON.stringify(input)]);
  return new Promise((resolve, reject) => {
    child.once('message', () => resolve(child));
    child.once('exit', (code) => reject(new Error(`${name} ended with ${code}`)));
  });
}

export function ask<T>(child: ChildProcess, order: object): Promise<T> {
  return new Promise((resolve, reject) => {
    const ended = (code: number | null) => reject(new Error(`a program of the bench ended with ${code}`));
    child.once('exit', ended);
    child.once('message', (answer) => {
      child.off('exit', ended);
      resolve(answer as T);
    });
    child.send(order);
  });
}

/** Resident memory of a process, MiB. */
export function residentMiB(pid: number): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;
}

export function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return ((sorted[(sorted.length - 1) >> 1] as number) + (sorted[sorted.length >> 1] as number)) / 2;
}
