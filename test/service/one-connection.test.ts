import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestDatabase, testDatabase } from '../support/database';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

test('a transaction asks for several relations one after the other, and an error in one does not stop the next', async () => {
  const warnings: string[] = [];
  const hear = (warning: Error) => warnings.push(warning.message);
  process.on('warning', hear);
  const { prisma } = database;
  await prisma.team.create({ data: { slug: 'shop', name: 'Shop' } });
  const found = await prisma.$transaction(async (tx) =>
    tx.team.findUniqueOrThrow({
      where: { slug: 'shop' },
      include: { apps: true, memberships: true, invitations: true },
    }),
  );
  expect(found).toMatchObject({ name: 'Shop', apps: [], memberships: [], invitations: [] });
  const again = prisma.$transaction(async (tx) => {
    await tx.team.create({ data: { slug: 'shop', name: 'Twice' } });
  });
  await expect(again).rejects.toMatchObject({ code: 'P2002' });
  expect(await prisma.team.count()).toBe(1);
  await new Promise(setImmediate);
  process.off('warning', hear);
  expect(warnings).toEqual([]);
});
