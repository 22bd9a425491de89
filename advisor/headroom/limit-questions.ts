/**
 * What each threshold means in units that grow with load (RULES 1, 2, 7.1): demand against the largest
 * capacity, connections against the server's limit, 1 ÷ p95 against 1 ÷ limit. Never a percentage.
 */
import type { SignalDefinition } from '@/catalogue/types';
import { capacityNow, capacityPerInstance, isPositive } from '../load/instances';
import { counts, weekBefore } from '../load/load';
import { largest, median } from '../math';
import type { EffectiveThreshold, SignalHour } from '../types';
import { cacheFull } from './cache-memory';
import type { Asked, LimitQuestion } from './limit-fit';
import { formDoubt } from './limit-form';
import { askLatency } from './limit-latency';
import { because, CAP_TIMES, capacityWords, resourceQuestion } from './limit-resource';
import { askServer } from './limit-server';
import { memoryDemand, memoryGrowth } from './memory-growth';
import { type FitContext, fitPoints, sinceChange } from './points';

/** A pool this full is censored: it says "at least" (2.2). */
const CENSORED_PERCENT = 95;

/** The question that a threshold asks of the fit, or why it asks none. */
export function askLimit(context: FitContext, threshold: EffectiveThreshold): Asked {
  const definition = context.facts.signals.find(({ id }) => id === threshold.signal);
  const hours = context.hours.get(threshold.signal) ?? [];
  if (definition === undefined) return because({ code: 'no-data' });
  if (!hours.some((hour) => hour.at < context.nowAt && counts(hour))) {
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
  const floor = threshold.signal === 'memory.used' ? memoryDemand(context) : null;
  const part = sinceChange(
    context,
    fitPoints(context, threshold.signal, (hour) => {
      if (floor !== null) return floor(hour);
      return isPool && hour.median5 >= CENSORED_PERCENT ? undefined : hour.demandMedian5;
    }),
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

/** A plain count against a plain limit: sockets, queries, users. */
function askCount(context: FitContext, threshold: EffectiveThreshold, definition: SignalDefinition): Asked {
  const week = weekBefore(context.hours.get(threshold.signal) ?? [], context.nowAt);
  if (week.length === 0) return because({ code: 'no-data' });
  const part = sinceChange(
    context,
    fitPoints(context, threshold.signal, (hour) => hour.median5),
  );
  return {
    question: {
      threshold,
      ...part,
      form: formDoubt(part.points, threshold.limit),
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
