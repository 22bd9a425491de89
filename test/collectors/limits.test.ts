import { request } from 'node:http';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { post, type TestCollector, testCollector } from './collector';
import { encodeRequest } from './encoder';

const body = () =>
  encodeRequest(
    [['service.name', 'shop']],
    [{ name: 'x', kind: 'gauge', points: [{ attributes: [], timeNs: BigInt(Date.now()) * 1_000_000n, value: 1 }] }],
  );

/** What curl does with a large body: asks first, and sends only when told to go on. */
function askFirst(url: string, headers: Record<string, string | number>, content: Buffer) {
  return new Promise<{ status: number; wentOn: boolean }>((resolve, reject) => {
    let wentOn = false;
    const sending = request(url, { method: 'POST', headers: { expect: '100-continue', ...headers } }, (response) => {
      response.resume();
      resolve({ status: response.statusCode ?? 0, wentOn });
      sending.destroy();
    });
    sending.on('continue', () => {
      wentOn = true;
      sending.end(content);
    });
    sending.on('error', reject);
    sending.flushHeaders();
  });
}

describe('limits', () => {
  let small: TestCollector;
  beforeEach(async () => {
    small = await testCollector({ limits: { inFlightBytes: 100_000 } });
  });
  afterEach(() => small.close());

  it('503 with Retry-After beyond what the process may hold, and room again afterwards', async () => {
    const { token } = await small.app('a');
    const headers = { authorization: `Bearer ${token}` };
    const full = await small.post('/v1/metrics', Buffer.alloc(200_000), headers);
    expect([full.status, full.headers.get('retry-after')]).toEqual([503, '5']);
    expect((await small.post('/v1/metrics', body(), headers)).status).toBe(200);
  });

  it('refuse a sender that asks before it sends, and let a good one go on', async () => {
    const { token } = await small.app('a');
    const type = { 'content-type': 'application/x-protobuf' };
    const good = { authorization: `Bearer ${token}`, ...type };
    const ask = (headers: Record<string, string>, content: Buffer) =>
      askFirst(`${small.url}/v1/metrics`, { ...headers, 'content-length': content.length }, content);
    expect(await ask({ authorization: 'Bearer wrong', ...type }, body())).toEqual({ status: 401, wentOn: false });
    expect(await ask(good, body())).toEqual({ status: 200, wentOn: true });
    expect(await ask(good, Buffer.alloc(65 * 1024 * 1024))).toEqual({ status: 413, wentOn: false });
  });

  it('503, never 401, while the database is away; the same request works when it is back', async () => {
    const { token, appId } = await small.app('a');
    const headers = { authorization: `Bearer ${token}` };
    // The test's own idle connections are cut too.
    small.database.pool.on('error', () => {});
    const name = new URL(small.database.url).pathname.slice(1);
    const admin = new URL(small.database.url);
    admin.pathname = '/postgres';
    const client = new pg.Client({ connectionString: admin.href });
    await client.connect();
    await client.query(`ALTER DATABASE ${name} ALLOW_CONNECTIONS false`);
    await client.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1', [name]);
    const sent = body();
    const away = await post(`${small.url}/v1/metrics`, sent, headers);
    expect([away.status, away.headers.get('retry-after')]).toEqual([503, '5']);
    expect((await fetch(`${small.url}/readyz`)).status).toBe(503);
    expect((await fetch(`${small.url}/healthz`)).status).toBe(200);
    await client.query(`ALTER DATABASE ${name} ALLOW_CONNECTIONS true`);
    await client.end();
    await expect.poll(async () => (await post(`${small.url}/v1/metrics`, sent, headers)).status).toBe(200);
    expect(await small.stored(appId)).toHaveLength(1);
  });
});
