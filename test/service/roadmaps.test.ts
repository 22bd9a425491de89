import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { HOUR_MS } from '@/advisor/types';
import { catalogue } from '@/catalogue';
import * as service from '@/service';
import { evaluateApp } from '@/service/evaluate/evaluate';
import type { Actor } from '@/service/views/views';
import type { TestDatabase } from '../support/database';
import { appIdOf, HOST, person, serviceDatabase, storeGauge } from './people';

const nowAt = Date.UTC(2026, 4, 20, 12);
const three = readFileSync(join(process.cwd(), 'test/roadmaps/three-phases.yaml'), 'utf8');
let database: TestDatabase;
let ann: Actor;
let stranger: Actor;
let app: string;
let appId: number;

beforeAll(async () => {
  database = await serviceDatabase({ now: () => nowAt });
  ann = await person(database.prisma, 'ann@example.org', 'shop', 'manager');
  stranger = await person(database.prisma, 'stranger@example.org', 'elsewhere', 'admin');
  const made = await service.createApp(HOST, {
    teamSlug: 'shop',
    name: 'Checkout',
    roadmapId: 'thousands-to-millions',
    population: 'concurrent',
  });
  app = made.slug;
  appId = await appIdOf(database, app);
  const startAt = nowAt - 48 * HOUR_MS;
  const values = Array(48 * 60).fill(3000);
  await storeGauge(database.pool, {
    appId,
    signal: 'users.active',
    startAt,
    values,
    also: { signal: 'cpu.used', value: 85 },
  });
  await evaluateApp(appId, nowAt);
});
afterAll(() => database.close());

const refused = (asked: Promise<unknown>): Promise<string> =>
  asked.then(
    () => 'done',
    (error) => `${error.code}${error.field ? ` ${error.field}` : ''}: ${error.message}`,
  );
const make = async (text = three, actor = ann) =>
  (await service.createRoadmap(actor, undefined, { text, note: 'first' })).slug;
/** A frame of the newest hour: something that could be derived again. */
const storePoint = async () => {
  await database.pool.query('CREATE TABLE IF NOT EXISTS telemetry.frame_of_test PARTITION OF telemetry.frame DEFAULT');
  await database.pool.query(
    `INSERT INTO telemetry.frame (app_id, received_hour, event_hour, points, payload) VALUES ($1, $2, $2, 0, '')`,
    [appId, new Date(nowAt - HOUR_MS)],
  );
};
const view = async () => service.appView(ann, app);

test('a text becomes a roadmap with an address and version 1, and nothing else of it changes', async () => {
  const slug = await make(three.replace('version: 1', 'version: 17 # ours'));
  expect(slug).toBe('three-phases');
  const made = await service.roadmapView(ann, slug);
  expect(made).toMatchObject({ version: 1, team: { slug: 'shop' }, mayEdit: true, forkedFrom: null });
  expect(made.text).toBe(three.replace('version: 1', 'version: 1 # ours'));
  expect(made.versions).toMatchObject([{ number: 1, note: 'first', by: 'ann@example.org', createdAt: nowAt }]);
  const second = await make();
  expect(second).toMatch(/^three-phases-[0-9a-f]{4}$/);
  expect((await service.roadmapView(ann, second)).text).toContain(`id: ${second}\n`);
  const builtIn = await make(catalogue().roadmapTexts.get('smartcart'));
  expect(builtIn).toMatch(/^smartcart-/);
});

test('a wrong text is told with its places, and never kept', async () => {
  const wrong = three.replace('limit: 80', 'limit: eighty').replace('redis-cache,', 'redis-cash,');
  expect(await service.checkRoadmap(ann, wrong)).toMatchObject([
    { line: 55, says: expect.stringContaining('must be a number') },
  ]);
  expect(await refused(make(wrong))).toMatch(/^invalid text: Line 55: thresholds\.cpu\.limit must be a number/);
  expect(await refused(make('a'.repeat(300_000)))).toMatch(/256 KiB/);
  expect(await refused(make('id: "\u0000"'))).toMatch(/^invalid text/);
  expect(await service.checkRoadmap(ann, three)).toEqual([]);
});

