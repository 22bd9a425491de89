/**
 * `npm run bench:first [-- --apps N]`: how long a new app waits for its first point in explore, for the mark that
 * points arrive, and for its first signal. Apps begin one after the other, at all seconds of a minute, and then send
 * every 10 s as a stock SDK does; what is asked is what the pages ask.
 */
import { parseArgs } from 'node:util';
import { prisma } from '@/prisma/client';
import { firstData, metrics } from '@/service';
import type { Actor } from '@/service/views/views';
import { fleetBodies } from './fleet-body';
import { type Ground, type Migrate, median, onGround } from './ground';
import { startWorkerProcess } from './worker-process';

const HOST: Actor = { kind: 'system', name: 'host' };
const SEND_MS = 10_000;
/** A page looks every second or two; twice a second adds little. */
const LOOK_MS = 500;
const GIVE_UP_MS = 180_000;
/** Apps begin so far apart (ms): no whole part of a minute, so that they meet its every second. */
const APART_MS = 3_700;

export async function bench(migrate: Migrate, args: string[]): Promise<void> {
  const apps = Number(parseArgs({ args, options: { apps: { type: 'string' } } }).values.apps ?? 20);
  const bodies = await fleetBodies(1);
  const renewing = setInterval(() => void bodies.renew().catch(() => {}), 1000);
  try {
    await onGround(migrate, apps, async (ground) => {
      Object.assign(process.env, {
        DATABASE_URL: ground.url,
        HEADROOM_SECRET: 'only-for-this-run-and-never-used-elsewhere',
        HEADROOM_DATA_DIR: ground.folder,
      });
      await ground.pool.query("UPDATE app SET roadmap_id = 'thousands-to-millions', population = 'daily'");
      const worker = await startWorkerProcess(ground);
      const waits = await Promise.all(
        ground.tokens.map(async (token, i) => {
          await pause(i * APART_MS);
          return begin(`bench-${i + 1}`, () => send(ground, token, bodies.of(0)));
        }),
      );
      console.log(`${apps} new apps, from the moment of their first request: median (longest)`);
      say(
        'in explore',
        5,
        waits.map(({ explore }) => explore),
      );
      say(
        'the mark that points arrive',
        5,
        waits.map(({ mark }) => mark),
      );
      say(
        'the first signal',
        75,
        waits.map(({ signal }) => signal),
      );
      worker.stop();
      await worker.exited;
      await prisma().$disconnect();
    });
  } finally {
    clearInterval(renewing);
    await bodies.stop();
  }
}

interface Waits {
  explore: number;
  mark: number;
  signal: number;
}

/** Seconds until each was seen. */
async function begin(slug: string, request: () => Promise<void>): Promise<Waits> {
  const startedAt = performance.now();
  await request();
  const sending = setInterval(() => void request(), SEND_MS);
  const seen = async (look: () => Promise<boolean>) => {
    while (!(await look())) {
      if (performance.now() - startedAt > GIVE_UP_MS) return Number.POSITIVE_INFINITY;
      await pause(LOOK_MS);
    }
    return (performance.now() - startedAt) / 1000;
  };
  const [explore, mark, signal] = await Promise.all([
    seen(async () => (await metrics(HOST, slug)).length > 0),
    seen(async () => (await firstData(HOST, slug)).firstPointAt !== null),
    seen(async () => (await firstData(HOST, slug)).firstSignalAt !== null),
  ]);
  clearInterval(sending);
  return { explore, mark, signal };
}

async function send({ collector }: Ground, token: string, body: Buffer): Promise<void> {
  const answer = await fetch(`http://127.0.0.1:${collector.port}/v1/metrics`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/x-protobuf', 'content-encoding': 'gzip' },
    body: new Uint8Array(body),
  });
  if (!answer.ok) throw new Error(`the collector answered ${answer.status}: ${await answer.text()}`);
}

function say(what: string, meant: number, seconds: number[]): void {
  console.log(`${what}: ${median(seconds).toFixed(1)} s (${Math.max(...seconds).toFixed(1)}), ${meant} s meant`);
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
