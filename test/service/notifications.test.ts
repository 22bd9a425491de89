import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { HOUR_MS, MINUTE_MS } from '@/advisor/types';
import * as service from '@/service';
import { replaceCrossings } from '@/service/crossings/crossings';
import { MOST_ATTEMPTS } from '@/service/notifications/deliver';
import { deliverNext, handOut } from '@/service/notifications/index';
import { announce, takeBack } from '@/service/notifications/outbox';
import { channel, deliver, events, facts, h, messages, startAt, tell, work } from './notifying';
import { HOST, person, ROADMAP } from './people';

test('the same event announced twice, handed out twice and worked on by three workers is told once', async () => {
  await channel('webhook');
  for (let i = 0; i < 40; i++) await tell(`crossing:${i % 20}:opened`);
  await Promise.all([handOut(h.nowAt), handOut(h.nowAt), handOut(h.nowAt)]);
  await handOut(h.nowAt);
  h.nowAt += 31_000;
  await Promise.all(
    Array.from({ length: 3 }, async () => {
      while (await deliverNext(h.nowAt));
    }),
  );
  expect(h.http.posts).toHaveLength(1);
  expect(
    events()
      .map(({ key }) => key)
      .sort(),
  ).toEqual(Array.from({ length: 20 }, (_, i) => `crossing:${i}:opened`).sort());
});

test('a worker that dies while it sends loses nothing: the next try carries the same id', async () => {
  await channel('webhook');
  await tell('crossing:1:opened');
  await work();
  h.nowAt += 31_000;
  // The one that dies: it has leased the message, and its outcome never comes.
  await h.database.prisma.$executeRaw`UPDATE notification_message SET lease = gen_random_uuid(), attempts = 1,
    lease_until = ${new Date(h.nowAt + 90_000)}`;
  expect(await deliverNext(h.nowAt)).toBe(false);
  h.nowAt += 91_000;
  expect(await deliverNext(h.nowAt)).toBe(true);
  const [message] = await messages();
  expect(message).toMatchObject({ state: 'sent', attempts: 2 });
  expect(h.http.posts.map(({ headers }) => headers['webhook-id'])).toEqual([
    `headroom-${message?.channelId}-${message?.id}`,
  ]);
});

