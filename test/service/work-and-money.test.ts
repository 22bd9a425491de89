import { afterAll, beforeAll, expect, test } from 'vitest';
import * as service from '@/service';
import { evaluateApp } from '@/service/evaluate/evaluate';
import { appRows, factsOf } from '@/service/evaluate/facts';
import { readAppRows, readStamps } from '@/service/evaluate/rows';
import type { Actor } from '@/service/views/views';
import type { TestDatabase } from '../support/database';
import { HOST, person, ROADMAP, serviceDatabase } from './people';

const nowAt = Date.UTC(2026, 4, 20, 12);
let database: TestDatabase;
let ada: Actor;
let other: Actor;
let slug: string;
let elsewhere: string;

beforeAll(async () => {
  database = await serviceDatabase({ now: () => nowAt, listenUrl: () => database.url });
  ada = await person(database.prisma, 'ada@example.org', 'shop', 'manager');
  other = await person(database.prisma, 'eve@example.org', 'elsewhere', 'manager');
  ({ slug } = await service.createApp(HOST, { teamSlug: 'shop', name: '=Checkout', roadmapId: ROADMAP }));
  ({ slug: elsewhere } = await service.createApp(HOST, { teamSlug: 'elsewhere', name: 'Other', roadmapId: ROADMAP }));
  await service.setDeployment(ada, slug, { webPriceId: 'render-web-standard', instances: { min: 2, max: 4 } });
  const apps = await database.prisma.app.findMany();
  for (const { id } of apps) await evaluateApp(Number(id), nowAt);
});
afterAll(() => database.close());

const file = async (format: string) => (await service.exportChecklist(ada, slug, format)).body;
const rows = (csv: string) =>
  [...csv.matchAll(/(?:"((?:[^"]|"")*)"|([^,\r\n]*))(,|\r\n)/g)].reduce<string[][]>(
    (all, [, quoted, plain, end]) => {
      all.at(-1)?.push(quoted === undefined ? (plain ?? '') : quoted.replaceAll('""', '"'));
      if (end === '\r\n') all.push([]);
      return all;
    },
    [[]],
  );

test('a note stays beside its step, an empty text takes a part away, and it says who wrote it', async () => {
  await service.noteStep(ada, slug, 'redis-cache', { owner: 'Grace', blocked: 'waits for finance', comment: '=1+1' });
  await service.noteStep(ada, slug, 'redis-cache', { blocked: '', link: 'https://tracker.example.org/OPS-7' });
  const { work } = await service.checklistView(ada, slug);
  expect(work['redis-cache']).toMatchObject({
    owner: 'Grace',
    blocked: null,
    comment: '=1+1',
    link: 'https://tracker.example.org/OPS-7',
    notedBy: 'ada@example.org',
  });
  await expect(service.noteStep(ada, slug, 'redis-cache', { link: 'javascript:alert(1)' })).rejects.toMatchObject({
    code: 'invalid',
    field: 'link',
  });
  await expect(service.noteStep(other, slug, 'redis-cache', { owner: 'Eve' })).rejects.toMatchObject({
    code: 'not-found',
  });
});

test('who owns a step is told to the advisor, from either way of reading an app', async () => {
  await service.noteStep(ada, slug, 'add-indexes', { comment: 'nobody yet' });
  const app = await database.prisma.app.findUniqueOrThrow({ where: { slug }, include: appRows });
  expect(factsOf(app).owners).toEqual({ 'redis-cache': 'Grace' });
  const read = await readAppRows(database.prisma, await readStamps(database.prisma, [app.id]));
  expect([...read.values()].map((rows) => factsOf(rows).owners)).toEqual([{ 'redis-cache': 'Grace' }]);
  await service.noteStep(ada, slug, 'add-indexes', { comment: '' });
});

test('a person’s tick carries a name', async () => {
  await service.tickStep(ada, slug, 'add-indexes', { status: 'done' });
  const { work } = await service.checklistView(ada, slug);
  expect(work['add-indexes']?.tickedBy).toBe('ada@example.org');
  expect(await file('markdown')).toContain('ticked by ada@\u200bexample.org');
});

test('the CSV has a row a step, and no cell that a spreadsheet would run', async () => {
  const [head, ...all] = rows(await file('csv')).filter((row) => row.length > 1);
  expect(head).toContain('begin by');
  expect(all.length).toBeGreaterThan(10);
  for (const row of all) expect(row).toHaveLength(head?.length ?? 0);
  expect(all.flat().filter((cell) => /^[=+\-@\t]/.test(cell))).toEqual([]);
  expect(all.flat()).toContain("'=1+1");
});

