/** The parts of bench/ingest without a rival: latency at half rate, memory at full rate, fairness between apps. */
import type { ChildProcess } from 'node:child_process';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { ask, type Ground, median, residentMiB } from './ground';
import { pointsARequest, requestBody } from './ingest-body';
import { type Driven, drive, otlp } from './load';

export type Sent = Omit<Driven, 'acknowledged'> & { points: number; requests: number };

const latencyRounds = 5;

/** Medians of several rounds: one stall of a shared disk in one of them says nothing. */
export async function latency(load: ChildProcess, { folder, pool }: Ground, pointsPerSecond: number): Promise<void> {
  // What the rounds before it left to write is not for its clock.
  await pool.query('CHECKPOINT');
  const ratePerSecond = pointsPerSecond / pointsARequest;
  const rounds: { sent: Sent; fsync: { p50: number; p99: number } }[] = [];
  for (let round = 0; round < latencyRounds; round++) {
    const probe = probeFsync(join(folder, 'fsync-probe'));
    const sent = await ask<Sent>(load, { ms: 5_000, ratePerSecond });
    rounds.push({ sent, fsync: await probe.stop() });
  }
  const of = (read: (round: (typeof rounds)[number]) => number) => median(rounds.map(read));
  const each = rounds.map(({ sent }) => sent.p99Ms.toFixed(1)).join(', ');
  console.log(
    `\nat half of that rate (${Math.round(of(({ sent }) => sent.points / sent.seconds)).toLocaleString('en-US')} points/s): acknowledged after ${of(({ sent }) => sent.p50Ms).toFixed(1)} ms (median), ${of(({ sent }) => sent.p99Ms).toFixed(1)} ms (p99; medians of ${latencyRounds} rounds of 5 s: ${each})`,
  );
  const fsyncP99 = of(({ fsync }) => fsync.p99);
  console.log(
    `fsync of 8 KiB meanwhile: ${of(({ fsync }) => fsync.p50).toFixed(1)} ms (median), ${fsyncP99.toFixed(1)} ms (p99)`,
  );
  console.log(`p99 to reach: ${(20 + 2 * fsyncP99).toFixed(1)} ms (20 ms and twice the fsync)`);
}

/** The highest rate of a few seconds, then how long acknowledgements take at half of it. */
export async function quick(load: ChildProcess, ground: Ground): Promise<void> {
  await ask<Sent>(load, { ms: 4_000 });
  const { points, seconds } = await ask<Sent>(load, { ms: 4_000 });
  await latency(load, ground, points / seconds / 2);
}

/** What the disk takes for a write as small as a commit, fifty times a second. */
function probeFsync(path: string) {
  const took: number[] = [];
  let on = true;
  const run = async () => {
    const file = await open(path, 'w');
    const page = Buffer.alloc(8192, 1);
    while (on) {
      const startedAt = performance.now();
      await file.write(page, 0, page.length, 0);
      await file.datasync();
      took.push(performance.now() - startedAt);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    await file.close();
  };
  const running = run();
  return {
    async stop() {
      on = false;
      await running;
      took.sort((a, b) => a - b);
      const share = (part: number) => took[Math.floor(took.length * part)] ?? Number.NaN;
      return { p50: share(0.5), p99: share(0.99) };
    },
  };
}

export async function soak(load: ChildProcess, { collector }: Ground, minutes: number): Promise<void> {
  for (let round = 0; round < minutes * 2; round++) {
    const { points, seconds, refused, p99Ms } = await ask<Sent>(load, { ms: 30_000 });
    console.log(
      `${(round + 1) / 2} min: ${residentMiB(collector.pid).toFixed(0)} MiB, ${Math.round(points / seconds)} points/s, p99 ${p99Ms.toFixed(0)} ms, ${refused} refused`,
    );
  }
}

/** The first app sends ten times its 50,000 points a second, once what it may send at once is used up. */
export async function fair({ collector, tokens, cpu, program }: Ground): Promise<void> {
  const { port } = collector;
  const quiet = otlp(tokens[1] as string, gzipSync(requestBody(1, Date.now())));
  // A process of its own: what it costs to send so much is not for the other's clock.
  const loud = await program('ingest-load.mjs', { port, tokens: tokens.slice(0, 1), connections: 64, mix: 'numbers' });
  const measure = () => drive({ port, connections: 8, next: () => quiet, ms: 5_000, ratePerSecond: 50 });
  const shout = (ms: number) => ask<Sent>(loud, { ms, ratePerSecond: (10 * 50_000) / pointsARequest });
  await drive({ port, connections: 8, next: () => quiet, ms: 2_000 });
  await shout(15_000);
  const [alone, beside]: [Driven[], Driven[]] = [[], []];
  let [other, seconds] = [await shout(1_000), 0];
  for (let round = 0; round < fairRounds; round++) {
    alone.push(await measure());
    const before = cpu().collector;
    const [mine, theirs] = await Promise.all([measure(), shout(5_000)]);
    seconds += cpu().collector - before;
    beside.push(mine);
    other = theirs;
  }
  const say = (name: string, rounds: Driven[]) => {
    const [p50, p99] = [median(rounds.map((r) => r.p50Ms)), median(rounds.map((r) => r.p99Ms))];
    const each = rounds.map((r) => r.p99Ms.toFixed(1)).join(', ');
    console.log(`${name.padEnd(26)} p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms (${each})`);
    return p99;
  };
  const ratio = 1 / (say('alone:', alone) / say('beside one at ten times:', beside));
  console.log(
    `the other in a round: ${other.requests} acknowledged, ${other.refused} refused (${other.refusal?.slice(9, 12)}); ${(seconds / fairRounds).toFixed(2)} s of CPU for all of it`,
  );
  console.log(`ratio of p99: ${ratio.toFixed(2)} (at most 1.5; medians of ${fairRounds} rounds of 5 s in turns)`);
}

const fairRounds = 7;
