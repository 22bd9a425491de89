/** What every answer carries, and who may change something with a browser's cookies. */
import { NextRequest } from 'next/server';
import { afterEach, expect, test, vi } from 'vitest';
import { proxy } from '@/proxy';

afterEach(() => vi.unstubAllEnvs());

const ask = (method: string, headers: Record<string, string> = {}) =>
  proxy(new NextRequest('http://localhost:3000/sign-in', { method, headers: { host: 'localhost:3000', ...headers } }));

test('each answer has a nonce of its own and no inline script is let through', async () => {
  const policies = (await Promise.all([ask('GET'), ask('GET')])).map(
    ({ headers }) => headers.get('content-security-policy') ?? '',
  );
  expect(new Set(policies).size).toBe(2);
  for (const policy of policies) expect(/script-src[^;]*/.exec(policy)?.[0]).not.toContain('unsafe');
});

test('browsers are told to insist on https where Headroom is reached by it, and only there', async () => {
  expect((await ask('GET')).headers.has('strict-transport-security')).toBe(false);
  vi.stubEnv('HEADROOM_URL', 'https://headroom.example');
  expect((await ask('GET')).headers.get('strict-transport-security')).toBe('max-age=31536000');
});

test.each([
  ['another site', 'https://elsewhere.example', 403],
  ['a frame without an origin', 'null', 403],
  ['our own page', 'http://localhost:3000', 200],
])('a change with cookies from %s (%s) is answered with %i', async (_who, origin, status) => {
  expect((await ask('POST', { origin, cookie: 'a=b' })).status).toBe(status);
});

test('our own page behind a proxy that changes the host is known by HEADROOM_URL', async () => {
  const sent = { origin: 'https://headroom.example', cookie: 'a=b', host: '10.0.0.5:3000' };
  expect((await ask('POST', sent)).status).toBe(403);
  vi.stubEnv('HEADROOM_URL', 'https://headroom.example');
  expect((await ask('POST', sent)).status).toBe(200);
});

test('who sends no cookie, like a program with a token, and who only reads, is let through from anywhere', async () => {
  expect((await ask('POST', { origin: 'https://elsewhere.example' })).status).toBe(200);
  expect((await ask('GET', { origin: 'https://elsewhere.example', cookie: 'a=b' })).status).toBe(200);
});

test('a path that cannot be decoded is answered, not handed on', async () => {
  const to = async (path: string) => (await proxy(new NextRequest(`http://localhost:3000${path}`))).status;
  for (const path of ['/apps/%ff', '/apps/%ud800', '/apps/a%00b']) expect([path, await to(path)]).toEqual([path, 404]);
  expect(await to('/apps/caf%C3%A9')).toBe(200);
});

test.each([
  ['an action', { 'next-action': 'x', 'content-type': 'text/plain' }, 1],
  ['a form', { 'content-type': 'multipart/form-data; boundary=b' }, 1],
])('%s that does not say how long it is is counted, and refused beyond what is taken', async (_what, headers, most) => {
  const send = (bytes: number) => {
    const body = new ReadableStream({
      start(controller) {
        for (let left = bytes; left > 0; left -= 65_536) controller.enqueue(new Uint8Array(Math.min(left, 65_536)));
        controller.close();
      },
    });
    const init = { method: 'POST', headers, body, duplex: 'half' } as const;
    return proxy(new NextRequest('http://localhost:3000/sign-in', init));
  };
  const limit = most * 1024 * 1024;
  expect((await send(limit)).status).toBe(200);
  const refused = await send(limit + 1);
  expect(refused.status).toBe(413);
  expect((await refused.json()).error).toMatchObject({
    field: 'body',
    message: `The body has more than ${limit} bytes.`,
  });
  expect(
    (
      await proxy(
        new NextRequest('http://localhost:3000/sign-in', {
          method: 'POST',
          headers: { ...headers, 'content-length': `${limit + 1}` },
        }),
      )
    ).status,
  ).toBe(413);
});
