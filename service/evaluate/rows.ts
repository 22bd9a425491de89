/** The rows that evaluations of several apps read and write, each kind in one statement for all of them. */
import type { StepRank } from '@/advisor/types';
import type { AppForecast, Crossing } from '@/prisma/generated/client';
import { Prisma } from '@/prisma/generated/client';
import { TRANSACTION_LIMIT_MS } from '@/store/index';
import type { Transaction } from '../audit';
import { type AppRows, appRows } from './facts';
import type { Line, Summary } from './summary';

/**
 * Locks the apps' rows until the transaction ends. A process that freezes in it is cut off by the database, so that
 * others need not wait for it.
 */
export async function lockApps(tx: Transaction, ids: bigint[]): Promise<void> {
  await tx.$queryRaw`SELECT set_config(name, ${String(TRANSACTION_LIMIT_MS)}, true)
    FROM unnest(ARRAY['idle_in_transaction_session_timeout', 'transaction_timeout']) AS name
    WHERE current_setting(name, true) IS NOT NULL`;
  await tx.$queryRaw`SELECT 1 FROM app WHERE id = ANY(${ids}) ORDER BY id FOR UPDATE`;
}

/** What says of an app's rows whether one was written since, and which kinds there are. */
export interface Stamp {
  /** Where each row lies and which transaction wrote it: of the app, its team and all that belongs to them. */
  rows: string;
  /** As of when it was evaluated last (ms). */
  evaluatedAt: number | null;
  has: { overrides: boolean; steps: boolean; customSignals: boolean; stepNotes: boolean; ownPrices: boolean };
}

/** Of apps that are not deleted. */
export async function readStamps(db: Transaction, ids: bigint[]): Promise<Map<number, Stamp>> {
  const of = (table: Prisma.Sql, where: Prisma.Sql) =>
    Prisma.sql`(SELECT string_agg(x.xmin::text || x.ctid::text, ' ' ORDER BY x.ctid) FROM ${table} AS x WHERE ${where})`;
  const mine = Prisma.sql`x.app_id = app.id`;
  const rows = await db.$queryRaw<
    (Record<keyof Stamp['has'], string | null> & { id: bigint; own: string; evaluatedAt: Date | null })[]
  >`SELECT app.id, app.xmin::text || app.ctid::text || ' ' || team.xmin::text || team.ctid::text AS own,
      (SELECT computed_at FROM app_state WHERE app_id = app.id) AS "evaluatedAt",
      ${of(Prisma.sql`threshold_override`, mine)} AS overrides,
      ${of(Prisma.sql`step_state`, mine)} AS steps,
      ${of(Prisma.sql`custom_signal`, mine)} AS "customSignals",
      ${of(Prisma.sql`step_note`, mine)} AS "stepNotes",
      ${of(Prisma.sql`own_price`, Prisma.sql`x.team_id = app.team_id`)} AS "ownPrices"
    FROM app JOIN team ON team.id = app.team_id
    WHERE app.id = ANY(${ids}) AND app.deleted_at IS NULL`;
  return new Map(
    rows.map(({ id, own, evaluatedAt, ...kinds }) => [
      Number(id),
      {
        rows: JSON.stringify([
          own,
          kinds.overrides,
          kinds.steps,
          kinds.customSignals,
          kinds.stepNotes,
          kinds.ownPrices,
        ]),
        evaluatedAt: evaluatedAt?.getTime() ?? null,
        has: {
          overrides: kinds.overrides !== null,
          steps: kinds.steps !== null,
          customSignals: kinds.customSignals !== null,
          stepNotes: kinds.stepNotes !== null,
          ownPrices: kinds.ownPrices !== null,
        },
      },
    ]),
  );
}

/** Apps that are not deleted, with what belongs to them. @param stamps of them, read before; only their kinds are asked for. */
export async function readAppRows(db: Transaction, stamps: ReadonlyMap<number, Stamp>): Promise<Map<number, AppRows>> {
  if (stamps.size === 0) return new Map();
  const appId = { in: [...stamps.keys()].map(BigInt) };
  const any = (kind: keyof Stamp['has']) => [...stamps.values()].some(({ has }) => has[kind]);
  // One after the other: within a transaction an `include` sends several at once over its one connection.
  const apps = await db.app.findMany({ where: { id: appId, deletedAt: null }, orderBy: { id: 'asc' } });
  const overrides = groupOf(
    any('overrides') ? await db.thresholdOverride.findMany({ where: { appId }, ...appRows.overrides }) : [],
  );
  const steps = groupOf(any('steps') ? await db.stepState.findMany({ where: { appId }, ...appRows.steps }) : []);
  const customSignals = groupOf(
    any('customSignals') ? await db.customSignal.findMany({ where: { appId }, ...appRows.customSignals }) : [],
  );
  const stepNotes = groupOf(
    any('stepNotes')
      ? await db.stepNote.findMany({
          where: { appId, ...appRows.stepNotes.where },
          select: { appId: true, ...appRows.stepNotes.select },
          orderBy: appRows.stepNotes.orderBy,
        })
      : [],
  );
  const teamIds = [...new Set(apps.map(({ teamId }) => teamId))];
  const teams = new Map((await db.team.findMany({ where: { id: { in: teamIds } } })).map((team) => [team.id, team]));
  const prices = any('ownPrices')
    ? await db.ownPrice.findMany({ where: { teamId: { in: teamIds } }, orderBy: { priceId: 'asc' } })
    : [];
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

/** When the crossings opened that are open, by app (ms); those since `fromAt` alone. */
export async function readOpenings(db: Transaction, ids: bigint[], fromAt: number): Promise<Map<bigint, number[]>> {
  const where = { appId: { in: ids }, closedAt: null, openedAt: { gte: new Date(fromAt) } };
  const rows = groupOf(await db.crossing.findMany({ where, select: { appId: true, openedAt: true } }));
  return new Map([...rows].map(([appId, mine]) => [appId, mine.map(({ openedAt }) => openedAt.getTime())]));
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

/**
 * As text: a client that walks through each of these objects takes longer than making them did. Each as a value of its
 * own: in an array all of it would be escaped, and read once more by the database.
 */
export async function writeStates(tx: Transaction, states: NewState[], computedAt: number): Promise<void> {
  if (states.length === 0) return;
  const at = new Date(computedAt);
  const json = (value: object) => Prisma.sql`${JSON.stringify(value)}::jsonb`;
  const rows = states.map(
    ({ appId, advice, summary, line }) =>
      Prisma.sql`(${appId}::bigint, ${at}::timestamptz, ${json(advice)}, ${json(summary)}, ${json(line)})`,
  );
  await tx.$executeRaw`
    INSERT INTO app_state (app_id, computed_at, advice, summary, line) VALUES ${Prisma.join(rows)}
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
