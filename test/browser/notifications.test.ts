/** The page of a team's notifications: a channel is added, changed, paused and goes on; quiet hours of one's own. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { openPage, signInFirst, testBrowser } from '../support/browser';
import { type Stack, startStack } from '../support/stack';

vi.setConfig({ testTimeout: 180_000 });

let stack: Stack;
let browser: Browser;
let page: Page;
const errors: string[] = [];

beforeAll(async () => {
  // Where nobody listens: nothing of this is sent.
  process.env.HEADROOM_SMTP_URL = 'smtp://127.0.0.1:9';
  [stack, browser] = await Promise.all([startStack(), testBrowser()]);
  page = await openPage(browser, errors, { timezoneId: 'Asia/Tokyo' });
  await signInFirst(page, stack);
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await stack?.close();
});

const channel = () => stack.database.prisma.notificationChannel.findFirstOrThrow();

test('a channel is added, changed, paused and resumed', async () => {
  await page.goto(`${stack.url}/teams/my-team/notifications`);
  await page.getByRole('heading', { name: 'No channel yet: nobody is told.' }).waitFor();
  await page.locator('#add').getByLabel('Kind').selectOption('webhook');
  await page.getByLabel('Name').fill('Hook');
  await page.getByLabel('Address').fill('https://192.0.43.8/hook');
  await page.getByRole('button', { name: 'Add the channel' }).click();
  await page.getByRole('heading', { name: '1 channel.' }).waitFor();

  const line = page.locator('#channels li', { hasText: 'Hook' });
  await line.getByRole('button', { name: 'Change' }).click();
  const form = page.getByRole('form', { name: 'Change Hook' });
  await form.getByLabel('Name').fill('On call');
  await form.getByLabel('Quiet from').fill('22:00');
  await form.getByLabel('Quiet until').fill('07:00');
  await form.getByLabel('A report is ready').check();
  await form.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Quiet 22:00–07:00. ').waitFor();
  expect(await channel()).toMatchObject({ name: 'On call', target: '192.0.43.8', quietFrom: 1320, quietTo: 420 });
  await page.getByRole('form', { name: 'Change On call' }).getByLabel('Quiet until').fill('late');
  await page.getByRole('form', { name: 'Change On call' }).getByRole('button', { name: 'Save' }).click();
  await page.getByText('write it as 22:00').waitFor();

  await page.getByRole('button', { name: 'Pause' }).click();
  await page.getByRole('button', { name: 'Resume' }).waitFor();
  expect((await channel()).enabled).toBe(false);
  await page.getByRole('button', { name: 'Resume' }).click();
  await page.getByRole('button', { name: 'Pause' }).waitFor();
  expect((await channel()).enabled).toBe(true);
});

test('a channel is removed once that is confirmed', async () => {
  await page.getByRole('button', { name: 'Remove …' }).click();
  await page.getByText('What waits for it is not sent').waitFor();
  expect(await channel()).toMatchObject({ name: 'On call' });
  await page.getByRole('button', { name: 'Remove On call' }).click();
  await page.getByRole('heading', { name: 'No channel yet: nobody is told.' }).waitFor();
  expect(await stack.database.prisma.notificationChannel.count()).toBe(0);
});

test('one’s own quiet hours are in the zone of one’s browser', async () => {
  const mine = page.locator('#mine');
  await mine.getByLabel('A report is ready').check();
  await mine.getByLabel('Quiet from').fill('20:00');
  await mine.getByLabel('Quiet until').fill('06:30');
  await mine.getByText('in your zone (Asia/Tokyo)').waitFor();
  await mine.getByRole('button', { name: 'Save' }).click();
  await mine.getByText('Saved.').waitFor();
  const own = await stack.database.prisma.notificationChannel.findFirstOrThrow({ where: { userId: { not: null } } });
  expect(own).toMatchObject({ quietFrom: 1200, quietTo: 390, timeZone: 'Asia/Tokyo', events: ['report.ready'] });
});

test('a team’s zone is set by its name, and a wrong one is said', async () => {
  await page.goto(`${stack.url}/teams/my-team`);
  const zone = page.locator('#zone');
  await zone.getByLabel('Zone').fill('Moon/Base');
  await zone.getByRole('button', { name: 'Save' }).click();
  await zone.getByText('There is no such zone.').first().waitFor();
  await zone.getByLabel('Zone').fill('Europe/Berlin');
  await zone.getByRole('button', { name: 'Save' }).click();
  await expect.poll(async () => (await stack.database.prisma.team.findFirstOrThrow()).timeZone).toBe('Europe/Berlin');
  expect(errors).toEqual([]);
});
