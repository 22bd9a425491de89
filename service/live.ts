/**
 * The newest minute, as it comes. One LISTEN connection a web process; every 5 s it looks by itself
 * too, so that a lost notification costs seconds and no page.
 */
import pg from 'pg';
import { MINUTE_MS } from '@/advisor/types';
import { openApp } from './authorise';
import { isServiceError, ServiceError } from './errors';
import { resources } from './resources';
import type { Actor } from './views/views';

export const CHANNEL = 'headroom_minute';
const POLL_MS = 5_000;
const RECONNECT_MS = 10_000;
/** A page reads itself anew at each event: twice a minute is live enough. */
const PACE_MS = 30_000;

export interface Minute {
  /** Newest point of the app; null before the first. */
  newestAt: number | null;
  /** When the worker last made advice. */
  computedAt: number;
}
type Listener = (minute: Minute) => void;

interface Hub {
  listeners: Map<number, Set<Listener>>;
  /** When the advice was made that was last looked at, and what was told of it. */
  seen: Map<number, number>;
  sent: Map<number, string>;
  /** Open streams of each user. */
  streams: Map<number, number>;
  timer: NodeJS.Timeout | null;
  client: pg.Client | null;
  triedAt: number;
}

declare global {
  // Development reloads modules; the connection must not multiply.
  var headroomLive: Hub | undefined;
}

function hub(): Hub {
  globalThis.headroomLive ??= {
    listeners: new Map(),
    seen: new Map(),
    sent: new Map(),
    streams: new Map(),
    timer: null,
    client: null,
    triedAt: 0,
  };
  return globalThis.headroomLive;
}

/** Calls `listener` at each new minute of the app until `stop()`. Answers the newest one as it is. */
export async function watchApp(
  actor: Actor,
  slug: string,
  listener: Listener,
): Promise<{ newest: Minute | null; stop: () => void }> {
  const { app } = await openApp(actor, slug, 'live');
  const appId = Number(app.id);
  const leave = enter(actor);
  const { listeners } = hub();
  const mine = listeners.get(appId) ?? new Set();
  listeners.set(appId, mine.add(listener));
  start();
  const stop = () => {
    leave();
    mine.delete(listener);
    if (mine.size === 0) listeners.delete(appId);
    if (listeners.size === 0) end();
  };
  const [newest] = await minutesOf([app.id]).catch((error: unknown) => {
    stop();
    throw error;
  });
  return { newest: newest ?? null, stop };
}

/** Each open page is one stream; more than these are no person's tabs. */
const STREAMS_A_USER = 30;
const STREAMS = 2_000;

/** Counts one more stream of the actor; the answer takes it back, once. */
function enter(actor: Actor): () => void {
  const { streams } = hub();
  const who = actor.kind === 'user' ? actor.userId : 0;
  const mine = streams.get(who) ?? 0;
  const all = [...streams.values()].reduce((sum, count) => sum + count, 0);
  if (mine >= STREAMS_A_USER || all >= STREAMS) {
    const message = 'Too many pages are open at once.';
    throw new ServiceError({ code: 'too-many', message, fix: 'Close some tabs; this page still loads anew by hand.' });
  }
  streams.set(who, mine + 1);
  let left = false;
  return () => {
    if (left) return;
    left = true;
    const rest = (streams.get(who) ?? 1) - 1;
    if (rest > 0) streams.set(who, rest);
    else streams.delete(who);
  };
}

/** Whether the actor may still watch: roles change while a page is open. */
export async function mayWatch(actor: Actor, slug: string): Promise<boolean> {
  return openApp(actor, slug, 'live').then(
    () => true,
    (error) => !isServiceError(error),
  );
}

/** Two numbers of each app's advice, which itself stays where it is. */
async function minutesOf(appIds: bigint[]): Promise<(Minute & { appId: number })[]> {
  const rows = await resources().prisma.$queryRaw<{ app_id: bigint; computed_at: Date; newest_at: number | null }[]>`
    SELECT app_id, computed_at, (summary->>'newestAt')::float8 AS newest_at
    FROM app_state WHERE app_id = ANY(${appIds}::bigint[])`;
  return rows.map((row) => ({
    appId: Number(row.app_id),
    newestAt: row.newest_at,
    computedAt: row.computed_at.getTime(),
  }));
}

function start(): void {
  const it = hub();
  it.timer ??= setInterval(look, POLL_MS);
  if (!it.client && Date.now() - it.triedAt > RECONNECT_MS) void listen(it);
}

function end(): void {
  const it = hub();
  if (it.timer) clearInterval(it.timer);
  it.timer = null;
  it.seen.clear();
  it.sent.clear();
  void it.client?.end().catch(() => {});
  it.client = null;
  it.triedAt = 0;
}

async function listen(it: Hub): Promise<void> {
  it.triedAt = Date.now();
  const client = new pg.Client({ connectionString: resources().listenUrl(), application_name: 'headroom live' });
  const gone = () => {
    if (it.client === client) it.client = null;
    void client.end().catch(() => {});
  };
  client.on('error', gone);
  client.on('notification', () => void look());
  it.client = client;
  try {
    await client.connect();
    await client.query(`LISTEN ${CHANNEL}`);
  } catch {
    gone(); // The look every 5 s goes on.
  }
}

/** Asks of all watched apps at once when their advice was made, reads where that is new, and tells those that moved. */
async function look(): Promise<void> {
  const it = hub();
  if (!it.client) start();
  const appIds = [...it.listeners.keys()].map(BigInt);
  if (appIds.length === 0) return;
  try {
    const states = await resources().prisma.appState.findMany({
      where: { appId: { in: appIds } },
      select: { appId: true, computedAt: true },
    });
    const moved = states.filter(({ appId, computedAt }) => it.seen.get(Number(appId)) !== computedAt.getTime());
    if (moved.length === 0) return;
    for (const { appId, ...minute } of await minutesOf(moved.map(({ appId }) => appId))) {
      it.seen.set(appId, minute.computedAt);
      const key = `${Math.floor((minute.newestAt ?? 0) / MINUTE_MS)} ${Math.floor(minute.computedAt / PACE_MS)}`;
      if (it.sent.get(appId) === key) continue;
      it.sent.set(appId, key);
      for (const listener of it.listeners.get(appId) ?? []) listener(minute);
    }
  } catch {
    // The database is away for now; the next look finds it again.
  }
}
