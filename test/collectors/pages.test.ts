/** Tokens that stand in pages: what they are good for, what a browser is told, and how much they may send. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { build } from 'esbuild';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { readIntake } from '@/store';
import { testBrowser } from '../support/browser';
import { type TestCollector, testCollector } from './collector';
import { encodeRequest } from './encoder';

// A machine that is busy with something else is slow, not wrong.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const shop = 'https://shop.example.com';
let test: TestCollector;
let app: Awaited<ReturnType<TestCollector['app']>>;
/** The collector's clock stands still between its steps: nobody gains points by being slow. */
const beganAt = Date.now();
let clockMs = 0;
beforeAll(async () => {
  test = await testCollector({
    now: () => beganAt + clockMs,
    appLimits: { pointsPerSecond: 100, burstPoints: 100, activeSeries: 40, bodyBytes: 10_000 },
  });
  app = await test.app('shop');
  await makePage(app.tokenId, [shop]);
});
afterAll(() => test.close());

const makePage = (id: number, origins: string[]) =>
  test.database.prisma.ingestToken.update({ where: { id }, data: { kind: 'browser', origins } });

const points = (count: number, metric = 'lcp') =>
  encodeRequest(
    [['service.name', 'shop']],
    [
      {
        name: metric,
        kind: 'gauge',
        points: Array.from({ length: count }, (_, n) => ({
          attributes: [['n', n]] as [string, number][],
          timeNs: BigInt(Date.now()) * 1_000_000n,
          value: n,
        })),
      },
    ],
  );
const bearer = (token = app.token) => ({ authorization: `Bearer ${token}` });
const send = (headers: Record<string, string>, path = '/v1/metrics', body = points(1)) =>
  test.post(path, body, { ...bearer(), ...headers });

describe('a token for pages', () => {
  it('takes metrics from its origins and lets their pages read the answer', async () => {
    const { status, headers } = await send({ origin: shop });
    expect([status, headers.get('access-control-allow-origin'), headers.get('vary')]).toEqual([200, shop, 'Origin']);
    expect((await test.stored(app.appId)).length).toBe(1);
  });

  it('is refused with 403 from elsewhere, from nowhere and for anything but metrics, and says why', async () => {
    const elsewhere = await send({ origin: 'https://evil.example.com' });
    expect([elsewhere.status, elsewhere.headers.get('access-control-allow-origin')]).toEqual([403, null]);
    expect(elsewhere.text).toContain('https://evil.example.com is not listed for this token');
    const nowhere = await send({});
    expect([nowhere.status, nowhere.text]).toEqual([403, expect.stringContaining('no Origin was sent')]);
    for (const path of ['/v1/traces', '/v1/logs']) {
      const other = await send({ origin: shop }, path, Buffer.alloc(0));
      expect([other.status, other.headers.get('access-control-allow-origin')]).toEqual([403, shop]);
      expect(other.text).toContain('it may only push metrics');
    }
    await expect
      .poll(async () => (await readIntake(test.database.pool, app.appId, 0)).map(({ outcome }) => outcome))
      .toEqual(expect.arrayContaining(['origin-not-listed', 'no-origin', 'browser-token']));
  });

  it('gets leave for its origins alone when a browser asks first', async () => {
    const ask = async (origin: string) =>
      await fetch(`${test.url}/v1/metrics`, {
        method: 'OPTIONS',
        headers: { origin, 'access-control-request-method': 'POST', 'access-control-request-headers': 'authorization' },
      });
    const listed = await ask(shop);
    expect([listed.status, listed.headers.get('access-control-allow-origin')]).toEqual([204, shop]);
    expect(listed.headers.get('access-control-allow-headers')).toContain('authorization');
    expect(listed.headers.get('access-control-allow-methods')).toBe('POST');
    const other = await ask('https://evil.example.com');
    expect([other.status, other.headers.get('access-control-allow-origin'), other.headers.get('vary')]).toEqual([
      204,
      null,
      'Origin',
    ]);
    expect(other.headers.get('access-control-allow-headers')).toBeNull();
  });

  it('has a tenth of the points, series and bytes of its app, which its servers do not feel', async () => {
    clockMs += 60_000;
    // A tenth of 40 series.
    const series = await send({ origin: shop }, '/v1/metrics', points(6, 'series'));
    expect(series.text).toContain('3 points of new series beyond the limit');
    // A tenth of 10,000 bytes.
    const large = await send({ origin: shop }, '/v1/metrics', Buffer.alloc(1_001));
    expect([large.status, large.text]).toEqual([413, expect.stringContaining('larger than')]);
    clockMs += 60_000;
    // A tenth of 100 points at once: the eleventh and more are taken on credit, what comes then is not.
    expect((await send({ origin: shop }, '/v1/metrics', points(12))).status).toBe(200);
    const limited = await send({ origin: shop });
    expect([limited.status, limited.headers.get('retry-after')]).toEqual([429, '1']);
    expect(limited.headers.get('access-control-expose-headers')).toBe('retry-after');
    expect(limited.text).toContain('the pages of this app send more than 10 points a second');

    const { token } = await test.database.prisma.app
      .findUniqueOrThrow({ where: { id: app.appId } })
      .then(() => serverToken());
    const server = await test.post('/v1/metrics', points(30, 'server'), bearer(token));
    expect([server.status, server.bytes.length]).toEqual([200, 0]);
  });
});

