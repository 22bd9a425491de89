import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { networkInterfaces } from 'node:os';
import { afterEach, expect, test } from 'vitest';
import { openDoor } from '@/worker/door';

const open: Server[] = [];
afterEach(async () => {
  for (const server of open.splice(0)) await new Promise((resolve) => server.close(resolve));
});

async function door(why: () => string | null, listen = '127.0.0.1') {
  const server = await openDoor({ port: 0, listen, metricsToken: 'for the scraper', whyNotReady: async () => why() });
  open.push(server);
  const { port } = server.address() as AddressInfo;
  return (path: string, { host = '127.0.0.1', ...init }: RequestInit & { host?: string } = {}) =>
    fetch(`http://${host}:${port}${path}`, { ...init, headers: { connection: 'close', ...init.headers } });
}

test('a worker is alive while it lives, ready while nothing speaks against it, and says what does', async () => {
  let why: string | null = null;
  const get = await door(() => why);
  const ready = await get('/readyz');
  expect([ready.status, await ready.json()]).toEqual([200, { status: 'ok' }]);
  why = 'the database is away';
  const away = await get('/readyz?verbose');
  expect([away.status, await away.json()]).toEqual([503, { status: 'the database is away' }]);
  expect(away.headers.get('cache-control')).toBe('no-store');
  const alive = await get('/healthz');
  expect([alive.status, await alive.json()]).toEqual([200, { status: 'ok' }]);
});

test('it answers nothing else, and says what it does answer', async () => {
  const get = await door(() => null);
  const other = await get('/v1/metrics', { method: 'POST', body: 'x' });
  expect(other.status).toBe(404);
  expect(await other.text()).toContain('/healthz, /readyz and /metrics');
});

test('its metrics are read from this machine, and from elsewhere with the token alone', async () => {
  const get = await door(() => null, '0.0.0.0');
  const here = await get('/metrics');
  expect(here.status).toBe(200);
  expect(await here.text()).toContain('headroom_worker_derive_duration_seconds');
  const address = Object.values(networkInterfaces())
    .flatMap((each) => each ?? [])
    .find(({ internal, family }) => !internal && family === 'IPv4')?.address;
  // A machine without a network has no elsewhere.
  if (address === undefined) return;
  const asked = (authorization?: string) =>
    get('/metrics', { host: address, headers: authorization === undefined ? {} : { authorization } });
  expect((await asked()).status).toBe(401);
  expect((await asked('Bearer something else')).status).toBe(401);
  expect((await asked('Bearer for the scraper')).status).toBe(200);
});

test('where its port is taken it names the setting to change', async () => {
  const taken = createServer();
  await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
  open.push(taken);
  const { port } = taken.address() as AddressInfo;
  const opening = openDoor({ port, listen: '127.0.0.1', metricsToken: '', whyNotReady: async () => null });
  await expect(opening).rejects.toThrow(
    `the worker cannot listen on 127.0.0.1, port ${port}: set HEADROOM_WORKER_PORT to another port`,
  );
});
