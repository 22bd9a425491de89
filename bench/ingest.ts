/**
 * How many points a second one core acknowledges, durable (fsync on), CPU of collector and PostgreSQL
 * counted, in turns with baselines in the same run: one row a point in a multi-row INSERT, and Prometheus
 * by remote write. Then how long acknowledgements take at half of the highest rate.
 *   --latency    instead: the last of these alone, nothing else having run before
 *   --minutes N  instead: N minutes at full rate, and the collector's memory
 *   --histograms with one of these: what a stock SDK sends, in place of numbers
 *   --sustained  instead: six hours of points (or --hours N) over 64 connections (or --connections N), until they are
 *                derived and folded too, all CPU counted
 *   --fair       instead: one app at ten times its limit beside another
 */
import type { ChildProcess } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { ask, cpuOfFamily, type Ground, type Migrate, median, onGround } from './ground';
import { fair, latency, quick, type Sent, soak } from './ingest-alone';
import { sustained } from './ingest-sustained';
import { startPrometheus } from './prometheus';

const apps = 50;
const rounds = Number(process.env.BENCH_ROUNDS ?? 5);
const roundMs = 4_000;
const connections = 256;

interface Round {
  points: number;
  seconds: number;
  /** CPU of whatever makes points durable. */
  cpuSeconds: number;
  /** Of it, what the collector used. */
  collectorSeconds: number;
}

interface Contender {
  name: string;
  child: ChildProcess;
  cpu: () => number;
  rounds: Round[];
}

export async function bench(migrate: Migrate, args: string[]): Promise<void> {
  const given = (name: string, otherwise: number) =>
    args.includes(name) ? Number(args[args.indexOf(name) + 1]) : otherwise;
  await onGround(migrate, apps, async (ground) => {
    if (args.includes('--fair')) return fair(ground);
    if (args.includes('--sustained'))
      return sustained(ground, { pastHours: given('--hours', 6), connections: given('--connections', 64) });
    const mix = args.includes('--histograms') ? 'histograms' : 'numbers';
    if (args.includes('--latency')) return quick(await loadOf(ground, mix), ground);
    if (args.includes('--minutes')) return soak(await loadOf(ground, mix), ground, given('--minutes', 10));
    const contenders = await startContenders(ground);
    const before = await stored(ground);
    await takeTurns(contenders, ground);
    const after = await stored(ground);
    print(contenders);
    const acknowledged = contenders.slice(0, 2).flatMap((c) => c.rounds.map((r) => r.points));
    const sum = acknowledged.reduce((a, b) => a + b, 0);
    console.log(
      `\nacknowledged ${sum}, stored ${after.points - before.points}; ${after.bytes.toFixed(1)} bytes a point`,
    );
    if (after.points - before.points < sum) throw new Error('fewer points are stored than were acknowledged');
    const numbers = contenders[0] as Contender;
    const highest = median(numbers.rounds.map((r) => r.points / r.seconds));
    await latency(numbers.child, ground, highest / 2);
  });
}

function loadOf({ program, collector, tokens }: Ground, mix: 'numbers' | 'histograms'): Promise<ChildProcess> {
  return program('ingest-load.mjs', { port: collector.port, tokens, connections, mix });
}

async function startContenders(ground: Ground): Promise<Contender[]> {
  const { cpu, program, url, tokens, folder, keep } = ground;
  const ours = () => cpu().collector + cpu().server;
  const rowWriter = await program('ingest-rows.mjs', { url, connections: 4, rowsAStatement: 960 });
  const contenders = [
    { name: 'collector', child: await loadOf(ground, 'numbers'), cpu: ours, rounds: [] },
    { name: "collector, SDK's histograms", child: await loadOf(ground, 'histograms'), cpu: ours, rounds: [] },
    {
      name: 'row a point',
      child: rowWriter,
      cpu: () => cpuOfFamily(rowWriter.pid as number) + cpu().server,
      rounds: [],
    },
  ];
  const prometheus = await startPrometheus(folder);
  if (!prometheus) {
    console.log('no `prometheus` on this machine: left out');
    return contenders;
  }
  keep(prometheus.child);
  const child = await program('ingest-load.mjs', {
    port: prometheus.port,
    tokens,
    connections: apps,
    mix: 'remote-write',
  });
  const { pid } = prometheus.child;
  return [...contenders, { name: 'Prometheus', child, cpu: () => cpuOfFamily(pid as number), rounds: [] }];
}

async function takeTurns(contenders: Contender[], { cpu }: Ground): Promise<void> {
  // All warm up: series are interned, code is compiled.
  for (const { child } of contenders) await ask<Sent>(child, { ms: 2_000 });
  for (let round = 0; round < rounds; round++) {
    for (const contender of contenders) {
      const [before, collector] = [contender.cpu(), cpu().collector];
      const { points, seconds, refused, refusal } = await ask<Sent>(contender.child, { ms: roundMs });
      if (refused) throw new Error(`${contender.name}: ${refused} requests were refused: ${refusal}`);
      const cpuSeconds = contender.cpu() - before;
      contender.rounds.push({ points, seconds, cpuSeconds, collectorSeconds: cpu().collector - collector });
    }
  }
}

/** Warm-up included: what was stored before the first round is asked first. */
async function stored({ pool }: Ground): Promise<{ points: number; bytes: number }> {
  const { rows } = await pool.query(
    'SELECT coalesce(sum(points), 0)::float8 AS points, coalesce(sum(octet_length(payload)), 0)::float8 AS bytes FROM telemetry.frame',
  );
  return { points: rows[0].points, bytes: rows[0].bytes / Math.max(1, rows[0].points) };
}

function print(contenders: Contender[]): void {
  console.log(
    `${rounds} rounds of ${roundMs / 1000} s in turns, medians; ${availableParallelism()} cores, Node ${process.version}, fsync and synchronous_commit on`,
  );
  console.log(
    `${apps} apps, ${connections} connections (Prometheus: one an app), 120 points a request, gzip; CPU of the senders is not counted\n`,
  );
  const columns = ['points/s per core', 'points/s', 'collector s', 'all CPU s', 'times ours'];
  console.log(`${''.padEnd(28)}${columns.map((c) => c.padStart(19)).join('')}`);
  const perCore = ({ rounds }: Contender) => median(rounds.map((r) => r.points / r.cpuSeconds));
  const ours = perCore(contenders[0] as Contender);
  for (const contender of contenders) {
    const { name, rounds } = contender;
    const cells = [
      say(perCore(contender)),
      say(median(rounds.map((r) => r.points / r.seconds))),
      median(rounds.map((r) => r.collectorSeconds)).toFixed(2),
      median(rounds.map((r) => r.cpuSeconds)).toFixed(2),
      (perCore(contender) / ours).toFixed(2),
    ];
    console.log(`${name.padEnd(28)}${cells.map((c) => c.padStart(19)).join('')}`);
  }
}

const say = (value: number) => Math.round(value).toLocaleString('en-US');
