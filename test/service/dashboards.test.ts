import { afterAll, beforeAll, expect, test } from 'vitest';
import * as service from '@/service';
import type { Actor } from '@/service/views/views';
import type { TestDatabase } from '../support/database';
import { HOST, person, ROADMAP, serviceDatabase } from './people';

let database: TestDatabase;
let editor: Actor;
let stranger: Actor;
let slug: string;
let foreign: string;
const question: Parameters<typeof service.addPanel>[2]['question'] = {
  metric: 'http.server.request.duration',
  value: 'quantile',
  quantile: 0.95,
  filters: [],
  groupBy: [{ of: 'point', key: 'http.route' }],
  across: 'sum',
};

beforeAll(async () => {
  database = await serviceDatabase({ now: () => Date.UTC(2026, 4, 20) });
  editor = await person(database.prisma, 'editor@example.org', 'shop', 'editor');
  stranger = await person(database.prisma, 'stranger@example.org', 'elsewhere', 'admin');
  const make = (teamSlug: string, name: string) => service.createApp(HOST, { teamSlug, name, roadmapId: ROADMAP });
  ({ slug } = await make('shop', 'Checkout'));
  ({ slug: foreign } = await make('elsewhere', 'Foreign'));
});
afterAll(() => database.close());

async function made(...titles: string[]): Promise<string> {
  await database.prisma.dashboard.deleteMany();
  const { id } = await service.createDashboard(editor, 'shop', { name: 'Evening' });
  for (const title of titles) await service.addPanel(editor, id, { app: slug, title, question });
  return id;
}
const told = (asked: Promise<unknown>) => asked.then(String, (error) => error.toJSON());

test('charts stand in the order in which they were added, with what they ask', async () => {
  const id = await made('one', 'two');
  const view = await service.dashboardView(editor, id);
  expect(view).toMatchObject({ name: 'Evening', version: 3, role: 'editor', team: { slug: 'shop' } });
  expect(view.panels).toMatchObject([
    { title: 'one', app: slug, appName: 'Checkout', question },
    { title: 'two', app: slug },
  ]);
  expect(await service.dashboards(editor, 'shop')).toContainEqual({ id, name: 'Evening', panels: 2 });
});

test('one change renames, reorders and takes away; a change on what is old is refused', async () => {
  const id = await made('one', 'two', 'three');
  const { version, panels } = await service.dashboardView(editor, id);
  const [first, , third] = panels.map(({ id: panel, title }) => ({ id: panel, title, wide: false }));
  if (!first || !third) throw new Error('three charts were added');
  const arranged = {
    version,
    name: 'Night',
    panels: [
      { ...third, wide: true },
      { ...first, title: 'uno' },
    ],
  };
  await service.arrangeDashboard(editor, id, arranged);
  const after = await service.dashboardView(editor, id);
  expect([after.name, after.panels.map(({ title, wide }) => [title, wide])]).toEqual([
    'Night',
    [
      ['three', true],
      ['uno', false],
    ],
  ]);
  expect(await told(service.arrangeDashboard(editor, id, arranged))).toMatchObject({ code: 'conflict' });
  const twice = { version: after.version, name: 'x', panels: [third, third] };
  expect(await told(service.arrangeDashboard(editor, id, twice))).toMatchObject({ field: 'panels.1.id' });
});

test('a chart of an app that left the team says so, and keeps its name', async () => {
  const { slug: leaving } = await service.createApp(HOST, { teamSlug: 'shop', name: 'Leaving', roadmapId: ROADMAP });
  const id = await made();
  await service.addPanel(editor, id, { app: leaving, title: 'gone', question });
  const { id: teamId } = await database.prisma.team.findUniqueOrThrow({ where: { slug: 'elsewhere' } });
  await database.prisma.app.update({ where: { slug: leaving }, data: { teamId } });
  expect((await service.dashboardView(editor, id)).panels).toMatchObject([{ app: null, appName: 'Leaving' }]);
});

test('another team’s dashboard is as one that is not there, and its apps cannot be drawn', async () => {
  const id = await made('one');
  expect(await told(service.dashboardView(stranger, id))).toEqual(
    await told(service.dashboardView(stranger, 'no-such')),
  );
  expect(await told(service.deleteDashboard(stranger, id))).toMatchObject({ code: 'not-found' });
  const panel = { title: 'x', question };
  expect(await told(service.addPanel(editor, id, { ...panel, app: foreign }))).toMatchObject({ code: 'not-found' });
  expect(await told(service.addPanel(HOST, id, { ...panel, app: foreign }))).toMatchObject({ field: 'app' });
});

test('limits hold, and every change is in the audit', async () => {
  const id = await made(...Array.from({ length: 30 }, (_, i) => `${i}`));
  expect(await told(service.addPanel(editor, id, { app: slug, title: 'x', question }))).toMatchObject({
    field: 'panels',
  });
  await service.deleteDashboard(editor, id);
  expect(await database.prisma.auditEntry.findFirst({ orderBy: { id: 'desc' } })).toMatchObject({
    action: 'deleteDashboard',
    details: { id, name: 'Evening' },
    address: '192.0.2.9',
  });
  expect(await told(service.createDashboard(editor, 'shop', { name: ' ' }))).toMatchObject({ field: 'name' });
});

test('two dashboards of a team have two names', async () => {
  const [id, { id: other }] = [await made(), await service.createDashboard(editor, 'shop', { name: 'Night' })];
  expect(await told(service.createDashboard(editor, 'shop', { name: 'Evening' }))).toMatchObject({ field: 'name' });
  const twice = { version: 1, name: 'Evening', panels: [] };
  expect(await told(service.arrangeDashboard(editor, other, twice))).toMatchObject({ field: 'name' });
  await service.arrangeDashboard(editor, id, twice);
});