async function serverToken(): Promise<{ token: string }> {
  const other = await test.app('servers');
  await test.database.prisma.ingestToken.update({ where: { id: other.tokenId }, data: { appId: app.appId } });
  return other;
}

describe('what an operator allows one app', () => {
  it('holds over the installation’s limits within seconds, and refuses with 429 and Retry-After, never in silence', async () => {
    const big = await test.app('big');
    const push = (count: number) => test.post('/v1/metrics', points(count), bearer(big.token));
    expect((await push(60)).text).toContain('20 points of new series beyond the limit');
    const limits = { pointsPerSecond: 10, burstPoints: 1_000, activeSeries: 100, attributesPerPoint: 1 };
    await test.database.prisma.app.update({ where: { id: big.appId }, data: { limits } });
    clockMs += 3_600_000 + 60_000;
    expect((await push(60)).status).toBe(200);
    clockMs += 5_001;
    expect((await push(60)).text).toBe('');
    for (let i = 0; i < 20; i++) await push(60);
    const refused = await push(1);
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(1);
    expect(refused.text).toContain('more than 10 points a second');
    await expect
      .poll(async () => (await readIntake(test.database.pool, big.appId, 0)).find(({ outcome }) => outcome === 'kept'))
      .toMatchObject({ series: 60 });
  });
});

describe('a real browser', () => {
  let browser: Browser;
  let site: Server;
  let origin: string;
  beforeAll(async () => {
    // The stock SDK for pages, bundled as a site would.
    const { outputFiles } = await build({
      bundle: true,
      write: false,
      platform: 'browser',
      format: 'iife',
      logLevel: 'error',
      stdin: {
        resolveDir: process.cwd(),
        contents: `
          import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-http';
          import { MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
          window.push = async (url, token) => {
            const exporter = new OTLPMetricExporter({ url, headers: { authorization: 'Bearer ' + token } });
            const provider = new MeterProvider({ readers: [new PeriodicExportingMetricReader({ exporter })] });
            provider.getMeter('page').createHistogram('page.load', { unit: 's' }).record(1.25, { page: '/' });
            await provider.shutdown();
          };
          window.ask = (url, token) => fetch(url, { method: 'POST', body: '{}', headers: {
            authorization: 'Bearer ' + token, 'content-type': 'application/json' } }).then(({ status }) => status, () => 'blocked');`,
      },
    });
    const script = outputFiles[0]?.text ?? '';
    site = createServer((request, response) => {
      const isScript = request.url === '/page.js';
      response.setHeader('content-type', isScript ? 'text/javascript' : 'text/html');
      response.end(isScript ? script : '<!doctype html><title>shop</title><script src="/page.js"></script>');
    });
    await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve));
    origin = `http://127.0.0.1:${(site.address() as AddressInfo).port}`;
    browser = await testBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await new Promise((resolve) => site?.close(resolve));
  });

  it('pushes metrics of a page across origins with the stock SDK, and is blocked where its origin is not listed', async () => {
    const mine = await test.app('page');
    await makePage(mine.tokenId, [origin]);
    clockMs += 5_001;
    const page = await browser.newPage({ locale: 'en-GB' });
    await page.goto(origin);
    const url = `${test.url}/v1/metrics`;
    await page.evaluate(`push(${JSON.stringify(url)}, ${JSON.stringify(mine.token)})`);
    await expect
      .poll(async () => (await test.stored(mine.appId)).map(({ series, histogram }) => [series.metric, histogram?.sum]))
      .toEqual([['page.load', 1.25]]);

    const ask = () => page.evaluate(`ask(${JSON.stringify(url)}, ${JSON.stringify(mine.token)})`);
    expect(await ask()).toBe(200);
    await makePage(mine.tokenId, ['https://elsewhere.example.com']);
    clockMs += 5_001;
    expect(await ask()).toBe('blocked');
    await page.close();
  });
});
