/** Of the test file that imports this: an empty team "shop" with a manager, and its file. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach } from 'vitest';
import * as service from '@/service';
import type { ApplyInput } from '@/service/as-code/apply';
import type { Document } from '@/service/as-code/document';
import type { Actor } from '@/service/views/views';
import type { TestDatabase } from '../support/database';
import { installed, mailBy, person, ROADMAP, serviceDatabase } from './people';

const nowAt = Date.UTC(2026, 4, 20, 12);
const dataDir = mkdtempSync(join(tmpdir(), 'headroom-as-code-'));
export const team = {} as { database: TestDatabase; manager: Actor };

beforeAll(async () => {
  team.database = await serviceDatabase({
    now: () => nowAt,
    mail: () => mailBy(null),
    installation: () => installed(dataDir),
  });
  team.manager = await person(team.database.prisma, 'manager@example.org', 'shop', 'manager');
});
afterAll(async () => {
  rmSync(dataDir, { recursive: true });
  await team.database.close();
});
beforeEach(() => emptied());

/** The team as it is on its first day. */
export async function emptied() {
  const { prisma } = team.database;
  await prisma.$executeRaw`TRUNCATE app, team_roadmap, roadmap_version, dashboard, notification_channel, own_price, report_schedule, audit_entry CASCADE`;
  await prisma.team.updateMany({ data: { timeZone: 'UTC', currency: 'USD', perUsd: '1', holidays: [] } });
}

export const apply = (given: ApplyInput) => service.applyTeam(team.manager, 'shop', given);
export const exported = async () => (await service.exportTeam(team.manager, 'shop')).text;
export const audited = () => team.database.prisma.auditEntry.findMany({ orderBy: { id: 'asc' } });
export const errorOf = (asked: Promise<unknown>) =>
  asked.then(
    () => null,
    (error) => error.toJSON?.() ?? error,
  );
export const ours = (more: object = {}): Document =>
  ({
    headroom: 1,
    timeZone: 'UTC',
    money: { currency: 'USD', perUsd: '1' },
    holidays: {},
    prices: {},
    roadmaps: {},
    apps: { checkout: { name: 'Checkout', roadmap: ROADMAP, quantities: {}, signals: {}, thresholds: {} } },
    dashboards: {},
    channels: {},
    ...more,
  }) as Document;
