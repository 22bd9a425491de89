/**
 * `npm run bench:fleet [-- --apps N --minutes M]`: many small apps, each sends its 100 series every 10 s, spread
 * over the interval, over connections that stay open; a collector, a worker and a durable PostgreSQL beside them.
 * Says what is acknowledged, how old derived signals and advice are, and where the CPU time goes.
 */
import { setTimeout as pause } from 'node:timers/promises';
import type pg from 'pg';
import { HOUR_MS, MinuteState } from '@/advisor/types';
import { readDataSpan, readSignals } from '@/store/index';
import { cpuSeconds } from './collector-process';
import { type FleetBodies, fleetBodies } from './fleet-body';
import { writePast } from './fleet-past';
import { countStatements } from './fleet-statements';
import { type Ground, type Migrate, onGround, residentMiB } from './ground';
import { drive, otlp } from './load';
import { startWorkerProcess, type WorkerProcess } from './worker-process';

const everyMs = 10_000;
const seriesAnApp = 100;
const variants = 10;
/** Apps whose newest derived point is looked up, so seldom that it costs PostgreSQL next to nothing. */
const sampled = 100;
const sampleMs = 15_000;
/** Those send whose signals are laid over the past until they have two whole minutes of them, for so long at most. */
const SHOWN_MS = 240_000;
const SHOWN_MINUTES = 2;
const roadmap = 'thousands-to-millions';
const beganAt = Date.now();

export async function bench(migrate: Migrate, args: string[]): Promise<void> {
  const given = (name: string, usual: number) =>
    args.includes(name) ? Number(args[args.indexOf(name) + 1] || usual) : usual;
  const apps = given('--apps', 10_000);
  const minutes = given('--minutes', 3);
  const warmUp = given('--warm-up', 0);
  const startS = given('--start', 60 + 0.03 * apps);
  const aged = given('--aged', 0);
  const bodies = await fleetBodies(variants);
  const renewing = setInterval(() => void bodies.renew().catch(() => {}), 1000);
  try {
    await onGround(migrate, apps, (ground) => run(ground, { apps, minutes, warmUp, startS, aged, bodies }));
  } finally {
    clearInterval(renewing);
    await bodies.stop();
  }
}

interface Fleet {
  apps: number;
  minutes: number;
  /** Minutes of the same load before them, reported apart: apps that have just begun are read and judged whole. */
  warmUp: number;
  /** How long all apps may take to begin (s). */
  startS: number;
  /** Days that every app has behind it (fleet-past.ts). */
  aged: number;
  bodies: FleetBodies;
}