test('GitHub gets one JSON object a line, as its API takes an issue', async () => {
  const issues = (await file('github'))
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  const { advice } = await service.appView(ada, slug);
  expect(issues).toHaveLength(advice?.checklist.open.length ?? 0);
  for (const issue of issues) {
    expect(Object.keys(issue)).toEqual(['title', 'body', 'labels']);
    expect(issue.labels).toContain('headroom');
  }
  expect(issues.find(({ body }) => body.includes('OPS-7'))?.body).toContain('Owner: Grace');
});

test('GitLab gets title, description and due date; Jira numbers, estimates and what blocks what', async () => {
  const [gitlab] = rows(await file('gitlab'));
  expect(gitlab).toEqual(['title', 'description', 'due_date']);
  const [head, ...issues] = rows(await file('jira')).filter((row) => row.length > 1);
  expect(head?.slice(0, 9)).toEqual([
    'Issue ID',
    'Summary',
    'Issue Type',
    'Priority',
    'Labels',
    'Labels',
    'Due Date',
    'Original Estimate',
    'Description',
  ]);
  const { advice } = await service.appView(ada, slug);
  const open = advice?.checklist.open ?? [];
  const waiting = open.find(({ waitsFor }) => waitsFor.some((id) => open.some(({ stepId }) => stepId === id)));
  const first = open.findIndex(({ stepId }) => waiting?.waitsFor.includes(stepId));
  const mine = String(open.findIndex(({ stepId }) => stepId === waiting?.stepId) + 1);
  expect(issues[first]?.slice(9)).toContain(mine);
});

test('another format, and another team’s app, are refused', async () => {
  await expect(file('xml')).rejects.toMatchObject({ code: 'invalid' });
  await expect(service.exportChecklist(other, slug, 'csv')).rejects.toMatchObject({ code: 'not-found' });
});

test('a team’s price and currency are in its bills at once, and in no other team’s', async () => {
  const before = (await service.costsView(ada, slug)).advice?.estimate.now;
  expect(before).toMatchObject({ currency: 'USD', cents: 5000 });
  await service.setMoney(ada, slug, { currency: 'EUR', perUsd: '0.9' });
  await service.setOwnPrice(ada, slug, { priceId: 'render-web-standard', price: '18.5', currency: 'EUR' });
  const { advice, ownPrices, money } = await service.costsView(ada, slug);
  expect(advice?.estimate.now).toMatchObject({ currency: 'EUR', cents: 3700 });
  expect(advice?.estimate.now?.lines[0]).toMatchObject({ ownPrice: true, unitPrice: '18.5' });
  expect(ownPrices.map(({ title }) => title)).toEqual(['Render standard']);
  expect(money).toMatchObject({ currency: 'EUR', perUsd: '0.9', perUsdAt: nowAt });
  const theirs = await service.costsView(other, elsewhere);
  expect([theirs.ownPrices, theirs.money.currency]).toEqual([[], 'USD']);
  await service.setOwnPrice(ada, slug, { priceId: 'render-web-standard', price: null, currency: 'EUR' });
  expect((await service.costsView(ada, slug)).advice?.estimate.now?.cents).toBe(4500);
});

test.each([
  [{ priceId: 'no-such-thing', price: '1', currency: 'USD' }, 'priceId'],
  [{ priceId: 'atlas-m10', price: '-1', currency: 'USD' }, 'price'],
  [{ priceId: 'atlas-m10', price: '1e9', currency: 'USD' }, 'price'],
  [{ priceId: 'atlas-m10', price: '1', currency: 'GBP' }, 'currency'],
])('the price %o is refused by the name of its field', async (input, field) => {
  await expect(service.setOwnPrice(ada, slug, input)).rejects.toMatchObject({ code: 'invalid', field });
});

test('a quantity of one’s own is a formula that can be read, and goes back', async () => {
  await service.setQuantity(ada, slug, { lineId: 'compute', formula: '2 * instances', reason: 'two regions' });
  const line = (await service.costsView(ada, slug)).advice?.estimate.now?.lines[0];
  expect(line).toMatchObject({ quantity: 4, ownQuantity: true, formula: '2 * instances' });
  await expect(
    service.setQuantity(ada, slug, { lineId: 'compute', formula: 'process.exit()', reason: '' }),
  ).rejects.toMatchObject({ code: 'invalid', field: 'formula' });
  await service.setQuantity(ada, slug, { lineId: 'compute', formula: null });
  expect((await service.costsView(ada, slug)).advice?.estimate.now?.lines[0]?.quantity).toBe(2);
});
