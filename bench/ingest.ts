/**
 * How many points a second one core of the collector acknowledges, durable (fsync on), and how that
 * compares with one row a point in a multi-row INSERT on the same machine, in turns in the same run.
 * Collector, load, row writer and PostgreSQL are processes of their own.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { freePort, initPostgres, startPostgres } from '@/scripts/lib/postgres.mjs';
import { postgresOwner, runnableBinaries } from '@/scripts/lib/postgres-binaries.mjs';
import { bundleEntry, cpuSeconds, endedChildren, startCollectorProcess } from './collector-process';

const apps = 50;
const rounds = Number(process.env.BENCH_ROUNDS ?? 5);
const roundMs = 4_000;
const connections = 64;

interface Round {
  points: number;
  seconds: number;
  cpuSeconds: number;
  /** Of the PostgreSQL server and all its processes. */
  serverCpuSeconds: number;
}

/** `migrate` comes from outside: it finds its files beside its own, so it cannot be bundled. */
export async function bench(migrate: (url: string) => Promise<unknown>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'headroom-bench-'));
  chmodSync(folder, 0o755);
  const owner = postgresOwner();
  const native = runnableBinaries({ root: process.cwd(), copyTo: join(folder, 'binaries'), owner });
  const cluster = { native, dataDir: join(folder, 'data'), password: 'bench', owner };
  initPostgres(cluster);
  const postgres = await startPostgres({
    ...cluster,
    port: await freePort(),
    settings: { shared_buffers: '256MB', max_wal_size: '2GB' },
  });
  try {
    await migrate(postgres.url);
    await compare(postgres.url, postgres.pid, folder);
  } finally {
    await postgres.stop('SIGINT');
    rmSync(folder, { recursive: true, force: true });
  }
}

async function compare(url: string, serverPid: number, folder: string): Promise<void> {
  const pool = new pg.Pool({ connectionString: url, max: 2 });
  // Its idle connections end before it does when something goes wrong.
  pool.on('error', () => {});
  const children: ChildProcess[] = [];
  try {
    await compareWith({ url, folder, pool, children, serverPid });
  } finally {
    for (const child of children) child.kill('SIGKILL');
    await pool.end();
  }
}

interface Parts {
  url: string;
  folder: string;
  pool: pg.Pool;
  /** PostgreSQL's first process. */
  serverPid: number;
  /** What must not outlive the bench. */
  children: ChildProcess[];
}

async function compareWith({ url, folder, pool, children, serverPid }: Parts): Promise<void> {
  const tokens = await makeApps(pool);
  const { rows: settings } = await pool.query(
    "SELECT name, setting FROM pg_settings WHERE name IN ('fsync', 'synchronous_commit')",
  );
  const collector = await startCollectorProcess(await bundleEntry('collectors/main.ts', 'collector.mjs'), url, folder);
  children.push(collector.child);
  const load = await program('ingest-load.mjs', { port: collector.port, tokens, connections });
  children.push(load);
  const rowWriter = await program('ingest-rows.mjs', { url, connections: 4, rowsAStatement: 960 });
  children.push(rowWriter);
  const server = () => cpuOfFamily(serverPid);

  // Both warm up: series are interned, code is compiled.
  await ask<Round>(load, 2_000);
  await ask<Round>(rowWriter, 2_000);
  const before = await count(pool);
  let acknowledged = 0;
  const frames: Round[] = [];
  const inserts: Round[] = [];
  for (let round = 0; round < rounds; round++) {
    frames.push(await measured(load, server, () => collector.cpuSeconds()));
    acknowledged += frames[round]?.points ?? 0;
    inserts.push(await measured(rowWriter, server, () => cpuSeconds(rowWriter.pid as number)));
  }
  const stored = (await count(pool)) - before;
  const size = await pool.query(
    'SELECT sum(octet_length(payload))::float8 / sum(points) AS bytes FROM telemetry.frame',
  );
  collector.child.kill('SIGTERM');
  await collector.exited;
  print({
    frames,
    inserts,
    acknowledged,
    stored,
    bytes: size.rows[0].bytes,
    settings: settings.map((s) => `${s.name}=${s.setting}`).join(', '),
  });
}

