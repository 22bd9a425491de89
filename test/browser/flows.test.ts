/** What people do on the pages, in a real browser: each flow from its first click to what it left behind. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { inOrder, openPage, password, registerApp, signInFirst, testBrowser } from '../support/browser';
import { sendPast } from '../support/past';
import { type Stack, startStack } from '../support/stack';

// A machine that is busy with something else is slow, not wrong.
vi.setConfig({ testTimeout: 180_000 });

let stack: Stack;
let browser: Browser;
let page: Page;
let token: string;
const errors: string[] = [];
const app = () => `${stack.url}/apps/checkout`;
const main = () => page.locator('#main');

beforeAll(async () => {
  [stack, browser] = await Promise.all([startStack(), testBrowser()]);
  page = await openPage(browser, errors);
}, 180_000);
afterAll(async () => {
  await browser?.close();
  await stack?.close();
});

// Each flow goes on where the last one stopped: after a failure the rest says nothing.
inOrder();

test('sign-in: the first link makes an account, whose password then opens the door, and no other does', async () => {
  await signInFirst(page, stack);
  await main().getByRole('heading', { name: 'No app yet.' }).waitFor();
  await page.locator('summary', { hasText: 'you: ada@example.com' }).click();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.waitForURL(`${stack.url}/sign-in`);
  for (const given of ['not the password at all', password]) {
    await page.getByLabel('E-mail').fill('ada@example.com');
    await page.getByRole('textbox', { name: 'Password' }).fill(given);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    if (given === password) await page.waitForURL(`${stack.url}/`);
    else await page.getByRole('alert').first().waitFor();
  }
});

test('register: an app gets its token once, and its page fills with what the token sends', async () => {
  token = await registerApp(page, stack);
  await sendPast({ collectorUrl: stack.collectorUrl, token, endAt: Date.now() });
  await expect
    .poll(() => stack.database.prisma.crossing.count(), { timeout: 120_000, interval: 500 })
    .toBeGreaterThan(0);
});

test('each page opens with its answer', async () => {
  await page.goto(app());
  const lines: [string, RegExp][] = [
    ['/', /^checkout crosses a threshold\./],
    ['/apps/checkout', /^Latency p95 is past its limit since /],
    ['/apps/checkout/checklist', /^\d+ steps? now, /],
    ['/apps/checkout/costs', /^\$?[\d,]+.* now|\$[\d,]+ in /],
    ['/apps/checkout/signals', /^\d+ of \d+ signals\. /],
    ['/apps/checkout/explore', /^\d+ metrics of this app\. Choose one to see it\.$/],
    ['/apps/checkout/crossings', /^Latency p95: past its limit since \d\d:\d\d\.$/],
    ['/apps/checkout/settings', /^What only you can say of checkout\. /],
    ['/apps/checkout/reports', /^No report yet|^\d+ reports?, /],
    ['/apps/new', /^Connect an app\. Its first number is about five minutes away\.$/],
    ['/roadmaps', /^\d+ roadmaps to choose from\. /],
    ['/dashboards', /^No dashboard yet|^\d+ dashboards?\. /],
    ['/status', /^Headroom is /],
    ['/settings', /^People sign in by password\. No e-mail is sent\.$/],
    ['/account', /^You are signed in as ada@example\.com\. /],
    ['/teams/my-team', /^1 person sees the apps of My team\. 1 admin\.$/],
    ['/teams/my-team/notifications', /^No channel yet: nobody is told\.$/],
    ['/teams/my-team/tokens', /^No API token yet\.$/],
    ['/teams/my-team/audit', /^Last change in My team: /],
    ['/teams/new', /^Make a team\.$/],
    ['/reports?team=my-team', /^No report yet|^\d+ reports?, /],
    [
      await page.locator('#road a[href*="/phases/"]').first().getAttribute('href').then(String),
      /^Immediate Optimizations /,
    ],
  ];
  const wrong: string[] = [];
  for (const [path, line] of lines) {
    await page.goto(stack.url + path);
    const headings = main().getByRole('heading', { level: 1 });
    await headings.first().waitFor();
    const said = (await headings.allTextContents()).map((text) => text.replace(/\s+/g, ' ').trim());
    if (said.length !== 1 || !line.test(said[0] ?? '')) wrong.push(`${path}: ${said.join(' | ')}`);
  }
  expect(wrong).toEqual([]);
});

test('tick a step: it moves to what is done, with the name of who said so, and can be opened again', async () => {
  await page.goto(`${app()}/checklist`);
  const title = 'Load pictures when they come into view';
  await page.getByRole('link', { name: title }).first().click();
  const panel = page.getByRole('article', { name: title }).last();
  await panel.getByRole('button', { name: 'Mark as done' }).click();
  await panel.getByRole('button', { name: 'Open again' }).waitFor();
  const done = page.locator('section', { has: page.getByRole('heading', { name: /^Done/ }) });
  await done.getByRole('link', { name: title }).waitFor();
  await done.getByText('ada@example.com').first().waitFor();
  await panel.getByRole('button', { name: 'Open again' }).click();
  await panel.getByRole('button', { name: 'Mark as done' }).waitFor();
});

test('what if: five times the load has its bill in the first line and in the address', async () => {
  await page.goto(`${app()}/costs`);
  await page.getByRole('navigation', { name: 'Times today’s load' }).getByRole('link', { name: '5×' }).click();
  await main()
    .getByRole('heading', { level: 1, name: /what if 5×: \$[\d,]+/ })
    .waitFor();
  expect(new URL(page.url()).searchParams.get('x')).toBe('5');
});

test('explore: from the list to a chart by route, onto a new dashboard, and back by its address', async () => {
  await page.goto(`${app()}/explore`);
  await page.getByRole('searchbox').fill('duration');
  await page.getByRole('link', { name: 'http.server.request.duration' }).click();
  await main()
    .getByRole('heading', { level: 1, name: /^http\.server\.request\.duration, p95/ })
    .waitFor();
  await page.locator('#answer canvas').first().waitFor();
  expect(new URL(page.url()).searchParams.get('show')).toBe('p95');
  await page.getByRole('button', { name: 'Add to a dashboard' }).click();
  const dialog = page.getByRole('dialog', { name: 'Add to a dashboard' });
  await dialog.getByLabel('Title of the chart').fill('How long people wait');
  await dialog.getByLabel('Its name').fill('Black Friday');
  await dialog.getByRole('button', { name: 'Add', exact: true }).click();
  const address = await dialog.getByRole('link', { name: 'Open the dashboard' }).getAttribute('href');
  await page.goto(stack.url + address);
  await main().getByRole('heading', { level: 1, name: 'Black Friday. 1 chart' }).waitFor();
  await main().getByRole('heading', { name: 'How long people wait' }).waitFor();
  await main().locator('canvas').first().waitFor();
  await page.goto(`${stack.url}/dashboards`);
  await page.getByRole('link', { name: 'Black Friday' }).click();
  await page.waitForURL(stack.url + address);
});

test('report: made in one click, shared with somebody without an account, withdrawn', async () => {
  await page.goto(app());
  await page.getByRole('button', { name: 'Make a report' }).click();
  await page.waitForURL(/\/reports\/./);
  await page.getByRole('heading', { name: 'Where we are' }).waitFor();
  await page.getByText('Share by link').click();
  await page.getByRole('button', { name: 'Make a link' }).click();
  const link = (await page.locator('code', { hasText: '/shared/' }).textContent()) ?? '';
  const stranger = await (await browser.newContext({ locale: 'en-GB' })).newPage();
  await stranger.goto(link);
  await stranger.getByRole('heading', { name: 'Where we are' }).waitFor();
  await page.getByRole('button', { name: 'Withdraw' }).click();
  await page.getByText(/^withdrawn /).waitFor();
  expect((await stranger.goto(link))?.status()).toBe(404);
});

test('token rotation: old and new are good side by side until the old one is ended', async () => {
  const send = async (bearer: string) => {
    const headers = { authorization: `Bearer ${bearer}`, 'content-type': 'application/json' };
    return (await fetch(`${stack.collectorUrl}/v1/metrics`, { method: 'POST', headers, body: '{}' })).status;
  };
  await page.goto(`${app()}/settings#tokens`);
  const tokens = page.locator('#tokens');
  await tokens.getByLabel('New token').fill('rolled out');
  await tokens.getByRole('button', { name: 'Make a token' }).click();
  const fresh = (await tokens.locator('code.select-all').textContent()) ?? '';
  const old = tokens.locator('li', { hasText: 'first token' });
  const end = async (when: string) => {
    await old.locator('summary').click();
    await old.getByLabel('It ends').selectOption({ label: when });
    await old.getByRole('button', { name: /^Revoke hr/ }).click();
  };
  await end('in a day');
  await old.getByText(/^ends \d/).waitFor();
  expect(await Promise.all([token, fresh].map(send))).toEqual([200, 200]);
  await page.reload();
  await end('now');
  await old.getByText(/^ended /).waitFor();
  await vi.waitFor(async () => expect(await Promise.all([token, fresh].map(send))).toEqual([401, 200]), {
    timeout: 20_000,
    interval: 500,
  });
});

test('nothing went wrong in the browser on the way', () => {
  expect(errors).toEqual([]);
});
