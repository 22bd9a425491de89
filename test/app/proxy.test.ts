/** What every answer carries, and who may change something with a browser's cookies. */
import { NextRequest } from 'next/server';
import { afterEach, expect, test, vi } from 'vitest';
import { proxy } from '@/proxy';

afterEach(() => vi.unstubAllEnvs());

const ask = (method: string, headers: Record<string, string> = {}) =>
  proxy(new NextRequest('http://localhost:3000/sign-in', { method, headers: { host: 'localhost:3000', ...headers } }));

test('each answer has a nonce of its own and no inline script is let through', () => {
  const policies = [ask('GET'), ask('GET')].map(({ headers }) => headers.get('content-security-policy') ?? '');
  expect(new Set(policies).size).toBe(2);
  for (const policy of policies) expect(/script-src[^;]*/.exec(policy)?.[0]).not.toContain('unsafe');
});

test('browsers are told to insist on https where Headroom is reached by it, and only there', () => {
  expect(ask('GET').headers.has('strict-transport-security')).toBe(false);
  vi.stubEnv('HEADROOM_URL', 'https://headroom.example');
  expect(ask('GET').headers.get('strict-transport-security')).toBe('max-age=31536000');
});

test.each([
  ['another site', 'https://elsewhere.example', 403],
  ['a frame without an origin', 'null', 403],
  ['our own page', 'http://localhost:3000', 200],
])('a change with cookies from %s (%s) is answered with %i', (_who, origin, status) => {
  expect(ask('POST', { origin, cookie: 'a=b' }).status).toBe(status);
});

test('our own page behind a proxy that changes the host is known by HEADROOM_URL', () => {
  const sent = { origin: 'https://headroom.example', cookie: 'a=b', host: '10.0.0.5:3000' };
  expect(ask('POST', sent).status).toBe(403);
  vi.stubEnv('HEADROOM_URL', 'https://headroom.example');
  expect(ask('POST', sent).status).toBe(200);
});

test('who sends no cookie, like a program with a token, and who only reads, is let through from anywhere', () => {
  expect(ask('POST', { origin: 'https://elsewhere.example' }).status).toBe(200);
  expect(ask('GET', { origin: 'https://elsewhere.example', cookie: 'a=b' }).status).toBe(200);
});

test('a path that cannot be decoded is answered, not handed on', () => {
  const to = (path: string) => proxy(new NextRequest(`http://localhost:3000${path}`)).status;
  expect(['/apps/%ff', '/apps/%ud800', '/apps/a%00b'].map(to)).toEqual([404, 404, 404]);
  expect(to('/apps/caf%C3%A9')).toBe(200);
});
