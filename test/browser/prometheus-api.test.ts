/** The way of a Grafana: a manager makes a read token in the settings, and the API answers with it alone. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { openPage, registerApp, signInFirst, testBrowser } from '../support/browser';
import { sendPast } from '../support/past';
import { type Stack, startStack } from '../support/stack';

// A machine that is busy with something else is slow, not wrong.
vi.setConfig({ testTimeout: 120_000 });

let stack: Stack;
let browser: Browser;
let page: Page;
const errors: string[] = [];
let token: string;
let slug: string;

beforeAll(async () => {
  [stack, browser] = await Promise.all([startStack(), testBrowser()]);
  page = await openPage(browser, errors);
  await signInFirst(page, stack);
  const ingestToken = await registerApp(page, stack);
  slug = (await stack.database.prisma.app.findFirstOrThrow()).slug;
  await sendPast({ collectorUrl: stack.collectorUrl, token: ingestToken, endAt: Date.now() });
}, 180_000);
afterAll(async () => {
  await browser?.close();
  await stack?.close();
  expect(errors).toEqual([]);
});

const api = (path: string, init: RequestInit = {}) => fetch(`${stack.url}/prometheus/api/v1/${path}`, init);
const basic = () => ({ authorization: `Basic ${Buffer.from(`grafana:${token}`).toString('base64')}` });

test('the settings make a read token and show it once', async () => {
  await page.goto(`${stack.url}/apps/${slug}/settings`);
  await page.getByText(`${stack.url}/prometheus`).waitFor();
  await page.getByLabel('New read token').fill('grafana');
  await page.getByRole('button', { name: 'Make a read token' }).click();
  token = (await page.locator('code', { hasText: /^hrr_/ }).first().textContent()) ?? '';
  expect(token).toMatch(/^hrr_[\w-]{43}$/);
});

test('the API answers with it as bearer and as password, by GET and POST', async () => {
  const query = 'sum(rate(http_server_request_duration_seconds_count[10m]))';
  const bearer = { authorization: `Bearer ${token}` };
  for (const answer of [
    await api(`query?query=${encodeURIComponent(query)}`, { headers: bearer }),
    await api('query', { method: 'POST', headers: basic(), body: new URLSearchParams({ query }) }),
  ]) {
    expect(answer.status).toBe(200);
    const { data } = (await answer.json()) as { data: { result: { value: [number, string] }[] } };
    // 600 requests a minute.
    expect(Number(data.result[0]?.value[1])).toBeCloseTo(10, 0);
  }
  const labels = (await (await api('labels', { headers: basic() })).json()) as { data: string[] };
  expect(labels.data).toEqual(expect.arrayContaining(['__name__', 'http_route', 'instance', 'job', 'le']));
  const values = (await (await api('label/job/values', { headers: basic() })).json()) as { data: string[] };
  expect(values.data).toEqual(['checkout']);
});

test('errors are those of Prometheus: the type, the construct and its place', async () => {
  expect((await api('query?query=1')).status).toBe(401);
  expect((await api('query?query=1', { headers: { authorization: `Bearer hrr_${'x'.repeat(43)}` } })).status).toBe(401);
  const wrong = await api(`query?query=${encodeURIComponent('1 + topk(3, up)')}`, { headers: basic() });
  expect(wrong.status).toBe(400);
  expect(await wrong.json()).toMatchObject({
    status: 'error',
    errorType: 'bad_data',
    error: expect.stringContaining('1:5: the aggregation "topk" is not answered here'),
  });
  expect((await api('rules', { headers: basic() })).status).toBe(404);
  const long = await api('query', {
    method: 'POST',
    headers: basic(),
    body: new URLSearchParams({ query: '1', more: 'x'.repeat(70_000) }),
  });
  expect(long.status).toBe(400);
});

test('what explore answers can be saved as a file, by members alone', async () => {
  const query = JSON.stringify({
    metric: 'app.users.active',
    value: 'last',
    fromAt: Date.now() - 3_600_000,
    toAt: Date.now(),
  });
  const address = `${stack.url}/api/apps/${slug}/explore?${new URLSearchParams({ query, format: 'csv' })}`;
  const file = await page.request.get(address);
  expect(file.headers()['content-disposition']).toBe(`attachment; filename="${slug}-app.users.active.csv"`);
  expect(await file.text()).toMatch(/^time,app\.users\.active\r\n.*,4000\r\n/s);
  expect((await fetch(address)).status).toBe(401);
});

test('an ended token is refused at once', async () => {
  await page.goto(`${stack.url}/apps/${slug}/settings`);
  await page.locator('#read-access summary').click();
  await page.getByRole('button', { name: /^Revoke hrr_/ }).click();
  await page
    .locator('#read-access')
    .getByText(/^ended /)
    .waitFor();
  expect((await api('query?query=1', { headers: basic() })).status).toBe(401);
});
