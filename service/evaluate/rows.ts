/** The rows that evaluations of several apps read and write, each kind in one statement for all of them. */
import type { StepRank } from '@/advisor/types';
import type { AppForecast, Crossing, Prisma } from '@/prisma/generated/client';
import { TRANSACTION_LIMIT_MS } from '@/store/index';
import type { Transaction } from '../audit';
import { type AppRows, appRows } from './facts';
import type { Line, Summary } from './summary';

/**
 * Locks the apps' rows until the transaction ends. A process that freezes in it is cut off by the database, so that
 * others need not wait for it.
 */
export async function lockApps(tx: Transaction, ids: bigint[]): Promise<void> {
  await tx.$queryRaw`SELECT set_config(name, ${String(TRANSACTION_LIMIT_MS)}, true) FROM pg_settings
    WHERE name IN ('idle_in_transaction_session_timeout', 'transaction_timeout')`;
  await tx.$queryRaw`SELECT 1 FROM app WHERE id = ANY(${ids}) ORDER BY id FOR UPDATE`;
}

/** When these apps were evaluated last, as of when (ms). */
export async function readEvaluated(db: Transaction, ids: bigint[]): Promise<Map<number, number>> {
  const rows = await db.appState.findMany({
    where: { appId: { in: ids } },
    select: { appId: true, computedAt: true },
  });
  return new Map(rows.map(({ appId, computedAt }) => [Number(appId), computedAt.getTime()]));
}

/** Apps that are not deleted, with what belongs to them. */
export async function readAppRows(db: Transaction, ids: bigint[]): Promise<Map<number, AppRows>> {
  const appId = { in: ids };
  // One after the other: within a transaction an `include` sends several at once over its one connection.
  const apps = await db.app.findMany({ where: { id: appId, deletedAt: null }, orderBy: { id: 'asc' } });
  const overrides = groupOf(await db.thresholdOverride.findMany({ where: { appId }, ...appRows.overrides }));
  const steps = groupOf(await db.stepState.findMany({ where: { appId }, ...appRows.steps }));
  const customSignals = groupOf(await db.customSignal.findMany({ where: { appId }, ...appRows.customSignals }));
  const named = await db.stepNote.findMany({
    where: { appId, ...appRows.stepNotes.where },
    select: { appId: true, ...appRows.stepNotes.select },
    orderBy: appRows.stepNotes.orderBy,
  });
  const stepNotes = groupOf(named);
  const teamIds = [...new Set(apps.map(({ teamId }) => teamId))];
  const teams = new Map((await db.team.findMany({ where: { id: { in: teamIds } } })).map((team) => [team.id, team]));
  const prices = await db.ownPrice.findMany({ where: { teamId: { in: teamIds } }, orderBy: { priceId: 'asc' } });
  const roadmapIds = [...new Set(apps.flatMap(({ ownRoadmapId }) => ownRoadmapId ?? []))];
  const roadmaps = roadmapIds.length > 0 ? await db.roadmapVersion.findMany({ where: { id: { in: roadmapIds } } }) : [];
  const roadmapOf = new Map(roadmaps.map((roadmap) => [roadmap.id, roadmap]));
  return new Map(
    apps.flatMap((app): [number, AppRows][] => {
      const team = teams.get(app.teamId);
      if (!team) return [];
      const rows: AppRows = {
        ...app,
        overrides: overrides.get(app.id) ?? [],
        steps: steps.get(app.id) ?? [],
        customSignals: customSignals.get(app.id) ?? [],
        stepNotes: stepNotes.get(app.id) ?? [],
        team: { ...team, ownPrices: prices.filter(({ teamId }) => teamId === team.id) },
        ownRoadmap: app.ownRoadmapId === null ? null : (roadmapOf.get(app.ownRoadmapId) ?? null),
      };
      return [[Number(app.id), rows]];
    }),
  );
}

/** What earlier evaluations left behind. */
export interface Stored {
  /** Oldest first. */
  crossings: Crossing[];
  forecast: AppForecast | null;
  /** What the checklist's order rests on since it was last shown. */
  ranks: Record<string, StepRank>;
}

/** With the crossings that are open, or ended in or after the range. */
export async function readStored(tx: Transaction, ids: bigint[], fromAt: number): Promise<(appId: number) => Stored> {
  const crossings = await readCrossings(tx, ids, fromAt);
  const forecasts = groupOf(await tx.appForecast.findMany({ where: { appId: { in: ids } } }));
  // Alone, because all of an advice is long.
  const shown = await tx.$queryRaw<{ id: bigint; ranks: Record<string, StepRank> | null }[]>`
    SELECT app_id AS id, advice->'checklist'->'ranks' AS ranks FROM app_state WHERE app_id = ANY(${ids})`;
  const ranks = new Map(shown.map((row) => [row.id, row.ranks]));
  return (appId) => {
    const id = BigInt(appId);
    return {
      crossings: crossings.get(id) ?? [],
      forecast: forecasts.get(id)?.[0] ?? null,
      ranks: ranks.get(id) ?? {},
    };
  };
}

/** By app, oldest first. */
export async function readCrossings(tx: Transaction, ids: bigint[], fromAt: number): Promise<Map<bigint, Crossing[]>> {
  return groupOf(
    await tx.crossing.findMany({
      where: { appId: { in: ids }, OR: [{ closedAt: null }, { closedAt: { gte: new Date(fromAt) } }] },
      orderBy: [{ openedAt: 'asc' }, { id: 'asc' }],
    }),
  );
}

export interface NewState {
  appId: bigint;
  advice: Prisma.InputJsonObject;
  summary: Summary;
  line: Line;
}

/** As text: a client that walks through each of these objects takes longer than making them did. */
export async function writeStates(tx: Transaction, states: NewState[], computedAt: number): Promise<void> {
  if (states.length === 0) return;
  const ids = states.map(({ appId }) => appId);
  const advices = states.map(({ advice }) => JSON.stringify(advice));
  const summaries = states.map(({ summary }) => JSON.stringify(summary));
  const lines = states.map(({ line }) => JSON.stringify(line));
  await tx.$executeRaw`
    INSERT INTO app_state (app_id, computed_at, advice, summary, line)
    SELECT id, ${new Date(computedAt)}::timestamptz, advice::jsonb, summary::jsonb, line::jsonb
    FROM unnest(${ids}::bigint[], ${advices}::text[], ${summaries}::text[], ${lines}::text[])
      AS given(id, advice, summary, line)
    ON CONFLICT (app_id) DO UPDATE
      SET computed_at = excluded.computed_at, advice = excluded.advice, summary = excluded.summary, line = excluded.line`;
}

function groupOf<Row extends { appId: bigint }>(rows: Row[]): Map<bigint, Row[]> {
  const groups = new Map<bigint, Row[]>();
  for (const row of rows) {
    const mine = groups.get(row.appId);
    if (mine) mine.push(row);
    else groups.set(row.appId, [row]);
  }
  return groups;
}
