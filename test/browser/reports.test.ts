/** A report in a real browser: made from its page, printed on one sheet, shared with somebody who has no account. */
import { mkdirSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { catalogue } from '@/catalogue/index';
import { plainJson } from '@/service/json';
import { appDocument, teamDocument } from '@/service/report/document';
import { openPage, signInFirst, testBrowser } from '../support/browser';
import { reportedAdvice } from '../support/reported-advice';
import { type Stack, startStack } from '../support/stack';

vi.setConfig({ testTimeout: 120_000 });

const NOW = Date.UTC(2027, 1, 5, 19, 32);
let stack: Stack;
let browser: Browser;
let page: Page;
const errors: string[] = [];

beforeAll(async () => {
  [stack, browser] = await Promise.all([startStack(), testBrowser()]);
  page = await openPage(browser, errors, { viewport: { width: 1440, height: 900 } });
  await signInFirst(page, stack);
  await keepReports();
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await stack?.close();
});

/** As they would have been made: of an app with dates and prices, and of its team. */
async function keepReports() {
  const roadmap = catalogue().roadmaps.get('thousands-to-millions');
  if (!roadmap) throw new Error('no roadmap');
  const { prisma } = stack.database;
  const team = await prisma.team.findFirstOrThrow();
  const app = { teamId: team.id, slug: 'checkout', name: 'checkout', roadmapId: roadmap.id, roadmapVersion: 1 };
  const { id: appId } = await prisma.app.create({ data: app });
  const part = {
    slug: 'checkout',
    name: 'checkout',
    advice: reportedAdvice(NOW, roadmap),
    roadmap,
    signals: [],
    crossings: [],
    appVersion: 'v2.41.1',
    deployed: [],
  };
  const facts = {
    team: { slug: team.slug, name: team.name },
    zone: 'UTC',
    createdAt: NOW,
    fromAt: NOW - 30 * 86_400_000,
    toAt: NOW,
    headroomVersion: '0.1.0',
  };
  const times = { createdAt: new Date(NOW), fromAt: new Date(facts.fromAt), toAt: new Date(NOW), teamId: team.id };
  const of = (name: string) => ({ ...part, slug: name, name });
  const parts = ['checkout', 'search', 'a very long name '.repeat(5)].map(of);
  await prisma.report.createMany({
    data: [
      {
        id: 'app-report',
        appId,
        ...times,
        finding: plainJson(appDocument({ ...facts, id: 'app-report', parts: [part] })).value,
      },
      { id: 'team-report', ...times, finding: plainJson(teamDocument({ ...facts, id: 'team-report', parts })).value },
    ],
  });
}

/** Pictures to look at, where REPORT_SAMPLES names a folder. */
async function shoot(name: string, from = page) {
  const folder = process.env.REPORT_SAMPLES;
  if (!folder) return;
  mkdirSync(folder, { recursive: true });
  for (const colorScheme of ['light', 'dark'] as const)
    for (const [size, width] of [
      ['wide', 1440],
      ['phone', 390],
    ] as const) {
      await from.emulateMedia({ colorScheme });
      await from.setViewportSize({ width, height: 900 });
      // The theme is chosen when a page loads.
      await from.reload();
      await from.screenshot({ path: `${folder}/${name}-${size}-${colorScheme}.png`, fullPage: true });
      if (size === 'phone')
        expect(await from.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
    }
  await from.emulateMedia({ colorScheme: 'light' });
  await from.setViewportSize({ width: 1440, height: 900 });
  await from.reload();
}

test('prints on one sheet of A4, pictures as vectors', async () => {
  await page.goto(`${stack.url}/reports/app-report`);
  await page.getByRole('heading', { name: 'checkout' }).waitFor();
  const pdf = (await page.pdf({ format: 'A4', printBackground: true })).toString('latin1');
  expect(pdf.match(/\/Type \/Page\b/g)).toHaveLength(1);
  expect(pdf).not.toContain('/Subtype /Image');
  await shoot('app');
  await page.goto(`${stack.url}/reports/team-report`);
  await page.getByText('with every app a phase on').first().waitFor();
  await shoot('team');
});

/** A page that streams holds its parts twice for a moment, one of them hidden. */
const seen = (text: string) => page.getByText(text).filter({ visible: true }).first().waitFor();

test('schedules are made and removed on the page of reports', async () => {
  await page.goto(`${stack.url}/apps/checkout/reports`);
  await seen('None yet. A scheduled report');
  await page.getByLabel('At', { exact: true }).filter({ visible: true }).selectOption('9');
  await page.getByRole('button', { name: 'Schedule it' }).click();
  await seen('each Monday at 09:00');
  await shoot('list');
  await page.getByRole('button', { name: 'Remove …' }).click();
  await page.getByText('It makes no more reports.').waitFor();
  await page.getByRole('button', { name: 'Remove the schedule' }).click();
  await seen('None yet. A scheduled report');
  await page.goto(`${stack.url}/reports`);
  await seen('the whole team');
  await shoot('team-list');
});

test('a link shows one report to a stranger, and nothing after it is withdrawn', async () => {
  await page.goto(`${stack.url}/reports/app-report`);
  await page.getByText('Share by link').click();
  await page.getByRole('button', { name: 'Make a link' }).click();
  await page.getByText('This link is shown this once.').waitFor();
  const url = /http\S+\/shared\/[\w-]{43}/.exec((await page.locator('code').allTextContents()).join(' '))?.[0] ?? '';
  const stranger = await browser.newContext({ locale: 'en-GB' });
  try {
    const theirs = await stranger.newPage();
    const answer = await theirs.goto(url);
    expect(answer?.status()).toBe(200);
    expect(answer?.headers()).toMatchObject({
      'referrer-policy': 'no-referrer',
      'x-robots-tag': 'noindex, nofollow, noarchive',
    });
    await theirs.getByRole('heading', { name: 'checkout' }).waitFor();
    const hrefs = await theirs
      .locator('a')
      .evaluateAll((links) => links.map((link) => link.getAttribute('href') ?? ''));
    const { pathname } = new URL(url);
    expect(hrefs.filter((href) => !href.startsWith(`${pathname}/file?`))).toEqual([]);
    await shoot('shared', theirs);
    const file = await theirs.request.get(`${url}/file?format=pdf`);
    expect([file.status(), (await file.body()).subarray(0, 5).toString()]).toEqual([200, '%PDF-']);
    for (const path of ['/reports/app-report', '/api/reports/app-report?format=json', '/apps/checkout'])
      expect(await (await theirs.request.get(`${stack.url}${path}`)).text()).not.toContain('connection pool');
    await page.getByRole('button', { name: 'Withdraw' }).click();
    await page.getByText('withdrawn').first().waitFor();
    expect((await theirs.goto(url))?.status()).toBe(404);
    await theirs.getByText('This link shows nothing').waitFor();
    expect((await theirs.request.get(`${url}/file?format=pdf`)).status()).toBe(404);
  } finally {
    await stranger.close();
  }
});

test('nothing went wrong in the browser on the way', () => {
  expect(errors).toEqual([]);
});
