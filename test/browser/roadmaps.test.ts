/** A team makes a roadmap its own: fork → a mistake → mend it → try it on an app → save → move the app. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { openPage, registerApp, signInFirst, testBrowser } from '../support/browser';
import { type Stack, startStack } from '../support/stack';

// A machine that is busy with something else is slow, not wrong.
vi.setConfig({ testTimeout: 120_000 });

let stack: Stack;
let browser: Browser;
let page: Page;
const errors: string[] = [];
/** Where pictures go, for somebody who wants to look at the pages. */
const pictures = process.env.TEST_PICTURES;

beforeAll(async () => {
  [stack, browser] = await Promise.all([startStack(), testBrowser()]);
  page = await openPage(browser, errors, { viewport: { width: 1440, height: 900 } });
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await stack?.close();
});

async function picture(name: string): Promise<void> {
  if (!pictures) return;
  for (const theme of ['light', 'dark'] as const) {
    await page.evaluate((dark) => document.documentElement.classList.toggle('dark', dark), theme === 'dark');
    for (const [device, width] of [
      ['wide', 1440],
      ['phone', 390],
    ] as const) {
      await page.setViewportSize({ width, height: 900 });
      await page.screenshot({ path: `${pictures}/${name}-${device}-${theme}.png`, fullPage: true });
    }
  }
  await page.setViewportSize({ width: 1440, height: 900 });
}

test('fork, err, mend, try, save, move', async () => {
  await signInFirst(page, stack);
  await registerApp(page, stack);

  await page.goto(`${stack.url}/`);
  await page.getByRole('link', { name: 'Roadmaps' }).click();
  await page.getByRole('heading', { name: /^5 roadmaps to choose from/ }).waitFor();
  await picture('roadmaps');
  await page.getByRole('link', { name: 'From thousands to millions' }).first().click();
  // Both figures stand there: the document's $85 and today's $25.
  const server = page.getByRole('row', { name: /Web server on Render/ });
  await expect.poll(() => server.textContent()).toMatch(/\$85.*\$25/);
  await expect.poll(() => page.getByRole('row', { name: /Atlas M30/ }).textContent()).toMatch(/\$580.*\$394/);
  await picture('roadmap');

  await page.getByRole('link', { name: 'Fork' }).click();
  const text = page.getByRole('textbox', { name: 'The roadmap as YAML' });
  await page.getByText('None: this roadmap is right.').waitFor();
  const original = await text.inputValue();
  const ours = original.replace('id: thousands-to-millions', 'id: ours').replace(/^title: .*$/m, 'title: Our own road');
  await text.fill(ours.replace('limit: 80', 'limit: eighty'));
  await page.getByText(/1 mistake to mend/).waitFor();
  const line = ours.slice(0, ours.indexOf('limit: 80')).split('\n').length;
  await page.getByRole('button', { name: new RegExp(`^Line ${line} .*must be a number, but is "eighty"`) }).waitFor();
  expect(await page.getByRole('button', { name: 'Save as a new roadmap' }).isDisabled()).toBe(true);
  await picture('editor');
  await text.fill(ours.replace('limit: 80', 'limit: 75'));
  await page.getByText('None: this roadmap is right.').waitFor();
  await page.getByRole('button', { name: 'Try', exact: true }).click();
  await page.getByText(/With this roadmap nobody could tell checkout’s phase: there is no load/).waitFor();
  await page.getByLabel('What is different').fill('CPU at 75 %');
  await page.getByRole('button', { name: 'Save as a new roadmap' }).click();
  await page.waitForURL(`${stack.url}/roadmaps/ours`);
  await page.getByRole('heading', { name: /^Our own road/ }).waitFor();

  await page.getByRole('link', { name: 'Edit' }).click();
  await page.getByText('None: this roadmap is right.').waitFor();
  await text.fill((await text.inputValue()).replace('limit: 75', 'limit: 70'));
  await page.getByRole('button', { name: 'Save version 2' }).click();
  await page.getByRole('link', { name: 'What changed' }).click();
  await page.getByText('limit 75 → 70').waitFor();
  await picture('changes');

  await page.goto(`${stack.url}/apps/checkout/settings`);
  const section = page.getByRole('region', { name: 'Roadmap' });
  await section.getByLabel('Roadmap', { exact: true }).selectOption('ours');
  await section.getByLabel('Version').selectOption('1');
  await section.getByRole('button', { name: 'Move to it' }).click();
  await section.getByText('Our own road, version 1').waitFor();
  await picture('settings');
  await page.goto(`${stack.url}/roadmaps/ours`);
  await page.getByRole('link', { name: 'checkout' }).waitFor();
  await page.getByText('version 1', { exact: true }).first().waitFor();
  await picture('own');
  expect(errors).toEqual([]);
});
