import { afterAll, beforeAll, expect, test } from 'vitest';
import * as service from '@/service';
import { defaultLimits, tokenFinder } from '@/service/ingest';
import { setResources } from '@/service/resources';
import { sha256 } from '@/service/secrets';
import type { Db } from '@/store';
import { type TestDatabase, testDatabase } from '../support/database';
import { person, ROADMAP } from './people';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

/** The test's database, with a word to say before each statement. */
function asking(before: (ask: () => Promise<unknown>) => Promise<unknown>): Db {
  const { pool } = database;
  const query = (text: string, values: unknown[]) => before(() => pool.query(text, values));
  return { query } as unknown as Db;
}

async function madeApps(count: number): Promise<number[]> {
  const { prisma } = database;
  const team = await prisma.team.create({ data: { slug: 'fleet', name: 'Fleet' } });
  const ids: number[] = [];
  for (let i = 0; i < count; i++) {
    const app = { teamId: team.id, slug: `app-${i}`, name: `App ${i}`, roadmapId: 'none', roadmapVersion: 1 };
    const { id } = await prisma.app.create({ data: { ...app, limits: { activeSeries: 100 + i } } });
    await prisma.ingestToken.create({ data: { appId: id, hash: sha256(`token ${i}`), hint: 'hr_', label: '' } });
    ids.push(Number(id));
  }
  return ids;
}

test('senders who come at once each get their own app, the revoked and the unknown none, in a few statements', async () => {
  const ids = await madeApps(40);
  await database.prisma.ingestToken.updateMany({
    where: { hash: { in: [3, 4].map((i) => sha256(`token ${i}`)) } },
    data: { revokedAt: new Date() },
  });
  await database.prisma.app.update({ where: { slug: 'app-5' }, data: { deletedAt: new Date() } });
  let statements = 0;
  const find = tokenFinder(
    asking((ask) => {
      statements++;
      return ask();
    }),
  );
  const asked = [...ids.keys(), 1000, 7].map((i) => `token ${i}`);
  const found = await Promise.all(asked.map(find));
  const expected = [...ids.keys(), 1000, 7].map((i) => (i >= 3 && i <= 5 ? null : (ids[i] ?? null)));
  expect(found.map((app) => app?.appId ?? null)).toEqual(expected);
  expect(found[8]).toMatchObject({ kind: 'server', limits: { ...defaultLimits, activeSeries: 108 } });
  expect(statements).toBe(2);
});

test('a look-up that fails fails for those who waited for it, and the next one works', async () => {
  let away = true;
  const find = tokenFinder(asking((ask) => (away ? Promise.reject(new Error('away')) : ask())));
  const results = await Promise.allSettled(['token 1', 'token 2', 'token 1'].map(find));
  expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
  away = false;
  expect(await find('token 1')).not.toBeNull();
});

test('a token that ends later is good until then, beside the one that takes its place; sooner is possible, later too', async () => {
  const { prisma } = database;
  setResources({ prisma, telemetry: database.pool });
  const admin = await person(prisma, 'ann@example.org', 'rotation', 'admin');
  const made = await service.createApp(admin, { teamSlug: 'rotation', name: 'Checkout', roadmapId: ROADMAP });
  const { token } = await service.newToken(admin, made.slug, { label: 'second' });
  const find = tokenFinder(database.pool);
  const old = async () => (await service.tokens(admin, made.slug)).find(({ label }) => label === 'first token');
  const id = (await old())?.id ?? 0;
  await service.revokeToken(admin, made.slug, id, { inHours: 24 });
  expect(await old()).toMatchObject({ ended: false });
  expect((await old())?.revokedAt).toBeGreaterThan(Date.now() + 23 * 3_600_000);
  expect((await Promise.all([made.token, token].map(find))).map(Boolean)).toEqual([true, true]);
  await expect(service.revokeToken(admin, made.slug, id, { inHours: 721 })).rejects.toMatchObject({ code: 'invalid' });
  await service.revokeToken(admin, made.slug, id);
  expect(await old()).toMatchObject({ ended: true });
  expect((await Promise.all([made.token, token].map(find))).map(Boolean)).toEqual([false, true]);
  // What has ended stays ended.
  await service.revokeToken(admin, made.slug, id, { inHours: 24 });
  expect(await old()).toMatchObject({ ended: true });
});
