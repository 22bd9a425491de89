/**
 * `npm run bench:fleet-collector [-- --apps N --seconds S]`: many small apps in front of a collector and a durable
 * PostgreSQL, no worker. Each app has a connection of its own and sends its 100 series every 10 s. Tells the start,
 * where every series is new, from what comes after it.
 */
import { connect, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { fleetBodies } from './fleet-body';
import { countStatements } from './fleet-statements';
import { type Ground, type Migrate, onGround, residentMiB } from './ground';
import { otlp } from './load';

const everyMs = 10_000;

export async function bench(migrate: Migrate, args: string[]): Promise<void> {
  const given = (name: string, usual: number) =>
    args.includes(name) ? Number(args[args.indexOf(name) + 1] || usual) : usual;
  const apps = given('--apps', 10_000);
  const seconds = given('--seconds', 30);
  const bodies = await fleetBodies(10);
  const renewing = setInterval(() => void bodies.renew().catch(() => {}), 1000);
  try {
    await onGround(migrate, apps, async (ground) => {
      const senders = ground.tokens.map((token, app) =>
        sender(ground.collector.port, () => otlp(token, bodies.of(app))),
      );
      const round = (ms: number) => measured(ground, senders, ms);
      report('start', await round(everyMs));
      // Two more rounds: what a collector learns of a sender it learns from its second request.
      report('warming', await round(2 * everyMs));
      const statements = await countStatements(ground.pool);
      report('steady', await round(1000 * seconds));
      console.log(await memory(ground));
      await statements();
      for (const { close } of senders) close();
    });
  } finally {
    clearInterval(renewing);
    await bodies.stop();
  }
}

/** What the collector holds, by part (MiB). */
async function memory({ collector }: Ground): Promise<string> {
  const text = await (await fetch(`http://127.0.0.1:${collector.port}/metrics`)).text();
  const parts = {
    'heap used': /^nodejs_heap_size_used_bytes (\S+)/m,
    'heap taken': /^nodejs_heap_size_total_bytes (\S+)/m,
    'outside the heap': /^nodejs_external_memory_bytes (\S+)/m,
  };
  const all = Object.entries(parts).map(
    ([name, line]) => `${name} ${(Number(line.exec(text)?.[1]) / 2 ** 20).toFixed(0)}`,
  );
  return `memory: ${residentMiB(collector.pid).toFixed(0)} MiB (${all.join(', ')})`;
}

interface Round {
  acknowledged: number;
  due: number;
  seconds: number;
  waits: number[];
  collector: number;
  server: number;
}

/** Every sender at its own moment of the interval; one that still waits for an answer skips its turn. */
async function measured({ cpu }: Ground, senders: Sender[], ms: number): Promise<Round> {
  const before = cpu();
  const startedAt = performance.now();
  const waits: number[] = [];
  const answers: Promise<void>[] = [];
  let due = 0;
  const each = everyMs / senders.length;
  for (let at = 0; at < ms; at = performance.now() - startedAt) {
    for (; due * each <= at; due++) {
      const dueAt = startedAt + due * each;
      const answer = (senders[due % senders.length] as Sender).send();
      if (answer) answers.push(answer.then((kept) => void (kept && waits.push(performance.now() - dueAt))));
    }
    await pause(2);
  }
  await Promise.all(answers);
  const after = cpu();
  return {
    acknowledged: waits.length,
    due,
    seconds: (performance.now() - startedAt) / 1000,
    waits: waits.sort((a, b) => a - b),
    collector: after.collector - before.collector,
    server: after.server - before.server,
  };
}

function report(name: string, { acknowledged, due, seconds, waits, collector, server }: Round): void {
  const share = (part: number) => (waits[Math.floor(waits.length * part)] ?? Number.NaN).toFixed(1);
  const a = (cpu: number) => ((1e6 * cpu) / acknowledged).toFixed(0);
  console.log(
    `${name}: ${acknowledged} of ${due} requests in ${seconds.toFixed(1)} s, p50 ${share(0.5)} ms, p99 ${share(0.99)} ms; µs of CPU a request: collector ${a(collector)}, PostgreSQL ${a(server)}`,
  );
}

interface Sender {
  /** Resolves when it is answered: whether it was acknowledged. Null: the last one is not yet. */
  send(): Promise<boolean> | null;
  close(): void;
}

function sender(port: number, next: () => Buffer): Sender {
  let socket: Socket | null = null;
  let waiting: ((kept: boolean) => void) | null = null;
  const settle = (kept: boolean) => {
    waiting?.(kept);
    waiting = null;
  };
  const open = () => {
    const made = connect(port, '127.0.0.1').setNoDelay(true);
    made.on('data', (chunk) => settle(/^HTTP\/1\.1 20[04]/.test(chunk.toString('latin1'))));
    made.on('error', () => {});
    made.on('close', () => {
      if (socket === made) socket = null;
      settle(false);
    });
    return made;
  };
  return {
    send() {
      if (waiting) return null;
      socket ??= open();
      socket.write(next());
      return new Promise((resolve) => {
        waiting = resolve;
      });
    },
    close: () => void socket?.destroy(),
  };
}
