/**
 * What each threshold means in units that grow with load (RULES 1, 2, 7.1): demand against the largest
 * capacity, connections against the server's limit, 1 ÷ p95 against 1 ÷ limit. Never a percentage.
 */
import type { SignalDefinition } from '@/catalogue/types';
import { cacheFull } from './cache-memory';
import type { FitPoint } from './fit';
import { capacityNow, capacityPerInstance, isPositive } from './instances';
import type { Asked, LimitQuestion } from './limit-fit';
import { askLatency } from './limit-latency';
import { counts, dayOf, weekBefore } from './load';
import { largest, median } from './math';
import { memoryGrowth } from './memory-growth';
import { type FitContext, fitPoints, sinceChange } from './points';
import type { CannotTell, EffectiveThreshold, SignalHour } from './types';

/** Demand is believed up to three times the largest load seen (5.5). */
const CAP_TIMES = 3;
/** A pool this full is censored: it says "at least" (2.2). */
const CENSORED_PERCENT = 95;
/** Fewer than this are monitoring and a person's own session. */
const OTHERS_PERCENT = 10;
/** superuser_reserved_connections' default in PostgreSQL. */
const RESERVED_CONNECTIONS = 3;

/** The question that a threshold asks of the fit, or why it asks none. */
export function askLimit(context: FitContext, threshold: EffectiveThreshold): Asked {
  const definition = context.facts.signals.find(({ id }) => id === threshold.signal);
  const hours = (context.hours.get(threshold.signal) ?? []).filter((hour) => hour.at < context.nowAt);
  if (definition === undefined) return because({ code: 'no-data' });
  if (hours.filter(counts).length === 0) {
    const arrives = context.minutes.get(threshold.signal)?.received.some((points) => points > 0) ?? false;
    return definition.kind === 'resource' && arrives
      ? because({ code: 'capacity-unknown', what: capacityWords(threshold.signal) })
      : because({ code: 'no-data' });
  }
  const note = context.minutes.get(threshold.signal)?.recipe?.note;
  if (note?.includes('no headroom')) return because({ code: 'not-a-limit', why: note });
  switch (definition.kind) {
    case 'resource':
      return definition.merge === 'sum'
        ? askServer(context, threshold, definition)
        : askInstances(context, threshold, definition);
    case 'load':
    case 'rate':
      return askCount(context, threshold, definition);
    case 'latency':
      return threshold.signal.startsWith('latency.')
        ? askLatency(context, threshold)
        : because({ code: 'not-fitted', why: 'this duration is not fitted against load yet' });
    case 'ratio':
      return because({
        code: 'not-fitted',
        why: threshold.worsens === 'down' ? whyOfCache(context) : 'errors do not follow load',
      });
    case 'gauge':
      return because({ code: 'not-fitted', why: 'it does not follow load in a line' });
  }
}

/** A hit rate follows no load; where it falls while the cache evicts more, its memory is what ends (2.4). */
function whyOfCache({ hours, nowAt }: FitContext): string {
  const full = cacheFull(hours, nowAt);
  if (full === null) return 'a hit rate does not follow load: misses a second do';
  const [before, now] = [Math.round(full.before), Math.round(full.now)];
  return `the cache is out of memory: its hit rate fell from ${before} to ${now} % while it evicts ${Number(full.evictionsASecond.toPrecision(2))} keys a second`;
}

/** A resource of the instances: limit × n_max × capacity of one (1.1–1.5). */
function askInstances(context: FitContext, threshold: EffectiveThreshold, definition: SignalDefinition): Asked {
  const hours = context.hours.get(threshold.signal) ?? [];
  const { instances } = context;
  if (
    threshold.signal === 'cpu.used' &&
    context.thresholds.some(({ signal }) => signal === 'eventloop.used') &&
    hasEventLoop(context)
  ) {
    return because({ code: 'not-a-limit', why: 'one thread does the work here: the event loop is the limit' });
  }
  const each = capacityPerInstance(hours, instances, context.nowAt);
  const fixed = capacityNow(hours, context.nowAt);
  if (fixed === null) return because({ code: 'capacity-unknown', what: capacityWords(threshold.signal) });
  const grows =
    threshold.signal === 'memory.used' ? memoryGrowth(context, threshold, each ?? fixed / (instances.now ?? 1)) : null;
  if (grows !== null) return { question: null, answer: grows };
  const isPool = definition.merge === 'worst-pool';
  const part = sinceChange(
    context,
    fitPoints(context, threshold.signal, (hour) =>
      isPool && hour.median5 >= CENSORED_PERCENT ? undefined : hour.demandMedian5,
    ),
  );
  const ask = (count: number | null): LimitQuestion => {
    let capacity = each === null || count === null ? fixed : each * count;
    // One thread an instance uses one core, whatever the machine has (1.5).
    if (threshold.signal === 'cpu.used' && hasEventLoop(context) && count !== null)
      capacity = Math.min(capacity, count);
    const target = ((threshold.limit / 100) * capacity) / unevenness(context, threshold, definition);
    return resourceQuestion(context, threshold, { definition, target, ...part });
  };
  if (instances.max !== null || !instances.scales) return { question: ask(instances.max) };
  const seen = instances.seenMost ?? 1;
  return {
    question: null,
    reason: { code: 'maximum-instances-unknown', seen, multipleAtSeen: null },
    atSeen: ask(seen),
  };
}

