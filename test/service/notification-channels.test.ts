import { expect, test } from 'vitest';
import * as service from '@/service';
import { deliver, h } from './notifying';
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
