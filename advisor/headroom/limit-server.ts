/**
 * A limit that all instances share, and maybe other apps with them (RULES 2.1, 2.3). While the app scales and the
 * size of its pools is known, the limit is a step: it is met by the instance whose pools no longer fit into what
 * the others leave. Otherwise the server's own count is fitted.
 */
import type { SignalDefinition } from '@/catalogue/types';
import { capacityNow, capacityPerInstance, isPositive } from '../load/instances';
import { dayOf, weekBefore } from '../load/load';
import { median } from '../math';
import type { EffectiveThreshold } from '../types';
import type { FitPoint } from './fit';
import type { Asked } from './limit-fit';
import { because, CAP_TIMES, capacityWords, resourceQuestion } from './limit-resource';
import { type FitContext, fitPoints, sinceChange } from './points';

/** Fewer than this are monitoring and a person's own session. */
const OTHERS_PERCENT = 10;
/** superuser_reserved_connections' default in PostgreSQL. */
const RESERVED_CONNECTIONS = 3;
const CONNECTIONS = 'db.connections.used';
const POOLS = 'db.pool.used';
/** Hours of a week in which both counts are known, before one is taken off the other. */
const HOURS_NEEDED = 24;

export function askServer(context: FitContext, threshold: EffectiveThreshold, definition: SignalDefinition): Asked {
  const { deployment } = context.facts;
  const stated = deployment.database?.maxConnections;
  const usable =
    stated === undefined ? null : stated - (deployment.database?.reservedConnections ?? RESERVED_CONNECTIONS);
  const hours = context.hours.get(threshold.signal) ?? [];
  const isConnections = threshold.signal === CONNECTIONS;
  const capacity = capacityNow(hours, context.nowAt) ?? (isConnections ? usable : null);
  if (capacity === null || !(capacity > 0))
    return because({ code: 'capacity-unknown', what: capacityWords(threshold.signal) });
  const target = (threshold.limit / 100) * capacity;
  const others = isConnections ? findOthers(context) : null;
  const note = noteOf(others);
  const pools = poolsOfInstance(context);
  if (isConnections && context.instances.scales && pools !== null) {
    return askSteps(context, threshold, { target, pools, others: others?.connections ?? 0, note });
  }
  const part = sinceChange(
    context,
    fitPoints(context, threshold.signal, (hour) => hour.demandMedian5),
  );
  const question = resourceQuestion(context, threshold, { definition, target, ...part });
  return { question: note === null ? question : { ...question, note } };
}

/** Connections that all pools of one instance may open: as they say themselves, else as stated; null: not known. */
function poolsOfInstance({ hours, instances, nowAt, facts }: FitContext): number | null {
  const measured = capacityPerInstance(hours.get(POOLS) ?? [], instances, nowAt);
  const stated = facts.deployment.perInstance?.poolMax;
  return measured ?? (isPositive(stated) ? stated : null);
}

interface Others {
  /** What they hold open while the app is busy; 0 where only a share is known. */
  connections: number;
  percent: number;
  exact: boolean;
}

/**
 * Connections of the server that are not in the app's own pools (2.3): exact where pools say what they hold open.
 * What they may hold is at least that, and then the share is "at least".
 */
function findOthers(context: FitContext): Others | null {
  const own = new Map((context.hours.get(POOLS) ?? []).map((hour) => [hour.at, hour.capacityMedian5]));
  const week = weekBefore(context.hours.get(CONNECTIONS) ?? [], context.nowAt).flatMap((hour) => {
    const all = hour.demandMedian5;
    const load = context.loadByHour.get(hour.at)?.median5;
    return isPositive(all) && load !== undefined ? [{ at: hour.at, all, load }] : [];
  });
  const exact = week.flatMap((hour) => {
    const open = context.factsAt.get(hour.at)?.connectionsOpen;
    return open === undefined ? [] : [{ ...hour, theirs: Math.max(0, hour.all - open) }];
  });
  if (exact.length >= HOURS_NEEDED) {
    const middle = median(exact.map(({ load }) => load));
    const busy = exact.filter(({ load }) => load >= middle);
    const connections = median(busy.map(({ theirs }) => theirs));
    return { connections, percent: percentOf(busy.map(({ theirs, all }) => theirs / all)), exact: true };
  }
  const shares = week.map(({ at, all }) => 1 - (own.get(at) ?? Number.NaN) / all).filter(Number.isFinite);
  return shares.length === 0 ? null : { connections: 0, percent: percentOf(shares), exact: false };
}

const percentOf = (shares: readonly number[]): number => Math.round(100 * median(shares));

function noteOf(others: Others | null): string | null {
  if (others === null || others.percent < OTHERS_PERCENT) return null;
  return others.exact ? `also used by others: ${others.percent} %` : `others use at least ${others.percent} % of it`;
}

function askSteps(
  context: FitContext,
  threshold: EffectiveThreshold,
  { target, pools, others, note }: { target: number; pools: number; others: number; note: string | null },
): Asked {
  const { instances } = context;
  const breaking = Math.max(1, Math.floor((target - others) / pools + 1e-9) + 1);
  if (instances.max !== null && breaking > instances.max) {
    return because({ code: 'not-a-limit', why: `all pools of ${instances.max} instances together stay below it` });
  }
  const points = instancePoints(context);
  const counted = points.map(({ y }) => y);
  const [least, most] = [Math.min(...counted), Math.max(...counted)];
  const between = points.filter(({ y }) => y > least && (y < most || instances.max === null || most < instances.max));
  return {
    question: {
      threshold,
      points,
      fitted: between.length >= 24 ? between : points,
      // Instance number n starts where the steps' middle line is half an instance below n.
      target: breaking - 0.5,
      rises: true,
      loadPerX: 1,
      capTimes: CAP_TIMES,
      demandNow: pools * (instances.seenMost ?? 1) + others,
      limitDemand: target,
      demandUnit: 'connections',
      note: [`instance number ${breaking} no longer fits`, note].filter((part) => part !== null).join('; '),
    },
  };
}

/** Instances against load, hour by hour. */
function instancePoints(context: FitContext): FitPoint[] {
  const points: FitPoint[] = [];
  for (const [at, load] of context.loadByHour) {
    const count = context.instances.at.get(at);
    if (count === undefined || at >= context.nowAt || context.disturbed.has(at)) continue;
    points.push({ day: dayOf(at), x: load.median5, y: count });
  }
  return points;
}