test('a change is a new version; the old ones stay, and a newer one is not overwritten unseen', async () => {
  const slug = await make();
  const { text } = await service.roadmapView(ann, slug);
  const stricter = text.replace('limit: 80', 'limit: 70').replace('[redis-cache, load-balancer]', '[load-balancer]');
  expect(await service.saveRoadmap(ann, slug, { text: stricter, basedOn: 1, note: 'stricter' })).toEqual({
    slug,
    version: 2,
  });
  expect(await refused(service.saveRoadmap(ann, slug, { text: stricter, basedOn: 1 }))).toMatch(
    /^conflict: Version 2 was saved meanwhile/,
  );
  expect(await refused(service.saveRoadmap(ann, slug, { text: stricter, basedOn: 2 }))).toMatch(/Nothing has changed/);
  const renamed = stricter.replace(/^id: .*$/m, 'id: another');
  expect(await refused(service.saveRoadmap(ann, slug, { text: renamed, basedOn: 2 }))).toMatch(/Its id is “another”/);
  expect((await service.roadmapView(ann, slug, 1)).text).toBe(text);
  expect((await service.roadmapView(ann, slug)).text).toContain('version: 2\n');
  expect(await refused(service.roadmapView(ann, slug, 9))).toMatch(/^not-found/);
  const diff = await service.roadmapDiff(ann, slug, { from: 1, to: 2 });
  expect(diff.changes).toEqual([
    { what: 'threshold', kind: 'changed', name: 'cpu', phase: null, says: 'limit 80 → 70' },
    { what: 'step', kind: 'removed', name: 'redis-cache', phase: null, says: 'required in Middle' },
  ]);
  expect(diff.lines?.filter(({ kind }) => kind === 'in').map((line) => line.text.trim().slice(0, 30))).toEqual([
    'version: 2',
    'required: [load-balancer]',
    '- { id: cpu, signal: cpu.used,',
  ]);
});

test('a draft is tried on what is stored: phase and crossings, and nothing is written', async () => {
  const before = await database.prisma.crossing.count();
  const { now, draft } = await service.previewRoadmap(ann, app, three);
  expect(now?.position).toMatchObject({ code: 'cannot-tell', reason: 'population-differs' });
  expect(draft.position).toMatchObject({ code: 'position', loadPhase: 1 });
  expect(draft.phases[1]).toEqual({ id: 'middle', title: 'Middle' });
  expect(draft.crossed).toMatchObject([{ thresholdId: 'cpu', limit: 80 }]);
  const looser = await service.previewRoadmap(ann, app, three.replace('limit: 80', 'limit: 90'));
  expect(looser.draft.crossed).toEqual([]);
  expect(await database.prisma.crossing.count()).toBe(before);
  expect((await view()).roadmap.id).toBe('thousands-to-millions');
});

