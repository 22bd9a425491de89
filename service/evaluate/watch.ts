/**
 * Between two evaluations of an app: would one of its crossings open or close by the newest minutes? Reads only, many
 * apps at once. What it goes by is what the last evaluation stored (limits, crossings), kept here as long as that
 * stands; so it can be lost at any time, and whatever it says, evaluateApp alone decides and writes.
 */
import { hasTurned, lookBackMinutes } from '@/advisor/index';
import { type Advice, HOUR_MS, MINUTE_MS } from '@/advisor/types';
import { readSignalsOf } from '@/store/index';
import { resources } from '../resources';
import { signalsOf } from '../signals/definitions';
import { type Calm, calmOf, calmOn, isCalm } from './calm';
import { readableRoadmap } from './facts';
import type { Since } from './judged';
import { type Standing, standingOf } from './standing';

export interface Touched {
  appId: number;
  /** Oldest minute that was derived again since it was last watched or evaluated (ms). */
  fromAt: number;
}

export interface Watch {
  /**
   * Those of the apps that want evaluating now: a crossing opens, moves or closes, the first signals are there, or there
   * is nothing to go by.
   */
  turned(apps: Touched[], nowAt: number): Promise<number[]>;
  /** What an evaluation of this process found: there is no need to read it. */
  evaluated(standing: ReadonlyMap<number, Standing>): void;
  /** What the app's last evaluation in this process left, and since when its late data are known here. */
  since(appId: number): Since | undefined;
  /** Keeps nothing more of apps that are not among these. */
  keepOnly(appIds: ReadonlySet<number>): void;
  /** The last evaluation of it found no open crossing, and it has signals. */
  isCalm(appId: number): boolean;
  /** Keeps nothing of this one: what became of it is not known. */
  forget(appId: number): void;
}

/** Values of the newest minutes alone tell of most apps that nothing turned; of so many hours, or all is read. */
const GLANCED_HOURS = 2;

export function watch(): Watch {
  const known = new Map<number, Standing>();
  /** Of apps that this process evaluated. */
  const own = new Map<number, Since>();

  /** What the newest evaluations stored, where that is not known yet. */
  async function learn(appIds: number[]): Promise<void> {
    const { prisma, telemetry } = resources();
    const { rows: states } = await telemetry.query<{ id: string; at: Date }>(
      'SELECT app_id AS id, computed_at AS at FROM app_state WHERE app_id = ANY($1::bigint[])',
      [appIds],
    );
    const newer = states.filter(({ id, at }) => known.get(Number(id))?.at !== at.getTime());
    const found = new Set(states.map(({ id }) => Number(id)));
    for (const appId of appIds) if (!found.has(appId)) known.delete(appId);
    if (newer.length === 0) return;
    const ids = newer.map(({ id }) => BigInt(id));
    const rows = await prisma.app.findMany({
      where: { id: { in: ids } },
      include: { ownRoadmap: true, customSignals: true },
    });
    const advices = await judgedBy(ids);
    for (const row of rows) {
      const advice = advices.get(row.id);
      const roadmap = readableRoadmap(row);
      if (advice === undefined || roadmap === null) continue;
      const said = { ...advice, computedAt: advice.computedAt.getTime() };
      known.set(Number(row.id), standingOf(said, signalsOf(roadmap, row.customSignals)));
    }
  }

  async function turned(apps: Touched[], nowAt: number): Promise<number[]> {
    await learn(apps.map(({ appId }) => appId));
    const toAt = minuteOf(nowAt);
    const wanted = apps.flatMap(({ appId, fromAt }) => {
      const mine = known.get(appId);
      return mine ? [{ appId, mine, fromAt: minuteOf(Math.min(fromAt, mine.watchedTo)), toAt }] : [];
    });
    const calm = await glance(wanted.filter(({ mine, fromAt }) => canGlance(mine, fromAt, toAt)));
    const changed = await look(wanted.filter(({ appId }) => !calm.has(appId)));
    for (const { appId, mine } of wanted) if (!changed.has(appId)) mine.watchedTo = Math.max(mine.watchedTo, toAt);
    return apps.filter(({ appId }) => changed.has(appId) || !known.has(appId)).map(({ appId }) => appId);
  }

  return {
    turned,
    evaluated: (standing) => {
      for (const [appId, mine] of standing) {
        known.set(appId, mine);
        own.set(appId, { at: mine.at, limits: mine.limits });
      }
    },
    since: (appId) => own.get(appId),
    isCalm: (appId) => {
      const mine = known.get(appId);
      return mine !== undefined && !mine.isEmpty && mine.crossings.every(({ closedAt }) => closedAt !== null);
    },
    keepOnly: (appIds) => {
      for (const held of [known, own]) for (const id of held.keys()) if (!appIds.has(id)) held.delete(id);
    },
    forget: (appId) => {
      known.delete(appId);
      own.delete(appId);
    },
  };
}

