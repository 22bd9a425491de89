/** The way of a team: an admin invites, somebody new joins by the link, gets another role, and is out again. */
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { password, signInFirst, testBrowser } from '../support/browser';
import { type Stack, startStack } from '../support/stack';

// A machine that is busy with something else is slow, not wrong.
vi.setConfig({ testTimeout: 180_000 });

let stack: Stack;
let browser: Browser;
let admin: Page;
const errors: string[] = [];

beforeAll(async () => {
  [stack, browser] = await Promise.all([startStack(), testBrowser()]);
  admin = await open();
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await stack?.close();
});

async function open(context?: BrowserContext): Promise<Page> {
  const made = context ?? (await browser.newContext({ locale: 'en-GB', timezoneId: 'UTC' }));
  const page = await made.newPage();
  page.setDefaultTimeout(60_000);
  page.on('pageerror', (error) => errors.push(`${page.url()}: ${error.message}`));
  return page;
}

test('an invitation makes somebody new a member, whose role an admin then changes', async () => {
  await signInFirst(admin, stack);

  await admin.goto(`${stack.url}/teams/my-team`);
  await admin.getByRole('heading', { name: '1 person sees the apps of My team.' }).waitFor();
  await admin.getByRole('button', { name: 'Make a link' }).click();
  const link = await admin.locator('code', { hasText: '/join?link=' }).textContent();

  const guest = await open();
  await guest.goto(link ?? '');
  await guest.getByLabel('E-mail').fill('bob@example.com');
  await guest.getByRole('textbox', { name: 'Password' }).fill(password);
  await guest.getByRole('button', { name: 'Make an account and join' }).click();
  await guest.waitForURL(`${stack.url}/?team=my-team`);

  await admin.reload();
  await admin.getByRole('heading', { name: '2 people see the apps of My team.' }).waitFor();
  const bob = admin.locator('li', { hasText: 'bob@example.com' });
  await bob.locator('summary').click();
  await bob.getByLabel('Role').selectOption('editor');
  await bob.getByRole('button', { name: 'Change the role' }).click();
  await bob.getByText('Changed.').waitFor();
  expect(await stack.database.prisma.membership.findFirst({ where: { role: 'editor' } })).not.toBeNull();

  // The change of role ended the guest's session.
  await expect
    .poll(async () => (await guest.goto(`${stack.url}/account`))?.url(), { timeout: 30_000, interval: 500 })
    .toContain('/sign-in');
});

test('the account page lists this browser, and a new password keeps it signed in', async () => {
  await admin.goto(`${stack.url}/account`);
  await admin.getByText('this one').waitFor();
  await admin.getByLabel('Password now').fill(password);
  await admin.getByLabel('New password').fill('another long password');
  await admin.getByRole('button', { name: 'Change the password' }).click();
  await admin.getByText('Changed. Other browsers are signed out.').waitFor();
  await admin.reload();
  await admin.getByRole('heading', { name: 'You are signed in as ada@example.com.' }).waitFor();
});

test('another browser comes in by one’s own link, is listed, and is out within seconds of its end', async () => {
  await admin.goto(`${stack.url}/account`);
  await admin.getByRole('button', { name: 'Make a link' }).click();
  const link = await admin.locator('code', { hasText: '/sign-in?link=' }).textContent();
  const other = await open();
  await other.goto(link ?? '');
  await other.getByRole('button', { name: 'Sign in' }).click();
  await other.waitForURL(`${stack.url}/`);
  await admin.reload();
  await admin.getByText('In 2 browsers.').waitFor();
  await admin.locator('#sessions li').nth(1).getByRole('button', { name: 'End' }).click();
  await admin.getByText('In this browser only.').waitFor();
  await expect
    .poll(async () => (await other.goto(`${stack.url}/account`))?.url(), { timeout: 30_000, interval: 500 })
    .toContain('/sign-in');
  await admin.reload();
  await admin.getByRole('heading', { name: 'You are signed in as ada@example.com.' }).waitFor();
});

test('the audit names what happened, and is a file too', async () => {
  await admin.goto(`${stack.url}/teams/my-team/audit`);
  await admin.getByRole('heading', { name: /Last change in My team: role changed\./ }).waitFor();
  const file = await admin.request.get(`${stack.url}/api/teams/my-team/audit?format=csv`);
  expect((await file.text()).split('\r\n')[1]).toContain('ada@example.com,changeRole');
  expect((await admin.request.get(`${stack.url}/api/teams/no-such/audit`)).status()).toBe(404);
});

test('a form is empty after a success, keeps what was typed after a failure, and names its own fields', async () => {
  const card = admin.locator('#holidays');
  const add = async (name: string, from: string, to: string) => {
    await card.getByLabel('Name').fill(name);
    await card.getByLabel('First day').fill(from);
    await card.getByLabel('Last day, if another').fill(to);
    await card.getByRole('button', { name: 'Add', exact: true }).click();
  };
  const typed = () => Promise.all(['Name', 'First day'].map((label) => card.getByLabel(label).inputValue()));
  await admin.goto(`${stack.url}/teams/my-team`);
  await add('Christmas', '2030-12-24', '2030-12-26');
  await card.getByRole('button', { name: 'Remove Christmas, 24–26 Dec' }).waitFor();
  await expect.poll(typed).toEqual(['', '']);
  await add('Sale', '2030-10-05', '2030-10-04');
  await card.getByText('Last day: ends on its first day or later').waitFor();
  expect(await typed()).toEqual(['Sale', '2030-10-05']);
});

test('nothing is wider than a phone, and nothing went wrong in the browser', async () => {
  await admin.setViewportSize({ width: 390, height: 844 });
  for (const path of ['/teams/my-team', '/account', '/teams/my-team/audit', '/teams/new']) {
    await admin.goto(`${stack.url}${path}`);
    await admin.locator('#main h1').waitFor();
    expect([path, await admin.evaluate(() => document.documentElement.scrollWidth)]).toEqual([path, 390]);
  }
  expect(errors).toEqual([]);
});
