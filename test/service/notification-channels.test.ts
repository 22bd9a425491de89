import { expect, test } from 'vitest';
import { MINUTE_MS } from '@/advisor/types';
import * as service from '@/service';
import { openSecret } from '@/service/notifications/channel-secret';
import type { Actor } from '@/service/views/views';
import { deliver, events, h, startAt, tell } from './notifying';
import { HOST, person } from './people';

const hook = () => ({
  kind: 'webhook' as const,
  name: 'Hook',
  url: `${h.http.url}/secret-path`,
  events: ['crossing.opened' as const],
});
const codeOf = (asked: Promise<unknown>) =>
  asked.then(
    () => 'done',
    (error) => error.code,
  );

test('a test goes out signed; neither page nor audit holds the address or the key', async () => {
  const { token } = await service.addChannel(HOST, 'shop', hook());
  const [channel] = (await service.notifications(HOST, 'shop')).channels;
  await service.testChannel(HOST, 'shop', channel?.id ?? '');
  await deliver();
  expect(JSON.parse(h.http.posts[0]?.body ?? '{}')).toMatchObject({ test: true, events: [] });
  const shown = JSON.stringify([
    await service.notifications(HOST, 'shop'),
    (await h.database.prisma.auditEntry.findMany()).map(({ details }) => details),
  ]);
  expect(token).toMatch(/^whsec_/);
  expect(shown).not.toContain('secret-path');
  expect(shown).not.toContain(token);
});

test('another team’s channel and message are not found, and are left as they were', async () => {
  await service.addChannel(HOST, 'shop', hook());
  const [channel] = (await service.notifications(HOST, 'shop')).channels;
  const id = channel?.id ?? '';
  const at = new Date(h.nowAt);
  const data = { channelId: id, state: 'failed', dueAt: at, createdAt: at };
  const message = await h.database.prisma.notificationMessage.create({ data });
  const eve = await person(h.database.prisma, 'eve@example.org', 'elsewhere', 'admin');
  expect(await codeOf(service.removeChannel(eve, 'elsewhere', id))).toBe('not-found');
  expect(await codeOf(service.testChannel(eve, 'elsewhere', id))).toBe('not-found');
  expect(await codeOf(service.resendMessage(eve, 'elsewhere', Number(message.id)))).toBe('not-found');
  expect((await service.notifications(eve, 'elsewhere')).messages).toEqual([]);
  expect((await service.notifications(HOST, 'shop')).messages).toMatchObject([{ state: 'failed' }]);
});

test('an address that is shut is refused when it is entered', async () => {
  const shut = { ...hook(), url: 'http://10.0.0.1/hook' };
  await expect(service.addChannel(HOST, 'shop', shut)).rejects.toMatchObject({ code: 'invalid', field: 'url' });
});

test('a channel is changed: what is not given stays, what is given is used, and its name is its own', async () => {
  const { token: first } = await service.addChannel(HOST, 'shop', hook());
  await service.addChannel(HOST, 'shop', {
    kind: 'email',
    name: 'Mail',
    to: ['a@example.org'],
    events: ['report.ready'],
  });
  const byName = async (name: string) => {
    const found = (await service.notifications(HOST, 'shop')).channels.find((channel) => channel.name === name);
    if (!found) throw new Error(`no channel ${name}`);
    return found;
  };
  const held = async () => {
    const row = await h.database.prisma.notificationChannel.findFirstOrThrow({ where: { kind: 'webhook' } });
    return openSecret(row.secret as Uint8Array, row);
  };
  const { id } = await byName('Hook');
  const change = (more: object) =>
    service.changeChannel(HOST, 'shop', { id, name: 'Hook', events: ['report.ready'], ...more });
  expect(await change({ name: 'Ours', quietFrom: 60, quietTo: 120 })).toEqual({});
  expect(await byName('Ours')).toMatchObject({ events: ['report.ready'], quietFrom: 60, quietTo: 120, state: 'on' });
  expect(await held()).toEqual({ url: `${h.http.url}/secret-path`, key: first });
  const { token } = await change({ url: `${h.http.url}/another`, newKey: true });
  expect(token).toMatch(/^whsec_/);
  expect(token).not.toBe(first);
  expect(await held()).toEqual({ url: `${h.http.url}/another`, key: token });
  expect(await codeOf(change({ name: 'Mail' }))).toBe('invalid');
  expect(await codeOf(service.addChannel(HOST, 'shop', { ...hook(), name: 'Mail' }))).toBe('invalid');
  expect(await codeOf(change({ url: 'http://10.0.0.1/' }))).toBe('invalid');
  expect(await codeOf(change({ quietFrom: 60 }))).toBe('invalid');
  const mail = await byName('Mail');
  const { state: _state, target: _target, kind: _kind, ...kept } = mail;
  await service.changeChannel(HOST, 'shop', { ...kept, events: ['report.ready'], to: ['b@example.org'] });
  expect((await byName('Mail')).target).toBe('b@example.org');
  const mallory = await person(h.database.prisma, 'mallory@example.org', 'elsewhere', 'admin');
  expect(
    await codeOf(service.changeChannel(mallory, 'elsewhere', { id, name: 'Mine', events: ['report.ready'] })),
  ).toBe('not-found');
  expect(await codeOf(service.pauseChannel(mallory, 'elsewhere', id, true))).toBe('not-found');
});