/**
 * A limit that all instances share (2.1). While the app scales and its pools' size is known, the limit is
 * a step: it is met by the instance whose pool no longer fits. Otherwise the server's own count.
 */
function askServer(context: FitContext, threshold: EffectiveThreshold, definition: SignalDefinition): Asked {
  const { deployment } = context.facts;
  const stated = deployment.database?.maxConnections;
  const usable =
    stated === undefined ? null : stated - (deployment.database?.reservedConnections ?? RESERVED_CONNECTIONS);
  const hours = context.hours.get(threshold.signal) ?? [];
  const capacity = capacityNow(hours, context.nowAt) ?? (threshold.signal === 'db.connections.used' ? usable : null);
  if (capacity === null || !(capacity > 0))
    return because({ code: 'capacity-unknown', what: capacityWords(threshold.signal) });
  const target = (threshold.limit / 100) * capacity;
  const poolMax = deployment.perInstance?.poolMax;
  if (threshold.signal === 'db.connections.used' && context.instances.scales && isPositive(poolMax)) {
    return askSteps(context, threshold, { target, poolMax });
  }
  const part = sinceChange(
    context,
    fitPoints(context, threshold.signal, (hour) => hour.demandMedian5),
  );
  const question = resourceQuestion(context, threshold, { definition, target, ...part });
  const others = threshold.signal === 'db.connections.used' ? shareOfOthers(context) : null;
  return { question: others === null ? question : { ...question, note: `others use at least ${others} % of it` } };
}

/** Percent of a server's connections that are not in the app's own pools, where these are seen (2.3). */
function shareOfOthers(context: FitContext): number | null {
  const own = new Map((context.hours.get('db.pool.used') ?? []).map((hour) => [hour.at, hour]));
  const shares = weekBefore(context.hours.get('db.connections.used') ?? [], context.nowAt)
    // What the pools hold open is their capacity at most; what is in use is at least theirs.
    .map(({ at, demandMedian5 }) => 1 - (own.get(at)?.capacityMedian5 ?? Number.NaN) / (demandMedian5 ?? Number.NaN))
    .filter(Number.isFinite);
  const percent = Math.round(100 * median(shares));
  return percent >= OTHERS_PERCENT ? percent : null;
}

function askSteps(
  context: FitContext,
  threshold: EffectiveThreshold,
  { target, poolMax }: { target: number; poolMax: number },
): Asked {
  const { instances } = context;
  const breaking = Math.floor(target / poolMax + 1e-9) + 1;
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
      demandNow: poolMax * (instances.seenMost ?? 1),
      limitDemand: target,
      demandUnit: 'connections',
      note: `instance number ${breaking} no longer fits`,
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

/** A plain count against a plain limit: sockets, queries, users. */
function askCount(context: FitContext, threshold: EffectiveThreshold, definition: SignalDefinition): Asked {
  const week = weekBefore(context.hours.get(threshold.signal) ?? [], context.nowAt);
  if (week.length === 0) return because({ code: 'no-data' });
  return {
    question: {
      threshold,
      ...sinceChange(
        context,
        fitPoints(context, threshold.signal, (hour) => hour.median5),
      ),
      target: threshold.limit,
      rises: true,
      loadPerX: 1,
      capTimes: CAP_TIMES,
      demandNow: largest(week.map(({ max5 }) => max5)),
      limitDemand: threshold.limit,
      demandUnit: definition.unit,
    },
  };
}

function resourceQuestion(
  context: FitContext,
  threshold: EffectiveThreshold,
  { definition, ...asked }: Pick<LimitQuestion, 'points' | 'target' | 'changedAt'> & { definition: SignalDefinition },
): LimitQuestion {
  const week = weekBefore(context.hours.get(threshold.signal) ?? [], context.nowAt);
  const demands = week.map(({ demandMax5, demandMedian5 }) => demandMax5 ?? demandMedian5).filter(isPositive);
  return {
    threshold,
    ...asked,
    rises: true,
    loadPerX: 1,
    capTimes: CAP_TIMES,
    demandNow: demands.length === 0 ? 0 : largest(demands),
    limitDemand: asked.target,
    demandUnit: definition.demandUnit ?? '',
  };
}

/** The worst instance's share over the mean's: a limit judged on the worst is met that much earlier. */
function unevenness(context: FitContext, threshold: EffectiveThreshold, { merge }: SignalDefinition): number {
  if (merge !== 'worst' && merge !== 'worst-pool') return 1;
  const ratios = weekBefore(context.hours.get(threshold.signal) ?? [], context.nowAt)
    .map(
      (hour: SignalHour) =>
        hour.median5 / 100 / ((hour.demandMedian5 ?? Number.NaN) / (hour.capacityMedian5 ?? Number.NaN)),
    )
    .filter(isPositive);
  return ratios.length === 0 ? 1 : Math.min(3, Math.max(1, median(ratios)));
}

const hasEventLoop = (context: FitContext): boolean => (context.hours.get('eventloop.used') ?? []).some(counts);

function capacityWords(signal: string): string {
  const words: Record<string, string> = {
    'db.connections.used': "the database's connection limit",
    'db.pool.used': "the pool's largest size",
    'memory.used': 'how much memory an instance has',
    'cpu.used': 'how many cores an instance has',
  };
  return words[signal] ?? 'the capacity behind the percentage';
}

const because = (reason: CannotTell): Asked => ({ question: null, reason });
