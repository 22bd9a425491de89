import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach } from 'vitest';
import { MINUTE_MS } from '@/advisor/types';
import { createApp } from '@/service';
import { sealSecret } from '@/service/notifications/channel-secret';
import { deliverNext, handOut } from '@/service/notifications/index';
import { announce, EVENTS, type OutboxKind } from '@/service/notifications/outbox';
import type { TestDatabase } from '../support/database';
import { HOST, installed, mailBy, person, ROADMAP, serviceDatabase } from './people';
import { type MailReceiver, mailReceiver, type PostReceiver, postReceiver } from './receivers';

export const startAt = Date.UTC(2026, 4, 20, 12);
export const KEY = `whsec_${Buffer.from('a key of the test, of 32 bytes..').toString('base64')}`;
const dataDir = mkdtempSync(join(tmpdir(), 'headroom-notify-'));

export interface Notifying {
  database: TestDatabase;
  mail: MailReceiver;
  http: PostReceiver;
  teamId: bigint;
  appId: bigint;
  nowAt: number;
}

/** Of the test file that imports this: a team with an app, a mail server and an HTTP receiver. `nowAt` is the clock. */
export const h = { nowAt: startAt } as Notifying;

beforeAll(async () => {
  h.mail = await mailReceiver();
  h.http = await postReceiver();
  h.database = await serviceDatabase({
    now: () => h.nowAt,
    installation: () => installed(dataDir),
    mail: () => mailBy(h.mail.url),
  });
  await person(h.database.prisma, 'ann@example.org', 'shop', 'admin');
  const { slug } = await createApp(HOST, { teamSlug: 'shop', name: 'Checkout', roadmapId: ROADMAP });
  ({ id: h.appId, teamId: h.teamId } = await h.database.prisma.app.findUniqueOrThrow({ where: { slug } }));
});
afterAll(async () => {
  await h.mail.close();
  await h.http.close();
  rmSync(dataDir, { recursive: true });
  await h.database.close();
});
beforeEach(async () => {
  await h.database.prisma.$executeRaw`TRUNCATE outbox, notification_channel, crossing CASCADE`;
  await h.database.prisma.app.update({ where: { id: h.appId }, data: { name: 'Checkout' } });
  h.nowAt = startAt;
  h.mail.mails.length = 0;
  h.mail.refuseWith = null;
  h.http.posts.length = 0;
  h.http.answers = [{ status: 200 }];
  h.http.before = async () => {};
});

type Kind = 'email' | 'slack' | 'webhook' | 'pagerduty';
export async function channel(
  kind: Kind,
  more: { target?: string; url?: string; userId?: bigint; quiet?: [number, number] } = {},
) {
  const id = randomUUID();
  const secret =
    kind === 'email' ? null : sealSecret({ url: more.url ?? `${h.http.url}/hook`, key: KEY }, { id, teamId: h.teamId });
  const [quietFrom, quietTo] = more.quiet ?? [null, null];
  const target = more.target ?? 'oncall@example.org';
  const who = more.userId === undefined ? {} : { userId: more.userId };
  const createdAt = new Date(startAt);
  const row = {
    id,
    teamId: h.teamId,
    kind,
    name: kind,
    target,
    secret,
    events: [...EVENTS],
    quietFrom,
    quietTo,
    createdAt,
    ...who,
  };
  return h.database.prisma.notificationChannel.create({ data: row });
}

export const facts = {
  thresholdId: 'sockets',
  signal: 'sockets.open',
  limit: 10_000,
  holdMinutes: 5,
  openedAt: startAt - 10 * MINUTE_MS,
  closedAt: null,
  state: 'open' as const,
  overMinutes: 10,
  worstValue: 12_000,
  worstAt: startAt - 5 * MINUTE_MS,
  instances: [],
  unknownSinceAt: null,
  judgedToAt: startAt,
};

export const tell = (key: string, kind: OutboxKind = 'crossing.opened', payload: object = {}) =>
  h.database.prisma.$transaction((tx) =>
    announce(tx, { key, kind, teamId: h.teamId, appId: h.appId, payload: { ...facts, ...payload }, nowAt: h.nowAt }),
  );

/** Everything that is due at `h.nowAt`, as a worker would. */
export async function work(): Promise<void> {
  while (await handOut(h.nowAt));
  while (await deliverNext(h.nowAt));
}
/** Hands out, lets the gathering pass, and sends. */
export async function deliver(): Promise<void> {
  await work();
  h.nowAt += 31_000;
  await work();
}
export const messages = () => h.database.prisma.notificationMessage.findMany({ orderBy: { id: 'asc' } });
export const events = (at = 0) => JSON.parse(h.http.posts[at]?.body ?? '{}').events as { key: string; title: string }[];