interface Wanted {
  appId: number;
  mine: Standing;
  /** Minutes that changed or are new: [fromAt, toAt). */
  fromAt: number;
  toAt: number;
}

const canGlance = ({ calm, isEmpty }: Standing, fromAt: number, toAt: number) =>
  calm !== null && !isEmpty && hourOf(fromAt) > toAt - GLANCED_HOURS * HOUR_MS;

/** Those of which the newest minutes' values tell already that nothing turned. */
async function glance(wanted: Wanted[]): Promise<Set<number>> {
  const read = await readSignalsOf(
    resources().telemetry,
    wanted.map(({ appId, mine, fromAt, toAt }) => ({ appId, signals: signalsIn(mine), fromAt: hourOf(fromAt), toAt })),
    false,
  );
  const calm = wanted.filter(({ appId, mine, fromAt }) => {
    mine.calm = calmOn(mine.calm as Calm, mine, read.get(appId) ?? new Map(), hourOf(fromAt));
    return isCalm(mine, mine.calm, fromAt);
  });
  return new Set(calm.map(({ appId }) => appId));
}

/** Those that turned, judged by the newest minutes. */
async function look(wanted: Wanted[]): Promise<Set<number>> {
  const looked = wanted.map((each) => {
    const backMs = Math.max(0, ...each.mine.thresholds.map(({ threshold }) => lookBackMinutes(threshold))) * MINUTE_MS;
    return { ...each, since: hourOf(each.fromAt - backMs) };
  });
  const read = await readSignalsOf(
    resources().telemetry,
    looked.map(({ appId, mine, since, toAt }) => ({ appId, signals: signalsIn(mine), fromAt: since, toAt })),
  );
  const changed = looked.filter(({ appId, mine, since, fromAt, toAt }) => {
    const columns = read.get(appId) ?? new Map();
    if (mine.isEmpty && columns.size > 0) return true;
    mine.calm = calmOf(mine, columns, since);
    return mine.thresholds.some(({ threshold, definition }) => {
      const earlier = mine.crossings.filter(({ thresholdId }) => thresholdId === threshold.id);
      return hasTurned({ threshold, definition, columns: columns.get(threshold.signal), fromAt, toAt, earlier });
    });
  });
  return new Set(changed.map(({ appId }) => appId));
}

const signalsIn = ({ thresholds }: Standing) => new Set(thresholds.map(({ threshold }) => threshold.signal));

type Judged = Pick<Advice, 'thresholds' | 'crossings' | 'firstAt'> & { computedAt: Date };

/** What of each app's advice it was judged by: a small part of it. */
async function judgedBy(ids: bigint[]): Promise<Map<bigint, Judged>> {
  const rows = await resources().prisma.$queryRaw<(Judged & { id: bigint })[]>`
    SELECT app_id AS id, computed_at AS "computedAt", advice->'thresholds' AS thresholds,
      advice->'crossings' AS crossings, (advice->>'firstAt')::float8 AS "firstAt"
    FROM app_state WHERE app_id = ANY(${ids})`;
  return new Map(rows.map((row) => [row.id, row]));
}

const minuteOf = (at: number) => Math.floor(at / MINUTE_MS) * MINUTE_MS;
const hourOf = (at: number) => Math.floor(at / HOUR_MS) * HOUR_MS;
