/**
 * Between two evaluations of an app: would one of its crossings open or close by the newest minutes? Reads only, many
 * apps at once. What it goes by is what the last evaluation stored (limits, crossings), kept here as long as that
 * stands; so it can be lost at any time, and whatever it says, evaluateApp alone decides and writes.
 */
import { hasTurned, lookBackMinutes } from '@/advisor/index';
import { type Advice, type CrossingFacts, type EffectiveThreshold, HOUR_MS, MINUTE_MS } from '@/advisor/types';
import type { SignalDefinition } from '@/catalogue/types';
import { readSignalsOf } from '@/store/index';
import { resources } from '../resources';
import { signalsOf } from '../signals/definitions';
import { readableRoadmap } from './facts';

export interface Touched {
  appId: number;
  /** Oldest minute that was derived again since it was last watched or evaluated (ms). */
  fromAt: number;
}

interface Known {
  /** Of the evaluation that stored it (ms). */
  computedAt: number;
  thresholds: { threshold: EffectiveThreshold; definition: SignalDefinition | undefined }[];
  crossings: CrossingFacts[];
  /** It had no signals yet. */
  isEmpty: boolean;
  /** Minutes before it were looked at under these limits. */
  watchedTo: number;
}

export interface Watch {
  /**
   * Those of the apps that want evaluating now: a crossing opens, moves or closes, the first signals are there, or there
   * is nothing to go by.
   */
  turned(apps: Touched[], nowAt: number): Promise<number[]>;
  /** Keeps nothing more of apps that are not among these. */
  keepOnly(appIds: ReadonlySet<number>): void;
}

export function watch(): Watch {
  const known = new Map<number, Known>();

  /** What the newest evaluations stored, where that is not known yet. */
  async function learn(appIds: number[]): Promise<void> {
    const { prisma } = resources();
    const states = await prisma.appState.findMany({
      where: { appId: { in: appIds.map(BigInt) } },
      select: { appId: true, computedAt: true },
    });
    const newer = states.filter(
      ({ appId, computedAt }) => known.get(Number(appId))?.computedAt !== computedAt.getTime(),
    );
    const found = new Set(states.map(({ appId }) => Number(appId)));
    for (const appId of appIds) if (!found.has(appId)) known.delete(appId);
    if (newer.length === 0) return;
    const ids = newer.map(({ appId }) => appId);
    const rows = await prisma.app.findMany({
      where: { id: { in: ids } },
      include: { ownRoadmap: true, customSignals: true },
    });
    const advices = await judgedBy(ids);
    for (const row of rows) {
      const advice = advices.get(row.id);
      const roadmap = readableRoadmap(row);
      if (advice === undefined || roadmap === null) continue;
      const definitions = new Map(signalsOf(roadmap, row.customSignals).map((each) => [each.id, each]));
      const computedAt = advice.computedAt.getTime();
      known.set(Number(row.id), {
        computedAt,
        thresholds: advice.thresholds.map(({ threshold }) => ({
          threshold: { ...threshold, sourceText: '' },
          definition: definitions.get(threshold.signal),
        })),
        crossings: advice.crossings,
        isEmpty: advice.firstAt === null,
        watchedTo: minuteOf(computedAt),
      });
    }
  }

  async function turned(apps: Touched[], nowAt: number): Promise<number[]> {
    await learn(apps.map(({ appId }) => appId));
    const toAt = minuteOf(nowAt);
    const wanted = apps.flatMap(({ appId, fromAt }) => {
      const mine = known.get(appId);
      if (!mine) return [];
      const thresholds = mine.thresholds.map(({ threshold }) => threshold);
      const from = minuteOf(Math.min(fromAt, mine.watchedTo));
      const backMs = Math.max(0, ...thresholds.map(lookBackMinutes)) * MINUTE_MS;
      return [{ appId, mine, from, since: from - backMs, signals: new Set(thresholds.map(({ signal }) => signal)) }];
    });
    const read = await readSignalsOf(
      resources().telemetry,
      wanted.map(({ appId, since, signals }) => ({ appId, signals, fromAt: hourOf(since), toAt })),
    );
    const changed = wanted.filter(({ appId, mine, from }) => {
      const columns = read.get(appId);
      if (mine.isEmpty && columns && columns.size > 0) return true;
      const turned = mine.thresholds.some(({ threshold, definition }) => {
        const earlier = mine.crossings.filter(({ thresholdId }) => thresholdId === threshold.id);
        return hasTurned({
          threshold,
          definition,
          columns: columns?.get(threshold.signal),
          fromAt: from,
          toAt,
          earlier,
        });
      });
      if (turned) return true;
      mine.watchedTo = Math.max(mine.watchedTo, toAt);
      return false;
    });
    const without = apps.filter(({ appId }) => !known.has(appId));
    return [...changed, ...without].map(({ appId }) => appId);
  }

  return {
    turned,
    keepOnly: (appIds) => {
      for (const id of known.keys()) if (!appIds.has(id)) known.delete(id);
    },
  };
}

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
