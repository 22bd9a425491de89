/** What browser tests begin with: a real Chromium (close it in `afterAll`), a page, somebody who is signed in. */
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterEach, beforeEach } from 'vitest';
import type { Stack } from './stack';

export { testBrowser } from '@/scripts/lib/browser.mjs';

export const password = 'correct horse battery staple';

/** A page of a visitor with cookies of their own. What goes wrong in its scripts is added to `errors`. */
export async function openPage(browser: Browser, errors: string[], options: BrowserContextOptions = {}): Promise<Page> {
  const page = await browser.newPage({
    viewport: { width: 1280, height: 900 },
    locale: 'en-GB',
    timezoneId: 'UTC',
    ...options,
  });
  page.setDefaultTimeout(60_000);
  // Parts that came late stay in the document, hidden, until React puts them in their place or throws them away
  // because it has drawn them itself. Until then what is looked for is there twice.
  const late = page.locator('div[hidden][id^="S:"]').first();
  const goto = page.goto.bind(page);
  page.goto = async (...to) => {
    const response = await goto(...to);
    await late.waitFor({ state: 'detached' });
    return response;
  };
  page.on('pageerror', (error) => errors.push(`${page.url()}: ${error.message}`));
  return page;
}

/** ada@example.com makes the first account by the link of the first start, and sees the overview. */
export async function signInFirst(page: Page, stack: Stack): Promise<void> {
  await page.goto(await stack.firstSignInLink());
  await page.getByLabel('E-mail').fill('ada@example.com');
  await page.getByRole('textbox', { name: 'Password' }).fill(password);
  await page.getByRole('button', { name: 'Begin' }).click();
  await page.waitForURL(`${stack.url}/`);
}

/** The app “checkout”, registered on its page by whoever is signed in; resolves with its token, which is shown once. */
export async function registerApp(page: Page, stack: Stack): Promise<string> {
  await page.goto(`${stack.url}/apps/new`);
  await page.getByRole('textbox', { name: 'Name' }).fill('checkout');
  // The roadmap that the tests' steps and prices are of; the list may begin with another.
  await page.getByText('From thousands to millions', { exact: true }).click();
  await page.getByText('Daily users', { exact: true }).click();
  await page.getByRole('button', { name: 'Make the app and its token' }).click();
  await page.getByText('Waiting for the first data point').waitFor();
  return /Bearer(?:%20| )([\w-]+)/.exec((await page.locator('body').textContent()) ?? '')?.[1] ?? '';
}

/** For a file whose tests go on where the last one stopped: after a failure the rest says nothing, and is skipped. */
export function inOrder(): void {
  let broken = false;
  beforeEach(({ skip }) => {
    if (broken) skip();
  });
  afterEach(({ task }) => {
    broken ||= task.result?.state === 'fail';
  });
}