async function run(ground: Ground, { apps, minutes, warmUp, startS, aged, bodies }: Fleet): Promise<void> {
  const { collector, tokens, pool } = ground;
  await pool.query(`UPDATE app SET roadmap_id = $1, population = 'daily', created_at = now() - $2::interval`, [
    roadmap,
    `${Math.max(2, aged)} days`,
  ]);
  if (aged > 0) await age(ground, aged, fleet(tokens.slice(0, variants), bodies));
  const worker = await startWorkerProcess(ground);
  const load = {
    port: collector.port,
    connections: Math.min(256, Math.max(8, Math.ceil(apps / 40))),
    ratePerSecond: apps / (everyMs / 1000),
  };
  const next = fleet(tokens, bodies);
  // Every app's series are new in its first requests, and every app is read whole once: before the clock runs.
  const startedAt = Date.now();
  await startUp(pool, apps, startS, () => drive({ ...load, next, ms: everyMs }));
  const reached = await countApps(pool);
  say(
    `${apps} apps beginning at once: after ${((Date.now() - startedAt) / 1000).toFixed(0)} s ${reached.derived} have signals and ${reached.advised} advice`,
  );
  if (warmUp > 0) {
    const first = await spent(ground, worker);
    const { seconds } = await drive({ ...load, next, ms: warmUp * 60_000 });
    const { advised } = await countApps(pool);
    say(`warming up for ${warmUp} min: ${advised} apps have advice`);
    sayCpu(first, await spent(ground, worker), apps, seconds);
  }
  const statements = await countStatements(pool);
  const before = await spent(ground, worker);
  const over = new AbortController();
  const ages = sampleAges(pool, over.signal);
  const sent = await drive({ ...load, next, ms: minutes * 60_000 });
  over.abort();
  const after = await spent(ground, worker);
  const derived = await ages;
  const { seconds } = sent;
  const used = (stage: string) => (after.get(stage) ?? 0) - (before.get(stage) ?? 0);
  const advised = await adviceAges(pool);
  const due = Math.floor((apps * minutes * 60_000) / everyMs);
  say(`${apps} apps × ${seriesAnApp} series every ${everyMs / 1000} s, for ${minutes} min`);
  say(
    `acknowledged ${sent.acknowledged} of ${due} requests due (${((sent.acknowledged * seriesAnApp) / sent.seconds).toFixed(0)} points/s), ${sent.refused} refused ${sent.refusal ?? ''}`,
  );
  say(`p50 ${sent.p50Ms.toFixed(1)} ms, p99 ${sent.p99Ms.toFixed(1)} ms from when a request was due`);
  say(`age of the newest derived point: ${spread(derived)} (up to 10 s of it is the sending)`);
  const { derived: withSignals } = await countApps(pool);
  say(
    `age of an app's advice: ${spread(advised)}; apps without: ${apps - advised.length}, without signals: ${apps - withSignals}`,
  );
  sayCpu(before, after, apps, seconds);
  const whole = used('collector') + used('PostgreSQL') + used('worker');
  // What was not acknowledged cost next to nothing: apps count by what came of them.
  const came = apps * Math.min(1, sent.acknowledged / due);
  say(`at these costs two cores carry ${Math.floor((2 * came * seconds) / whole)} apps, senders not counted`);
  say(
    `memory: collector ${residentMiB(collector.pid).toFixed(0)} MiB, worker ${residentMiB(worker.pid).toFixed(0)} MiB`,
  );
  await blockRows(pool, apps);
  await statements();
  worker.stop();
  await worker.exited;
}

/** Some apps send for a while, which tells what the past of all looked like. */
async function age(ground: Ground, days: number, next: () => Buffer): Promise<void> {
  const { pool, collector } = ground;
  const worker = await startWorkerProcess(ground);
  const { rows } = await pool.query<{ id: string }>('SELECT id FROM app ORDER BY id LIMIT $1', [variants]);
  const isShown = async () => {
    const toAt = Date.now();
    const read = await Promise.all(
      rows.map(({ id }) => readSignals(pool, Number(id), ['requests.rate'], toAt - HOUR_MS, toAt)),
    );
    return read.every((signals) => {
      const known = signals.get('requests.rate')?.state.filter((state) => state === MinuteState.value);
      return (known?.length ?? 0) > SHOWN_MINUTES;
    });
  };
  const until = Date.now() + SHOWN_MS;
  do await drive({ port: collector.port, connections: variants, ratePerSecond: variants / 10, next, ms: 10_000 });
  while (!(await isShown()) && Date.now() < until);
  worker.stop();
  await worker.exited;
  const startedAt = Date.now();
  const written = await writePast(pool, { models: rows.map(({ id }) => Number(id)), days, nowAt: Date.now() });
  say(`${days} days behind every app: ${written} rows in ${((Date.now() - startedAt) / 1000).toFixed(0)} s`);
}

const say = (line: string) => console.log(line);

/** Where the CPU time of so many seconds went. */
function sayCpu(before: Map<string, number>, after: Map<string, number>, apps: number, seconds: number): void {
  const used = (stage: string) => (after.get(stage) ?? 0) - (before.get(stage) ?? 0);
  const stages = [...after.keys()].filter((stage) => !stage.endsWith('(number)'));
  const each = (text: (seconds: number) => string) => stages.map((stage) => `${stage} ${text(used(stage))}`).join(', ');
  say(`CPU ms an app-minute: ${each((spent) => ((60_000 * spent) / apps / seconds).toFixed(2))}`);
  say(
    `of a core: ${each((spent) => `${((100 * spent) / seconds).toFixed(0)} %`)}; ${used('derivations (number)')} derivations, ${used('evaluations (number)')} evaluations`,
  );
}

