/** The parts of bench/ingest without a rival: latency at half rate, memory at full rate, fairness between apps. */
import type { ChildProcess } from 'node:child_process';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { ask, type Ground, residentMiB } from './ground';
import { pointsARequest, requestBody } from './ingest-body';
import { type Driven, drive, otlp } from './load';

export type Sent = Omit<Driven, 'acknowledged'> & { points: number; requests: number };

export async function latency(load: ChildProcess, { folder }: Ground, pointsPerSecond: number): Promise<void> {
  const ratePerSecond = pointsPerSecond / pointsARequest;
  const probe = probeFsync(join(folder, 'fsync-probe'));
  const sent = await ask<Sent>(load, { ms: 10_000, ratePerSecond });
  const { p50, p99 } = await probe.stop();
  console.log(
    `\nat half of that rate (${Math.round(sent.points / sent.seconds).toLocaleString('en-US')} points/s): acknowledged after ${sent.p50Ms.toFixed(1)} ms (median), ${sent.p99Ms.toFixed(1)} ms (p99)`,
  );
  console.log(`fsync of 8 KiB meanwhile: ${p50.toFixed(1)} ms (median), ${p99.toFixed(1)} ms (p99)`);
  console.log(`p99 to reach: ${(20 + 2 * p99).toFixed(1)} ms (20 ms and twice the fsync)`);
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
  const measure = () => drive({ port, connections: 8, next: () => quiet, ms: 10_000, ratePerSecond: 50 });
  const shout = (ms: number) => ask<Sent>(loud, { ms, ratePerSecond: (10 * 50_000) / pointsARequest });
  await drive({ port, connections: 8, next: () => quiet, ms: 2_000 });
  const alone = await measure();
  await shout(15_000);
  const before = cpu().collector;
  const [beside, other] = await Promise.all([measure(), shout(10_000)]);
  const seconds = cpu().collector - before;
  console.log(`alone:                       p50 ${alone.p50Ms.toFixed(1)} ms, p99 ${alone.p99Ms.toFixed(1)} ms`);
  console.log(`beside one at ten times:     p50 ${beside.p50Ms.toFixed(1)} ms, p99 ${beside.p99Ms.toFixed(1)} ms`);
  console.log(
    `the other: ${other.requests} acknowledged, ${other.refused} refused (${other.refusal?.slice(9, 12)}); ${seconds.toFixed(2)} s of CPU for all of it`,
  );
  console.log(`ratio of p99: ${(beside.p99Ms / alone.p99Ms).toFixed(2)} (at most 1.5)`);
}
