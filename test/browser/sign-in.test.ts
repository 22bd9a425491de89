import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { testBrowser } from '../support/browser';
import { type Stack, startStack } from '../support/stack';

let stack: Stack;
let browser: Browser;
beforeAll(async () => {
  [stack, browser] = await Promise.all([startStack(), testBrowser()]);
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await stack?.close();
});

test('whoever is not signed in is sent to the sign-in page', async () => {
  const page = await browser.newPage();
  await page.goto(`${stack.url}/`);
  expect(new URL(page.url()).pathname).toBe('/sign-in');
  expect(await page.title()).toContain('Sign in');
  await page.close();
});
