/** Who holds a link may open its report, not keep Headroom busy with it. */
import { NextRequest } from 'next/server';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { proxy } from '@/proxy';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.UTC(2027, 0, 4) });
  globalThis.headroomBudgets = undefined;
  globalThis.headroomSendersNamed = true;
});
afterEach(() => {
  vi.useRealTimers();
  globalThis.headroomSendersNamed = undefined;
});

const open = (link: string, sender: string) =>
  proxy(new NextRequest(`http://localhost/shared/${link}`, { headers: { 'x-headroom-sender': sender } }));
const passed = async (times: number, ask: (i: number) => Promise<Response>) => {
  const statuses: number[] = [];
  for (let i = 0; i < times; i++) statuses.push((await ask(i)).status);
  return statuses.filter((status) => status === 200).length;
};

test('one address opens links 60 times on end and once a second then, whatever links; its file and its page count alike', async () => {
  expect(await passed(80, (i) => open(i % 2 ? `a${i}` : 'a/file', '192.0.2.1'))).toBe(60);
  expect((await open('a', '192.0.2.2')).status).toBe(200);
  const refused = await open('a', '192.0.2.1');
  expect(refused.status).toBe(429);
  expect(refused.headers.get('retry-after')).toBe('1');
  expect(refused.headers.get('content-security-policy')).toContain("script-src 'self' 'nonce-");
  expect(await refused.text()).toContain('Open its link again in 1 second.');
  vi.setSystemTime(Date.UTC(2027, 0, 4, 0, 0, 1));
  expect(await passed(3, () => open('a', '192.0.2.1'))).toBe(1);
});

test('one link is opened 120 times on end and twice a second then, from whatever addresses; IPv6 ones count by their network', async () => {
  expect(await passed(200, (i) => open('b', `192.0.2.${i}`))).toBe(120);
  expect((await open('c', '192.0.2.7')).status).toBe(200);
  expect(await passed(80, (i) => open(`d${i}`, `2001:db8::${i.toString(16)}`))).toBe(60);
});

test('who has to wait for an address spends no link, and other pages are not counted', async () => {
  await passed(300, () => open('e', '192.0.2.1'));
  expect((await open('e', '192.0.2.2')).status).toBe(200);
  const signIn = new NextRequest('http://localhost/sign-in', { headers: { 'x-headroom-sender': '192.0.2.1' } });
  expect((await proxy(signIn)).status).toBe(200);
});
