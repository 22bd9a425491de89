/** What is kept of deleted apps is erased, a piece at a time, by the worker that keeps house. */
import type { App } from '@/prisma/generated/client';
import { type Erased, eraseApp } from '@/store/index';
import { audit, type Transaction } from '../audit';
import { resources } from '../resources';

/** Collectors notice a deletion within 5 s; what they had taken before is committed by then. */
const SETTLE_MS = 60_000;

/**
 * Erases some of each deleted app's telemetry. When nothing is left, its rows of advice, crossings, steps,
 * reports and tokens go too; the app's own row and the audit stay, with what went. Doing it twice, or being
 * cut off anywhere, changes nothing but the counts of the piece that was cut off.
 */
export async function eraseDeletedApps(nowAt: number): Promise<void> {
  const { prisma, telemetry } = resources();
  const apps = await prisma.app.findMany({
    where: { deletedAt: { lte: new Date(nowAt - SETTLE_MS) }, erasedAt: null },
    orderBy: { id: 'asc' },
  });
  for (const app of apps) {
    const gone = await eraseApp(telemetry, Number(app.id));
    const erased = added(app.erased as Erased, gone);
    if (Object.keys(gone).length > 0) await prisma.app.update({ where: { id: app.id }, data: { erased } });
    else await prisma.$transaction((tx) => finish(tx, app, nowAt));
  }
}

async function finish(tx: Transaction, app: App, nowAt: number): Promise<void> {
  // By the catalogue, so that a table that a later release adds is not forgotten.
  const tables = await tx.$queryRaw<{ name: string }[]>`
    SELECT table_name AS name FROM information_schema.columns
    WHERE table_schema = current_schema() AND column_name = 'app_id' AND table_name <> 'audit_entry'`;
  for (const { name } of tables) await tx.$executeRawUnsafe(`DELETE FROM "${name}" WHERE app_id = $1`, app.id);
  await tx.app.update({ where: { id: app.id }, data: { erasedAt: new Date(nowAt), metricNames: {}, deployment: {} } });
  await audit(tx, {
    actor: { kind: 'system', name: 'worker' },
    action: 'eraseApp',
    teamId: app.teamId,
    appId: app.id,
    details: { name: app.name, rows: app.erased as Erased },
  });
}

function added(a: Erased, b: Erased): Erased {
  const sum: Erased = { ...a };
  for (const [table, rows] of Object.entries(b) as [keyof Erased, number][]) sum[table] = (sum[table] ?? 0) + rows;
  return sum;
}
