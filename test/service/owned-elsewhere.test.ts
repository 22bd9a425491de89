/** Steps of one owner in several apps of a team: each app learns what the others need of that person, of its own team alone. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DAY_MS } from '@/advisor/types';
import * as service from '@/service';
import { readAppRows, readStamps } from '@/service/evaluate/rows';
import { ownedElsewhere } from '@/service/work/owned-elsewhere';
import type { TestDatabase } from '../support/database';
import { HOST, person, ROADMAP, serviceDatabase } from './people';

const NOW = Date.UTC(2027, 1, 5);
let database: TestDatabase;
beforeAll(async () => {
  database = await serviceDatabase({ now: () => NOW });
});
afterAll(() => database.close());

async function app(teamSlug: string, name: string, owner: string | null) {
  const { slug } = await service.createApp(HOST, { teamSlug, name, roadmapId: ROADMAP });
  const { id } = await database.prisma.app.findUniqueOrThrow({ where: { slug } });
  const at = new Date(NOW);
  await database.prisma.stepNote.create({ data: { appId: id, stepId: 'add-indexes', owner, at } });
  const step = (stepId: string, earlyAt: number | null) => ({
    stepId,
    leadDays: { low: 2, high: 6 },
    need: { likelyAt: null, earlyAt },
  });
  const open = [step('add-indexes', NOW + 40 * DAY_MS), step('redis-cache', NOW + 50 * DAY_MS)];
  const advice = { checklist: { open, helpful: [] } };
  await database.prisma.appState.create({ data: { appId: id, computedAt: at, advice, summary: {} } });
  return id;
}

test('what others need of the same person, by any way to write the name; nothing of strangers, other teams or deleted apps', async () => {
  await person(database.prisma, 'ann@example.org', 'storefront', 'admin');
  await person(database.prisma, 'bob@example.org', 'elsewhere', 'admin');
  const own = await app('storefront', 'checkout', 'Grace');
  await app('storefront', 'chat', ' grace ');
  await app('storefront', 'search', 'Alan');
  const gone = await app('storefront', 'old', 'Grace');
  await database.prisma.app.update({ where: { id: gone }, data: { deletedAt: new Date(NOW) } });
  await app('elsewhere', 'secret', 'Grace');
  const nobody = await app('storefront', 'free', null);

  const rows = await readAppRows(database.prisma, await readStamps(database.prisma, [own, nobody]));
  const found = async (id: bigint) => ownedElsewhere(database.prisma, rows.get(Number(id)) as never);
  expect(await found(own)).toEqual([
    { app: 'chat', owner: ' grace ', leadDays: { low: 2, high: 6 }, likelyAt: null, earlyAt: NOW + 40 * DAY_MS },
  ]);
  expect(await found(nobody)).toEqual([]);
});