test("a team's roadmap names its own signals, a stranger's does not; a filter derives the last 14 days again", async () => {
  const named = three.replace('signal: cpu.used', 'signal: orders.rate');
  const problem = { field: expect.stringMatching(/signal$/), says: expect.stringContaining('"orders.rate"') };
  expect(await service.checkRoadmap(ann, named)).toMatchObject([problem]);
  expect(await refused(make(named))).toMatch(/^invalid text: .*"orders.rate", which is not in signals/);
  await database.prisma.customSignal.create({
    data: {
      appId,
      signal: 'orders.rate',
      title: 'Orders',
      metric: 'orders',
      aggregation: 'rate',
      unit: '',
      worsens: 'up',
    },
  });
  expect(await service.checkRoadmap(ann, named)).toEqual([]);
  expect(await service.checkRoadmap(stranger, named)).toMatchObject([problem]);
  expect(await refused(make(named, stranger))).toMatch(/^invalid text/);
  const dirty = async () =>
    Number(
      (await database.pool.query('SELECT count(*) FROM telemetry.dirty_hour WHERE app_id = $1', [appId])).rows[0].count,
    );
  await storePoint();
  const plain = await make(named);
  await service.setRoadmap(ann, app, { roadmapId: plain });
  expect(await dirty()).toBe(0);
  const filtered = await make(three.replace('signal: latency.p95', 'signal: latency.p95, where: { route: /buy }'));
  await service.setRoadmap(ann, app, { roadmapId: filtered });
  expect(await dirty()).toBeGreaterThan(0);
  await database.pool.query('DELETE FROM telemetry.dirty_hour WHERE app_id = $1', [appId]);
  await service.setRoadmap(ann, app, { roadmapId: filtered });
  expect(await dirty()).toBe(0);
  await service.setRoadmap(ann, app, { roadmapId: 'thousands-to-millions' });
  await database.prisma.customSignal.deleteMany({ where: { appId } });
});

test('an app moves without losing ticks, and is judged by where it went', async () => {
  const slug = await make();
  await service.tickStep(ann, app, 'redis-cache', { status: 'done' });
  await service.tickStep(ann, app, 'paginate-lists', { status: 'wont', reason: 'no lists' });
  await service.setOverride(ann, app, { thresholdId: 'sockets', limit: 5_000, reason: 'ours' });
  await service.setRoadmap(ann, app, { roadmapId: slug });
  await evaluateApp(appId, nowAt);
  const moved = await view();
  expect(moved.roadmap).toMatchObject({ id: slug, version: 1, title: 'Three phases' });
  expect(moved.advice?.position).toMatchObject({ code: 'position', loadPhase: 1 });
  expect(moved.advice?.checklist.done.map(({ stepId }) => stepId)).toEqual(['redis-cache']);
  expect(moved.advice?.crossings).toMatchObject([{ thresholdId: 'cpu', closedAt: null }]);
  await service.saveRoadmap(ann, slug, {
    text: (await service.roadmapView(ann, slug)).text.replace('limit: 80', 'limit: 95'),
    basedOn: 1,
  });
  await evaluateApp(appId, nowAt);
  expect((await view()).advice?.crossings.filter(({ closedAt }) => closedAt === null)).toHaveLength(1);
  await service.setRoadmap(ann, app, { roadmapId: slug, version: 2 });
  await evaluateApp(appId, nowAt);
  expect((await view()).advice?.crossings.filter(({ closedAt }) => closedAt === null)).toEqual([]);
  await service.setRoadmap(ann, app, { roadmapId: 'thousands-to-millions' });
  await evaluateApp(appId, nowAt);
  const back = await view();
  expect(back.advice?.checklist.wont.map(({ stepId }) => stepId)).toEqual(['paginate-lists']);
  expect(back.app.overrides).toMatchObject([{ thresholdId: 'sockets', limit: 5_000 }]);
  const entry = await database.prisma.auditEntry.findFirst({
    where: { action: 'setRoadmap' },
    orderBy: { id: 'desc' },
  });
  expect(entry?.details).toEqual({ from: { id: slug, version: 2 }, to: { id: 'thousands-to-millions', version: 1 } });
});

test('steps of a roadmap’s own are ticked and listed like all others', async () => {
  const own = `${three.replace('[redis-cache, load-balancer]', '[our-step]')}
steps:
  - { id: our-step, title: Ours, why: Because., how: [{ stack: any, text: Do it. }], wayBack: Undo it., risks: [], effortDays: null, leadDays: { low: 1, high: 2 }, who: backend, relieves: [], after: [], adds: [], evidence: { rule: null, strength: person, says: You know. }, sources: [{ document: "900", place: here }] }
`;
  expect(await refused(service.tickStep(ann, app, 'our-step', { status: 'done' }))).toMatch(/^not-found/);
  await service.setRoadmap(ann, app, { roadmapId: await make(own) });
  await service.tickStep(ann, app, 'our-step', { status: 'done' });
  await evaluateApp(appId, nowAt);
  expect((await view()).advice?.checklist.done.map(({ stepId }) => stepId)).toContain('our-step');
});