test('an outcome that comes after the lease ran out is not written over another worker’s', async () => {
  await channel('webhook');
  await tell('crossing:1:opened');
  await work();
  h.nowAt += 31_000;
  let other = true;
  h.http.before = async () => {
    if (!other) return;
    other = false;
    await deliverNext(h.nowAt + 91_000);
  };
  h.http.answers = [{ status: 200 }, { status: 500 }];
  await deliverNext(h.nowAt);
  expect(h.http.posts).toHaveLength(2);
  expect(new Set(h.http.posts.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
  expect(await messages()).toMatchObject([{ state: 'sent', attempts: 2, lastError: null }]);
});

test('it is tried again later and later, and given up with the reason; "closed" waits for "opened"', async () => {
  await channel('webhook');
  h.http.answers = [{ status: 503 }];
  await tell('crossing:1:opened');
  await deliver();
  await tell('crossing:1:closed', 'crossing.closed', { closedAt: startAt, state: 'recovered' });
  const waits: number[] = [];
  for (let i = 1; i < MOST_ATTEMPTS; i++) {
    await work();
    const [first] = await messages();
    const dueAt = first?.dueAt.getTime() ?? 0;
    waits.push(Math.round((dueAt - h.nowAt) / 1000));
    h.nowAt = dueAt;
    await work();
  }
  expect(waits).toEqual([30, 60, 120, 240, 480, 960, 1920, 3600, 3600, 3600, 3600]);
  expect(h.http.posts.slice(0, MOST_ATTEMPTS).every(({ body }) => body.includes('crossing:1:opened'))).toBe(true);
  expect(await messages()).toMatchObject([
    { state: 'failed', attempts: MOST_ATTEMPTS, lastError: 'It answers 503.' },
    { state: 'waiting' },
  ]);
});

test('an answer that will not change is not asked for again, and nothing of it is kept', async () => {
  await channel('webhook');
  h.http.answers = [{ status: 404 }, { status: 302, headers: { location: 'http://127.0.0.1:1/' } }];
  await tell('crossing:1:opened');
  await deliver();
  await tell('crossing:2:opened');
  await deliver();
  const rows = await messages();
  expect(rows.map(({ state, lastError }) => [state, lastError])).toEqual([
    ['failed', 'It answers 404.'],
    ['failed', 'It redirects (302), which is not followed: enter the address it leads to.'],
  ]);
  expect(h.http.posts).toHaveLength(2);
});

test('Retry-After is heeded', async () => {
  await channel('slack');
  h.http.answers = [{ status: 429, headers: { 'retry-after': '600' } }];
  await tell('crossing:1:opened');
  await deliver();
  expect((await messages())[0]?.dueAt.getTime()).toBe(h.nowAt + 600_000);
});

test('in quiet hours it waits for their end in the team’s zone, and comes as one', async () => {
  await h.database.prisma.team.update({ where: { id: h.teamId }, data: { timeZone: 'Europe/Berlin' } });
  // 14:00 in Berlin.
  await channel('webhook', { quiet: [13 * 60, 15 * 60 + 30] });
  await tell('crossing:1:opened');
  await deliver();
  h.nowAt += HOUR_MS;
  await tell('crossing:1:closed', 'crossing.closed', { closedAt: h.nowAt, state: 'recovered' });
  await deliver();
  expect(h.http.posts).toHaveLength(0);
  h.nowAt = startAt + 91 * MINUTE_MS;
  await work();
  expect(events().map(({ key }) => key)).toEqual(['crossing:1:opened', 'crossing:1:closed']);
  await h.database.prisma.team.update({ where: { id: h.teamId }, data: { timeZone: 'UTC' } });
});

test('quiet hours hold back what failed before they began, and what nobody was there to send; it was no try', async () => {
  const row = await channel('webhook', { quiet: [12 * 60 + 1, 7 * 60] });
  h.http.answers = [{ status: 503 }, { status: 200 }];
  await tell('crossing:1:opened');
  await deliver();
  expect(h.http.posts).toHaveLength(1);
  h.nowAt = startAt + 5 * MINUTE_MS;
  await work();
  await work();
  expect(h.http.posts).toHaveLength(1);
  // Over midnight, to the next day at 7:00.
  const dueAt = new Date(startAt + 19 * HOUR_MS);
  expect(await messages()).toMatchObject([{ state: 'waiting', attempts: 1, dueAt, lease: null }]);
  // A test is sent whenever somebody asks for it.
  await service.testChannel(HOST, 'shop', row.id);
  await work();
  expect(h.http.posts).toHaveLength(2);
  h.nowAt = dueAt.getTime();
  await work();
  expect(events(2).map(({ key }) => key)).toEqual(['crossing:1:opened']);
});

test('what waits for a channel that is paused goes on with it', async () => {
  const row = await channel('webhook');
  await tell('crossing:1:opened');
  await work();
  await service.pauseChannel(HOST, 'shop', row.id, true);
  await tell('crossing:2:opened');
  await deliver();
  expect(h.http.posts).toEqual([]);
  await service.pauseChannel(HOST, 'shop', row.id, false);
  await deliver();
  expect(h.http.posts.flatMap((_, i) => events(i).map(({ key }) => key))).toEqual(['crossing:1:opened']);
});

test('what is taken back before anybody heard of it is not told; afterwards it is said that it was wrong', async () => {
  await channel('webhook');
  const app = { id: h.appId, teamId: h.teamId };
  const given = { app, nowAt: h.nowAt, stored: [], muted: false, before: () => [] };
  const open = { ...facts, openedAt: h.nowAt - MINUTE_MS };
  const store = () =>
    h.database.prisma.$transaction((tx) => replaceCrossings(tx, { ...given, nowAt: h.nowAt, crossings: [open] }));
  const withdraw = () =>
    h.database.prisma.$transaction(async (tx) =>
      replaceCrossings(tx, { ...given, nowAt: h.nowAt, stored: await tx.crossing.findMany(), crossings: [] }),
    );
  await store();
  await work();
  await withdraw();
  h.nowAt += 31_000;
  await work();
  expect(h.http.posts).toEqual([]);
  expect(await messages()).toEqual([]);
  await store();
  await deliver();
  await withdraw();
  await deliver();
  expect(h.http.posts.map((_, i) => events(i).map(({ title }) => title))).toEqual([
    ['Checkout: Socket connections past their limit'],
    ['Checkout: Socket connections: not past their limit after all'],
  ]);
});

test('an event whose transaction fails is told to nobody', async () => {
  await channel('webhook');
  const doomed = h.database.prisma.$transaction(async (tx) => {
    await announce(tx, {
      key: 'crossing:1:opened',
      kind: 'crossing.opened',
      teamId: h.teamId,
      appId: h.appId,
      payload: { ...facts },
      nowAt: h.nowAt,
    });
    throw new Error('the cause did not happen');
  });
  await expect(doomed).rejects.toThrow('did not happen');
  await deliver();
  expect(h.http.posts).toEqual([]);
  expect(await h.database.prisma.$transaction((tx) => takeBack(tx, 'crossing:1:'))).toBe(false);
});

test('a channel hears of its own team, of what it chose, and of nothing older than itself', async () => {
  const other = await h.database.prisma.team.create({ data: { slug: 'other', name: 'Other' } });
  await tell('crossing:1:opened');
  h.nowAt += 1;
  const mine = await channel('webhook');
  await h.database.prisma.notificationChannel.update({
    where: { id: mine.id },
    data: { createdAt: new Date(h.nowAt), events: ['crossing.opened'] },
  });
  await tell('crossing:2:opened');
  await tell('evidence:1/x:1', 'evidence.withdrawn', { title: 'Add indexes' });
  await h.database.prisma.$transaction((tx) =>
    announce(tx, {
      key: 'crossing:9:opened',
      kind: 'crossing.opened',
      teamId: other.id,
      appId: null,
      payload: { ...facts },
      nowAt: h.nowAt,
    }),
  );
  await deliver();
  expect(h.http.posts.flatMap((_, i) => events(i).map(({ key }) => key))).toEqual(['crossing:2:opened']);
});

test('a person’s own choice goes to their address, and ends with their membership', async () => {
  const bob = await person(h.database.prisma, `bob-${randomUUID()}@example.org`, 'shop', 'viewer');
  if (bob.kind !== 'user') throw new Error('bob is a person');
  await channel('email', { userId: BigInt(bob.userId), target: '' });
  await tell('crossing:1:opened');
  await deliver();
  expect(h.mail.mails.map(({ to }) => to)).toEqual([[bob.email]]);
  await tell('crossing:2:opened');
  await work();
  await h.database.prisma.membership.deleteMany({ where: { userId: bob.userId } });
  await deliver();
  expect(h.mail.mails).toHaveLength(1);
});

test('a limit that only the team’s own roadmap knows is told with its unit', async () => {
  const bea = await person(h.database.prisma, 'bea@example.org', 'shop', 'manager');
  const three = readFileSync('test/roadmaps/three-phases.yaml', 'utf8');
  const text = three.replace('signal: latency.p95,', 'signal: latency.p95, where: { route: /buy },');
  const { slug: roadmapId } = await service.createRoadmap(bea, undefined, { text });
  const { slug } = await h.database.prisma.app.findUniqueOrThrow({ where: { id: h.appId } });
  await service.setRoadmap(bea, slug, { roadmapId });
  await channel('webhook');
  const crossed = { thresholdId: 'response-time', signal: 'latency.p95{route=/buy}', limit: 200, worstValue: 320 };
  await tell('crossing:1:opened', 'crossing.opened', crossed);
  await deliver();
  expect(h.http.posts[0]?.body).toContain('320 ms');
  await service.setRoadmap(bea, slug, { roadmapId: ROADMAP });
});
