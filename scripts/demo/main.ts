/**
 * `npm run demo`: a made-up past over the real wire, then a real small shop that gets into trouble and out
 * of it, while Headroom watches. Needs a running Headroom (`npm start` in another terminal).
 */
import { join } from 'node:path';
import { settings } from '@/config/settings';
import { prisma } from '@/prisma/client';
import { step } from '@/scripts/lib/terminal.mjs';
import { appView } from '@/service';
import type { Actor } from '@/service/views/views';
import { type SentHistory, sendHistory } from './history';
import { type DemoApp, registerShop, registerSynthetic } from './register';
import { type ShopStack, startShopStack } from './shop-stack';

const HOST: Actor = { kind: 'system', name: 'host' };

interface Act {
  minute: number;
  perSecond: number;
  sockets: number;
  says: string;
  mend?: boolean;
}

/** What happens when, in minutes from the start; the limits are the roadmap's own. */
const ACTS: Act[] = [
  { minute: 0, perSecond: 20, sockets: 20, says: 'a quiet morning: 20 requests/s' },
  { minute: 2.5, perSecond: 60, sockets: 60, says: 'load rises: 60 requests/s' },
  { minute: 3.5, perSecond: 180, sockets: 150, says: 'the rush: 180 requests/s, six database connections fill up' },
  { minute: 8, perSecond: 180, sockets: 150, says: 'pooling and caching are switched on', mend: true },
];
const LENGTH_MINUTES = 15;
const FAST_FACTOR = 0.45;

export async function demo(argv: string[]): Promise<void> {
  const { fast, days, historyOnly, roadmap } = readOptions(argv);
  const endpoint = `http://127.0.0.1:${settings().collectorPort}`;
  await mustAnswer(`${endpoint}/readyz`);

  const synthetic = await registerSynthetic(roadmap);
  const follow = await sendPast(synthetic, { endpoint, days });
  if (!historyOnly) await runShop({ fast, endpoint, follow });
  await prisma().$disconnect();
}

type Follow = SentHistory['follow'];

/** Sends the past once: a second one beside it would be two apps under one name. */
async function sendPast(app: DemoApp, { endpoint, days }: { endpoint: string; days: number }): Promise<Follow> {
  const address = `${settings().url}/apps/${app.slug}`;
  if ((await appView(HOST, app.slug)).advice?.newestAt) {
    console.log(`Storefront (synthetic) has its past already, nothing sent. ${address}`);
    return async () => 0;
  }
  console.log(`Storefront (synthetic): sending ${days} days of a made-up past to ${endpoint}/v1/metrics`);
  return step('The past', async (say) => {
    const progress = (hours: number, of: number) => say(`${Math.round((100 * hours) / of)} %`);
    const { points, follow } = await sendHistory({ endpoint, token: app.token, days, endAt: Date.now(), progress });
    say(`${points.toLocaleString('en')} points acknowledged. ${address}`);
    return follow;
  });
}

async function runShop(options: { fast: boolean; endpoint: string; follow: Follow }): Promise<void> {
  const { fast, endpoint, follow } = options;
  const app = await registerShop({ fast });
  const factor = fast ? FAST_FACTOR : 1;
  const minutes = LENGTH_MINUTES * factor;
  const stack = await startShopStack({
    bundles: join('dist', 'demo'),
    endpoint,
    token: app.token,
    minutes: minutes + 1,
  });
  console.log(`Demo shop: a real app for ${Math.round(minutes)} minutes. ${settings().url}/apps/${app.slug}`);
  if (!stack.hasRedis) console.log('  No redis-server on this machine: only pooling will be switched on, not caching.');
  if (fast) console.log('  --fast: holds of 1 minute and an evidence window of 2, shown as overrides of this app.');

  const startAt = Date.now();
  try {
    await play({ app, stack, startAt, minutes, factor, follow });
  } finally {
    // Whatever happens to Headroom meanwhile, nothing of the shop stays behind.
    await stack.stop();
  }
  tell(startAt, 'the demo is over; the data stay.');
}

interface Play {
  app: DemoApp;
  stack: ShopStack;
  startAt: number;
  minutes: number;
  factor: number;
  follow: Follow;
}

/** Plays the acts until their time is over or Ctrl-C. */
async function play({ app, stack, startAt, minutes, factor, follow }: Play): Promise<void> {
  let stopped = false;
  process.once('SIGINT', () => {
    stopped = true;
  });
  const acts = [...ACTS];
  const said = new Set<string>();
  while (!stopped && Date.now() - startAt < minutes * 60_000) {
    const next = acts[0];
    if (next && Date.now() - startAt >= next.minute * factor * 60_000) {
      acts.shift();
      tell(startAt, next.says);
      stack.load(next.perSecond, next.sockets);
      if (next.mend) await stack.switchOn({ pooling: true, caching: stack.hasRedis });
    }
    await follow(Date.now());
    await report(app.slug, startAt, said);
    await new Promise((done) => setTimeout(done, 1000));
  }
}

/** Says once what Headroom has found: crossings opened and closed, steps seen working. */
async function report(slug: string, startAt: number, said: Set<string>): Promise<void> {
  const { advice } = await appView(HOST, slug);
  if (!advice) return;
  const lines = [
    ...advice.crossings.map((c) =>
      c.closedAt === null
        ? `Headroom: ${c.signal} crossed its limit of ${c.limit}`
        : `Headroom: ${c.signal} is back below its limit`,
    ),
    ...[...advice.checklist.open, ...advice.checklist.helpful, ...advice.checklist.done].flatMap((step) =>
      step.evidence.code === 'seen' || step.evidence.code === 'proved'
        ? [
            `Headroom: "${step.title}" ${step.evidence.code === 'seen' ? 'seen working' : 'proved by telemetry, ticked'}`,
          ]
        : [],
    ),
  ];
  for (const line of lines) {
    if (said.has(line)) continue;
    said.add(line);
    tell(startAt, line);
  }
}

function readOptions(argv: string[]) {
  const at = argv.findIndex((word) => word.startsWith('--roadmap'));
  const [name, joined] = argv[at]?.split('=') ?? [];
  const roadmap = at < 0 ? undefined : (joined ?? argv[at + 1] ?? '');
  const others = at < 0 || name !== '--roadmap' ? argv : argv.toSpliced(at, joined === undefined ? 2 : 1);
  const known = /^(--fast|--history-only|--history=\d+d|--history|\d+d)$/;
  const wrong = others.find((word) => !known.test(word));
  const all = '--fast, --history 60d, --history-only, --roadmap ID';
  if (wrong) throw new Error(`"${wrong}" is not an option. Options: ${all}`);
  const days = others.map((word) => /(\d+)d$/.exec(word)?.[1]).find(Boolean);
  return {
    fast: others.includes('--fast'),
    historyOnly: others.includes('--history-only'),
    days: Number(days ?? 14),
    roadmap,
  };
}

async function mustAnswer(url: string): Promise<void> {
  const answer = await fetch(url).catch(() => null);
  if (answer?.ok) return;
  throw new Error(`Nothing answers at ${url}. Start Headroom first, in another terminal: npm start`);
}

function tell(startAt: number, text: string): void {
  const seconds = Math.round((Date.now() - startAt) / 1000);
  console.log(
    `  ${String(Math.floor(seconds / 60)).padStart(2, '0')}:${String(seconds % 60).padStart(2, '0')}  ${text}`,
  );
}
