import { afterAll, beforeAll, expect, it } from 'vitest';
import { dropAccessChanges, readAccessVersion } from '@/store';
import { type TestDatabase, testDatabase } from '../support/database';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

it('tells of each change of a token, of an app’s limits and of its end, and of nothing else', async () => {
  const { prisma, pool } = database;
  const team = await prisma.team.create({ data: { slug: 'fleet', name: 'Fleet' } });
  const app = await prisma.app.create({
    data: { teamId: team.id, slug: 'a', name: 'A', roadmapId: 'none', roadmapVersion: 1 },
  });
  const { id } = app;
  const token = await prisma.ingestToken.create({
    data: { appId: id, hash: Buffer.from('a'), hint: '', label: '' },
  });
  let before = await readAccessVersion(pool);
  const changed = async (work: () => Promise<unknown>) => {
    await work();
    const after = await readAccessVersion(pool);
    const differs = after !== before;
    before = after;
    return differs;
  };
  const where = { id };
  expect(await changed(() => prisma.app.update({ where, data: { name: 'B' } }))).toBe(false);
  expect(await changed(() => prisma.app.update({ where, data: { limits: {} } }))).toBe(false);
  expect(await changed(() => prisma.app.update({ where, data: { limits: { activeSeries: 5 } } }))).toBe(true);
  expect(await changed(() => prisma.app.update({ where, data: { deletedAt: new Date() } }))).toBe(true);
  expect(
    await changed(() => prisma.ingestToken.update({ where: { id: token.id }, data: { revokedAt: new Date() } })),
  ).toBe(true);
  expect(await changed(() => prisma.app.delete({ where }))).toBe(true);
  // What is forgotten together with a new change does not hide it.
  expect(
    await changed(async () => {
      await dropAccessChanges(pool, Date.now() + 60_000);
      await pool.query('INSERT INTO telemetry.access_change (app_id) VALUES (1)');
    }),
  ).toBe(true);
});
