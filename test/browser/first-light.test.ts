/**
 * The whole way of a stranger: sign in, register an app, see its first point, see a crossing, see the checklist
 * and what it costs – every process real, every number sent by the OpenTelemetry SDK.
 */
import { resourceFromAttributes } from '@opentelemetry/resources';
import { MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { inOrder, openPage, registerApp, signInFirst, testBrowser } from '../support/browser';
import { axeProblems, headerProblems } from '../support/every-page';
import { exporterFor, sendPast } from '../support/past';
import { type Stack, startStack } from '../support/stack';

// A machine that is busy with something else is slow, not wrong.
vi.setConfig({ testTimeout: 120_000 });

let stack: Stack;
let browser: Browser;
let page: Page;
let token: string;
/** Pages that exist only after something that this way does not do. */
const MADE_ELSEWHERE = [
  '/reports/[report]',
  '/roadmaps/[roadmap]/changes',
  '/roadmaps/[roadmap]/edit',
  '/shared/[link]',
  '/dashboards/[id]',
];
/** What the browser itself found wrong on the way. */
const errors: string[] = [];

beforeAll(async () => {
  [stack, browser] = await Promise.all([startStack(), testBrowser()]);
  page = await openPage(browser, errors);
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await stack?.close();
});

// Each test goes on where the last one stopped: after a failure the rest says nothing.
inOrder();

test('the link of the first start makes an operator and signs them in', async () => {
  await signInFirst(page, stack);
});

test('registering an app gives a token once', async () => {
  token = await registerApp(page, stack);
  expect(token.length).toBeGreaterThan(20);
});

test('the page shows the first point that a stock SDK pushes, without a reload', async () => {
  const provider = new MeterProvider({
    resource: resourceFromAttributes({ 'service.name': 'checkout', 'deployment.environment.name': 'production' }),
    readers: [
      new PeriodicExportingMetricReader({
        exporter: exporterFor(stack.collectorUrl, token),
        exportIntervalMillis: 3_600_000,
      }),
    ],
  });
  provider
    .getMeter('checkout')
    .createObservableGauge('app.users.active', { unit: '{user}' })
    .addCallback((result) => result.observe(4_000));
  await provider.forceFlush();
  await page.getByText('The first data point is here').waitFor();
  await provider.shutdown();
});

test('26 hours of a slow end open a crossing of the document’s response time', async () => {
  await sendPast({ collectorUrl: stack.collectorUrl, token, endAt: Date.now() });
  await expect
    .poll(() => stack.database.prisma.crossing.findFirst({ where: { state: 'open' } }), {
      timeout: 90_000,
      interval: 500,
    })
    .toMatchObject({ thresholdId: 'response-time', limit: 500 });
});

test('the app page says so, shows the number that was sent and draws its charts', async () => {
  await page.goto(`${stack.url}/apps/checkout`);
  await page
    .locator('#main')
    .getByRole('heading', { name: /Latency p95 is past its limit since/ })
    .waitFor();
  await page.getByText('4,000 daily users').first().waitFor();
  await page
    .locator('#main')
    .getByText(/Worst [\d,.]+ (ms )?of 500 ms/)
    .waitFor();
  await page.locator('canvas').first().waitFor();
});

test('the checklist begins with what relieves the crossing, and says what it costs', async () => {
  await page.goto(`${stack.url}/apps/checkout/checklist`);
  await page.locator('#main').getByText('latency p95 is past the limit now').waitFor();
  await page.getByText('Index what the busiest queries look up').first().waitFor();
  await page
    .getByText(/^\+\$[\d,]+$/)
    .first()
    .waitFor();
});

test('the costs page adds quantity × unit price up to a bill of the next phase', async () => {
  await page.goto(`${stack.url}/apps/checkout/costs`);
  await page
    .locator('#main')
    .getByRole('heading', { name: /\$[\d,]+ in / })
    .waitFor();
  await page.locator('#main').getByText('Line by line').waitFor();
});

test('axe finds nothing serious on any page, wide and phone, light and dark', async () => {
  const { problems, unreached, pages } = await axeProblems(page, stack.url);
  expect(problems).toEqual([]);
  expect(unreached.filter((pattern) => !MADE_ELSEWHERE.includes(pattern))).toEqual([]);
  expect(pages).toBeGreaterThan(8);
});

test('every page and route keeps other sites, frames and inline scripts out', async () => {
  expect(await headerProblems(stack.url, await page.context().cookies())).toEqual([]);
});

test('nothing went wrong in the browser on the way', () => {
  expect(errors).toEqual([]);
});
