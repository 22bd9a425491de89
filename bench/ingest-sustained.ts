/**
 * What a point costs until nothing is left to do for it: taken in, derived, judged and folded into its hour's block,
 * CPU of collector, PostgreSQL and worker counted. Apps send past hours, a request every 10 s of them, as fast as they
 * are taken; folding is not waited for until ten minutes past.
 */
import { setTimeout as pause } from 'node:timers/promises';
import type pg from 'pg';
import { cpuSeconds } from './collector-process';
import { countStatements } from './fleet-statements';
import { ask, type Ground } from './ground';
import type { Sent } from './ingest-alone';
import { pointsARequest } from './ingest-body';
import { startWorkerProcess, type WorkerProcess } from './worker-process';

const requestsAnHour = 360;
const giveUpMs = 300_000;

/**
 * @param pastHours of each app: with more of them what a start costs weighs less.
 * @param connections requests that are on their way at once: a commit takes about half of them.
 */
export async function sustained(
  ground: Ground,
  { pastHours, connections }: { pastHours: number; connections: number },
): Promise<void> {
  const { collector, cpu, pool, program, tokens } = ground;
  await pool.query("UPDATE app SET roadmap_id = 'thousands-to-millions', population = 'daily'");
  const load = await program('ingest-load.mjs', {
    port: collector.port,
    tokens,
    connections,
    mix: 'numbers',
    pastHours,
  });
  const worker = await startWorkerProcess(ground);
  const used = () => ({ ...cpu(), worker: cpuSeconds(worker.pid) });
  const printStatements = await countStatements(pool);
  const before = used();
  const startedAt = performance.now();
  const requests = tokens.length * pastHours * requestsAnHour;
  const { points, refused, refusal } = await ask<Sent>(load, { ms: giveUpMs, requests });
  if (refused) throw new Error(`${refused} requests were refused: ${refusal}`);
  const sentS = (performance.now() - startedAt) / 1000;
  const taken = used();
  await none(pool, 'SELECT 1 FROM telemetry.dirty_hour LIMIT 1');
  const derived = used();
  const minutes = 'SELECT 1 FROM telemetry.fold_due WHERE resolution = 60 LIMIT 1';
  await pool.query('UPDATE telemetry.fold_due SET due_at = now() WHERE resolution = 60');
  await none(pool, minutes);
  const after = used();
  const whole = sum(after) - sum(before);
  const say = (name: string, from: Spent, to: Spent) =>
    console.log(
      `${name.padEnd(22)} collector ${(to.collector - from.collector).toFixed(1)} s, PostgreSQL ${(to.server - from.server).toFixed(1)} s, worker ${(to.worker - from.worker).toFixed(1)} s`,
    );
  console.log(
    `${connections} connections, ${tokens.length} apps × ${pastHours} h × ${pointsARequest} series every 10 s: ${points} points acknowledged in ${sentS.toFixed(1)} s, folded after ${((performance.now() - startedAt) / 1000).toFixed(1)} s`,
  );
  say('while they were sent:', before, taken);
  say('until all is derived:', taken, derived);
  say('until all is folded:', derived, after);
  console.log(
    `${Math.round(points / whole).toLocaleString('en-US')} points/s per core, all of it counted (600,000 meant)`,
  );
  console.log(`the worker by stage: ${await stagesOf(worker)}`);
  await printStatements();
  worker.stop();
  await worker.exited;
}

/** What it says that it used, its start included. */
async function stagesOf(worker: WorkerProcess): Promise<string> {
  const text = await worker.metrics();
  const stages = text.matchAll(/^headroom_worker_cpu_time_seconds_total\{stage="(\w+)"\} (\S+)/gm);
  const number = (name: string) => new RegExp(`^${name} (\\S+)`, 'm').exec(text)?.[1] ?? '0';
  return [
    ...[...stages].map(([, stage, seconds]) => `${stage} ${Number(seconds).toFixed(1)} s`),
    `${number('headroom_worker_derived_hours_total')} app-hours derived`,
    `${number('headroom_worker_evaluate_duration_seconds_count')} evaluations`,
  ].join(', ');
}

interface Spent {
  collector: number;
  server: number;
  worker: number;
}
const sum = ({ collector, server, worker }: Spent) => collector + server + worker;

/** Until the question has no row. */
async function none(pool: pg.Pool, question: string): Promise<void> {
  const until = Date.now() + giveUpMs;
  while ((await pool.query(question)).rowCount !== 0) {
    if (Date.now() > until) throw new Error(`not done in ${giveUpMs / 1000} s: ${question}`);
    await pause(100);
  }
}
