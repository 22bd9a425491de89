import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { testBrowser } from '../support/browser';
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
