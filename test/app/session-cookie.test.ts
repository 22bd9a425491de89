/** The session's cookie as it is set. Next hands cookies to a request alone: here a list stands for them. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';

const set = vi.fn();
vi.mock('next/headers', () => ({ cookies: async () => ({ set }) }));

beforeEach(() => vi.resetModules());
afterEach(() => vi.unstubAllEnvs());

async function cookieAt(url: string) {
  vi.stubEnv('HEADROOM_URL', url);
  vi.stubEnv('HEADROOM_SECRET', 'x'.repeat(64));
  vi.stubEnv('DATABASE_URL', 'postgresql://nobody@127.0.0.1:1/none');
  const { setSessionCookie } = await import('@/app/session-cookie');
  await setSessionCookie({ userId: 1, email: 'ann@example.org', sessionId: crypto.randomUUID() });
  const [name, value, flags] = set.mock.lastCall as [string, string, Record<string, unknown>];
  return { name, value, flags };
}

test('with https the cookie is Secure, under a name with which browsers insist on that', async () => {
  const { name, value, flags } = await cookieAt('https://headroom.example');
  expect(name).toBe('__Secure-next-auth.session-token');
  expect(flags).toMatchObject({ secure: true, httpOnly: true, sameSite: 'lax', path: '/' });
  expect(value).not.toContain('ann');
});

test('without https it is not, or nobody could sign in', async () => {
  const { name, flags } = await cookieAt('http://headroom.example:3000');
  expect(name).toBe('next-auth.session-token');
  expect(flags).toMatchObject({ secure: false, httpOnly: true, sameSite: 'lax' });
});
