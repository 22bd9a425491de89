import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { signInFirst, testBrowser } from '../support/browser';
import { type Stack, startStack } from '../support/stack';

// A machine that is busy with something else is slow, not wrong.
vi.setConfig({ testTimeout: 120_000 });

let stack: Stack;
let browser: Browser;
beforeAll(async () => {
  [stack, browser] = await Promise.all([startStack({ selfTelemetry: true }), testBrowser()]);
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await stack?.close();
});

test('whoever is not signed in is sent to the sign-in page', async () => {
  const page = await browser.newPage({ locale: 'en-GB' });
  await page.goto(`${stack.url}/`);
  expect(new URL(page.url()).pathname).toBe('/sign-in');
  expect(await page.title()).toContain('Sign in');
  await page.close();
});

test('Headroom is its own first app: its requests and database calls arrive as points', async () => {
  const metrics = async () => {
    const { rows } = await stack.database.pool.query<{ what: string }>(
      `SELECT DISTINCT concat_ws(' ', resource->>'service.name', metric) AS what FROM telemetry.series`,
    );
    return rows.map(({ what }) => what);
  };
  await expect
    .poll(metrics, { timeout: 60_000, interval: 250 })
    .toEqual(
      expect.arrayContaining([
        'headroom-web http.server.request.duration',
        'headroom-web db.client.operation.duration',
      ]),
    );
});

test('the status page shows each stage of the way with its number and unit', async () => {
  const wrong = {
    method: 'POST',
    headers: { authorization: 'Bearer wrong', 'content-type': 'application/json' },
    body: '{}',
  };
  expect((await fetch(`${stack.collectorUrl}/v1/metrics`, wrong)).status).toBe(401);
  const page = await browser.newPage({ locale: 'en-GB' });
  await signInFirst(page, stack);
  const stages = async () => {
    await page.goto(`${stack.url}/status`);
    return page.locator('#stages').textContent();
  };
  await expect.poll(stages, { timeout: 60_000, interval: 1_000 }).toMatch(/Commit[\d.]+ msor less for 99 of 100/);
  const said = await stages();
  expect(said).toMatch(/Received[\d.]+ (Ki)?B\/s/);
  expect(said).toMatch(/Queue\d+ requests?waited/);
  expect(said).toMatch(/To derive\d+ app hours?/);
  expect(await page.locator('#refused').textContent()).toMatch(/Unknown token1 request/);
  expect(await page.locator('#stored').textContent()).toMatch(/Signals[\d.]+ KiB/);
});

test('the pages are ready while the database is, and stop without an error though a page is open', async () => {
  for (const path of ['/healthz', '/readyz']) {
    const reply = await fetch(stack.url + path);
    expect([reply.status, await reply.json()]).toEqual([200, { status: 'ok' }]);
  }
  const page = (await browser.contexts()[0]?.pages())?.at(-1);
  const streaming = page?.waitForResponse((response) => response.url().endsWith('/live'));
  await page?.goto(`${stack.url}/apps/headroom`);
  expect((await streaming)?.status()).toBe(200);
  // 128 + SIGTERM: it ended by itself, as told.
  expect(await stack.stopPages()).toBe(143);
});
