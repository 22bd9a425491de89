/** The page of API tokens: one is made, shown once, used, and ended. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { openPage, signInFirst, testBrowser } from '../support/browser';
import { type Stack, startStack } from '../support/stack';

vi.setConfig({ testTimeout: 120_000 });

let stack: Stack;
let browser: Browser;
let page: Page;
const errors: string[] = [];

beforeAll(async () => {
  [stack, browser] = await Promise.all([startStack(), testBrowser()]);
  page = await openPage(browser, errors);
  await signInFirst(page, stack);
}, 180_000);
afterAll(async () => {
  await browser?.close();
  await stack?.close();
  expect(errors).toEqual([]);
});

test('a person makes a token, uses it, and ends it', async () => {
  const { slug } = await stack.database.prisma.team.findFirstOrThrow();
  await page.goto(`${stack.url}/teams/${slug}/tokens`);
  await page.getByRole('heading', { name: 'No API token yet.' }).waitFor();
  await page.getByRole('textbox', { name: 'Name' }).fill('pipeline');
  await page.getByRole('button', { name: 'Make a token' }).click();
  const token = (await page.locator('code', { hasText: /^hra_[\w-]{43}$/ }).textContent()) ?? '';
  const ask = () => fetch(`${stack.url}/api/v1/apps`, { headers: { authorization: `Bearer ${token}` } });
  expect((await ask()).status).toBe(200);
  await page.locator('#tokens summary').click();
  await page.getByRole('button', { name: /^Revoke hra_/ }).click();
  await page.getByRole('heading', { name: 'No API token yet.' }).waitFor();
  await vi.waitFor(async () => expect((await ask()).status).toBe(401), { timeout: 20_000, interval: 500 });
});