/** Sends until every app has signals, for so many seconds at most. */
async function startUp(pool: pg.Pool, apps: number, mostS: number, send: () => Promise<unknown>): Promise<void> {
  const until = Date.now() + 1000 * mostS;
  do await send();
  while ((await countApps(pool)).derived < apps && Date.now() < until);
}

/** Apps with signals of the hour in which the bench began or later ones. */
async function countApps(pool: pg.Pool): Promise<{ derived: number; advised: number }> {
  const { rows } = await pool.query<{ derived: number; advised: number }>(
    `SELECT (SELECT count(DISTINCT app_id)::int FROM telemetry.signal_block
             WHERE kind = 'hour' AND start >= $1) AS derived,
            (SELECT count(*)::int FROM app_state) AS advised`,
    [new Date(Math.floor(beganAt / 3_600_000) * 3_600_000)],
  );
  return rows[0] as { derived: number; advised: number };
}

/** The requests of all apps in turn, with their newest export. */
function fleet(tokens: string[], bodies: FleetBodies): () => Buffer {
  let next = 0;
  return () => {
    const app = next++ % tokens.length;
    return otlp(tokens[app] as string, bodies.of(app));
  };
}

/** CPU seconds so far: of each process, and of the worker's stages. */
async function spent({ cpu }: Ground, worker: WorkerProcess): Promise<Map<string, number>> {
  const { collector, server } = cpu();
  const text = await worker.metrics();
  const stages = [...text.matchAll(/^headroom_worker_cpu_time_seconds_total\{stage="(\w+)"\} (\S+)/gm)];
  return new Map([
    ['collector', collector],
    ['PostgreSQL', server],
    ['worker', cpuSeconds(worker.pid)],
    ...stages.map(([, stage, seconds]) => [`worker ${stage}`, Number(seconds)] as const),
    ['derivations (number)', Number(/^headroom_worker_derive_duration_seconds_count (\S+)/m.exec(text)?.[1] ?? 0)],
    ['evaluations (number)', Number(/^headroom_worker_evaluate_duration_seconds_count (\S+)/m.exec(text)?.[1] ?? 0)],
  ]);
}

/** How old the newest derived point of some apps is, again and again (s). */
async function sampleAges(pool: pg.Pool, over: AbortSignal): Promise<number[]> {
  const { rows } = await pool.query<{ id: string }>('SELECT id FROM app ORDER BY random() LIMIT $1', [sampled]);
  const ages: number[] = [];
  while (!over.aborted) {
    for (const { id } of rows) {
      const span = await readDataSpan(pool, Number(id));
      ages.push(span ? (Date.now() - span.newestAt) / 1000 : Number.POSITIVE_INFINITY);
    }
    await pause(sampleMs, undefined, { signal: over }).catch(() => {});
  }
  return ages;
}

async function adviceAges(pool: pg.Pool): Promise<number[]> {
  const { rows } = await pool.query<{ age: number }>(
    'SELECT extract(epoch FROM now() - computed_at)::float AS age FROM app_state',
  );
  return rows.map(({ age }) => age);
}

function spread(values: number[]): string {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number) =>
    (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN).toFixed(1);
  return `p50 ${at(0.5)} s, p99 ${at(0.99)} s, max ${at(1)} s`;
}

/** Hours are folded minutes after they end, so rows a day follow from what one app-hour writes. */
async function blockRows(pool: pg.Pool, apps: number): Promise<void> {
  const { rows } = await pool.query<{ kind: string; n: number; bytes: number }>(
    `SELECT kind, count(*)::int AS n, avg(length(payload))::int AS bytes FROM telemetry.signal_block WHERE start >= $1 GROUP BY kind ORDER BY kind`,
    [new Date(Math.floor(beganAt / 3_600_000) * 3_600_000)],
  );
  for (const { kind, n, bytes } of rows) {
    console.log(`signal blocks (${kind}): ${n} rows of ${bytes} bytes now, ${apps * 24} rows a day`);
  }
}