test('a paused channel is told of nothing that happens meanwhile, and goes on where it is resumed', async () => {
  await service.addChannel(HOST, 'shop', hook());
  const id = (await service.notifications(HOST, 'shop')).channels[0]?.id ?? '';
  await service.pauseChannel(HOST, 'shop', id, true);
  await tell('while paused');
  await deliver();
  expect(h.http.posts).toEqual([]);
  expect((await service.notifications(HOST, 'shop')).channels[0]?.state).toBe('paused');
  await service.pauseChannel(HOST, 'shop', id, false);
  await tell('afterwards');
  await deliver();
  expect(h.http.posts).toHaveLength(1);
  expect(events()).toMatchObject([{ key: 'afterwards' }]);
});

test('a channel without an address sends nothing until it is entered', async () => {
  await service.addChannel(HOST, 'shop', hook());
  await h.database.prisma.notificationChannel.updateMany({ data: { secret: null, target: '' } });
  const [channel] = (await service.notifications(HOST, 'shop')).channels;
  expect(channel).toMatchObject({ state: 'incomplete' });
  const id = channel?.id ?? '';
  expect(await codeOf(service.testChannel(HOST, 'shop', id))).toBe('invalid');
  await tell('before');
  await deliver();
  expect(await h.database.prisma.notificationMessage.count()).toBe(0);
  const { url, events: chosen, name } = hook();
  expect((await service.changeChannel(HOST, 'shop', { id, name, events: chosen, url })).token).toMatch(/^whsec_/);
  await tell('now');
  await deliver();
  expect(events()).toMatchObject([{ key: 'now' }]);
});

test('a person’s quiet hours are in their own zone, whatever the team’s is', async () => {
  const kim = (await person(h.database.prisma, 'kim@example.org', 'shop', 'viewer')) as Extract<
    Actor,
    { kind: 'user' }
  >;
  // It is 12:00 in UTC: 21:00 in Tokyo.
  const quiet = { quietFrom: 20 * 60, quietTo: 22 * 60 };
  await service.setMyNotifications(kim, 'shop', { events: ['crossing.opened'], ...quiet, zone: 'Asia/Tokyo' });
  expect((await service.notifications(kim, 'shop')).mine).toEqual({
    events: ['crossing.opened'],
    ...quiet,
    zone: 'Asia/Tokyo',
  });
  expect((await service.notifications(HOST, 'shop')).mine.events).toEqual([]);
  await tell('in the evening');
  await deliver();
  expect(h.mail.mails).toHaveLength(0);
  h.nowAt = startAt + 60 * MINUTE_MS;
  await deliver();
  expect(h.mail.mails).toHaveLength(1);
  const mine = (more: object) => codeOf(service.setMyNotifications(kim, 'shop', { events: ['report.ready'], ...more }));
  expect(await mine({ zone: 'Moon/Base' })).toBe('invalid');
  expect(await mine({ quietFrom: 60 })).toBe('invalid');
  // It is theirs, not the team's: no part of its file.
  expect((await service.exportTeam(HOST, 'shop')).text).not.toContain('Your e-mail');
});

test('tests are counted for the team, also of channels that are gone: nobody’s mailbox is filled', async () => {
  await person(h.database.prisma, 'loud@example.org', 'loud', 'manager');
  const codes: string[] = [];
  for (let channel = 0; channel < 8; channel++) {
    const { id } = await service.addChannel(HOST, 'loud', {
      kind: 'email',
      name: 'Victim',
      to: ['victim@example.com'],
      events: ['crossing.opened'],
    });
    for (let time = 0; time < 5; time++) codes.push(await codeOf(service.testChannel(HOST, 'loud', id)));
    await service.removeChannel(HOST, 'loud', id);
  }
  expect(codes.filter((code) => code === 'done')).toHaveLength(30);
  expect(codes.slice(30)).toEqual(Array(10).fill('too-many'));
});