test('another team learns nothing of it, and its app cannot follow it', async () => {
  const slug = await make();
  const theirs = await service.createApp(stranger, { name: 'Theirs', roadmapId: 'smartcart' });
  expect(await refused(service.roadmapView(stranger, slug))).toBe('not-found: There is no such roadmap.');
  expect(await refused(service.roadmapView(stranger, 'no-such'))).toBe('not-found: There is no such roadmap.');
  expect(await refused(service.roadmapDiff(stranger, slug, { from: 1, to: 1 }))).toMatch(/^not-found/);
  expect(await refused(service.saveRoadmap(stranger, slug, { text: three, basedOn: 1 }))).toMatch(/^not-found/);
  expect(await refused(service.removeRoadmap(stranger, slug, slug))).toMatch(/^not-found/);
  expect(await refused(service.setRoadmap(stranger, theirs.slug, { roadmapId: slug }))).toMatch(/^invalid roadmapId/);
  expect(await refused(service.createApp(stranger, { name: 'x', roadmapId: slug }))).toMatch(/^invalid roadmapId/);
  expect((await service.roadmaps(stranger)).own).toEqual([]);
  expect((await service.roadmaps(ann)).own.map(({ roadmap }) => roadmap.id)).toContain(slug);
  const version = await database.prisma.roadmapVersion.findFirstOrThrow({ where: { roadmap: { slug } } });
  const forced = database.prisma.app.update({ where: { slug: theirs.slug }, data: { ownRoadmapId: version.id } });
  await expect(forced).rejects.toThrow(/oreign key/);
});

test('a roadmap goes when no app follows it, and its name has been typed', async () => {
  const slug = await make();
  const { slug: follower } = await service.createApp(ann, { name: 'Follower', roadmapId: slug });
  expect((await service.roadmapView(ann, slug)).apps).toEqual([{ slug: follower, name: 'Follower', version: 1 }]);
  expect(await refused(service.removeRoadmap(ann, slug, 'something'))).toMatch(/^invalid name/);
  expect(await refused(service.removeRoadmap(ann, slug, slug))).toBe('conflict: Follower follows it.');
  await database.prisma.app.update({ where: { slug: follower }, data: { deletedAt: new Date(nowAt) } });
  expect(await refused(service.removeRoadmap(ann, slug, slug))).toBe('done');
  expect(await refused(service.roadmapView(ann, slug))).toMatch(/^not-found/);
});

test('a version that a later release cannot read is said, and the list of apps goes on', async () => {
  const slug = await make();
  const { slug: follower } = await service.createApp(ann, { name: 'Left behind', roadmapId: slug });
  await database.prisma.roadmapVersion.updateMany({ where: { roadmap: { slug } }, data: { text: 'id: old' } });
  expect(await refused(service.appView(ann, follower))).toMatch(/^unavailable: This app follows version 1/);
  const { rows } = await service.overview(ann, 'shop', 'UTC', (apps) => apps);
  expect(rows.find((row) => row.slug === follower)?.phases).toEqual([]);
  expect(await refused(service.setRoadmap(ann, follower, { roadmapId: slug }))).toMatch(/^invalid version/);
  expect(await refused(service.setRoadmap(ann, follower, { roadmapId: 'smartcart' }))).toBe('done');
});

test('a team keeps at most 20', async () => {
  const bob = await person(database.prisma, 'bob@example.org', 'crowded', 'editor');
  for (let i = 0; i < 20; i++) await make(three, bob);
  expect(await refused(make(three, bob))).toMatch(/^too-many: A team keeps at most 20 roadmaps/);
});