async function measured(child: ChildProcess, server: () => number, cpu: () => number): Promise<Round> {
  const [cpuBefore, serverBefore] = [cpu(), server()];
  const result = await ask<{ points: number; seconds: number; refused?: number }>(child, roundMs);
  if (result.refused) throw new Error(`${result.refused} requests were refused`);
  return {
    points: result.points,
    seconds: result.seconds,
    cpuSeconds: cpu() - cpuBefore,
    serverCpuSeconds: server() - serverBefore,
  };
}

async function makeApps(pool: pg.Pool): Promise<string[]> {
  const { rows } = await pool.query("INSERT INTO team (slug, name) VALUES ('bench', 'Bench') RETURNING id");
  const tokens = Array.from({ length: apps }, (_, i) => `hr_bench_${i}`);
  for (const [i, token] of tokens.entries()) {
    await pool.query(
      `WITH made AS (INSERT INTO app (team_id, slug, name, roadmap_id, roadmap_version) VALUES ($1, $2, $2, 'none', 1) RETURNING id)
       INSERT INTO ingest_token (app_id, hash, hint, label) SELECT id, $3, 'hr_', '' FROM made`,
      [rows[0].id, `bench-${i}`, createHash('sha256').update(token).digest()],
    );
  }
  return tokens;
}

/** CPU seconds of a process, its children that are alive and those that it has waited for. */
function cpuOfFamily(pid: number): number {
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

async function count(pool: pg.Pool): Promise<number> {
  const { rows } = await pool.query('SELECT coalesce(sum(points), 0)::float8 AS points FROM telemetry.frame');
  return rows[0].points;
}

function program(name: string, input: object): Promise<ChildProcess> {
  const child = fork(join(process.cwd(), 'dist', 'bench', name), [JSON.stringify(input)]);
  return new Promise((resolve, reject) => {
    child.once('message', () => resolve(child));
    child.once('exit', (code) => reject(new Error(`${name} ended with ${code}`)));
  });
}

function ask<T>(child: ChildProcess, ms: number): Promise<T> {
  return new Promise((resolve) => {
    child.once('message', (answer) => resolve(answer as T));
    child.send(ms);
  });
}

interface Result {
  frames: Round[];
  inserts: Round[];
  acknowledged: number;
  stored: number;
  bytes: number;
  settings: string;
}

function print({ frames, inserts, acknowledged, stored, bytes, settings }: Result): void {
  const perSecond = (list: Round[]) => median(list.map((r) => r.points / r.seconds));
  const perCore = (list: Round[]) => median(list.map((r) => r.points / r.cpuSeconds));
  const perAllCores = (list: Round[]) => median(list.map((r) => r.points / (r.cpuSeconds + r.serverCpuSeconds)));
  for (const [i, ours] of frames.entries()) {
    const rows = inserts[i] as Round;
    console.log(
      `round ${i + 1}:${[ours, rows].map((r) => `${say(r.points / r.seconds)}/s ${r.cpuSeconds.toFixed(2)} s + ${r.serverCpuSeconds.toFixed(2)} s CPU`).join('   ')}`,
    );
  }
  const line = (name: string, pick: (list: Round[]) => number) => {
    const [ours, rows] = [pick(frames), pick(inserts)];
    console.log(`${name.padEnd(52)}${say(ours)}${say(rows)}${`${(ours / rows).toFixed(1)}×`.padStart(9)}`);
  };
  console.log(
    `${rounds} rounds of ${roundMs / 1000} s in turns, medians; ${availableParallelism()} cores, Node ${process.version}, ${settings}`,
  );
  console.log(`${apps} apps, ${connections} connections, 120 points a request, gzip, acknowledged after the commit\n`);
  console.log(`${''.padEnd(52)}${'collector'.padStart(14)}${'row a point'.padStart(14)}${'ratio'.padStart(9)}`);
  line('points/s per core of the collector (of the writer)', perCore);
  line('points/s, wall clock, all on this machine', perSecond);
  line('points/s per core, PostgreSQL counted on both sides', perAllCores);
  console.log(`\nframes: ${bytes.toFixed(1)} bytes a point; acknowledged ${acknowledged}, stored ${stored}`);
  if (stored < acknowledged) throw new Error('fewer points are stored than were acknowledged');
}

const say = (value: number) => Math.round(value).toLocaleString('en-US').padStart(14);

function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return ((sorted[(sorted.length - 1) >> 1] as number) + (sorted[sorted.length >> 1] as number)) / 2;
}
