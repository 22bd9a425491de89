/** How many instances, and which database class, carry a load (RULES 15.1, 15.3, 15.5). */
import type { Price, SignalId } from '@/catalogue/types';
import { type DemandPerUser, demandAt } from './estimate-demand';
import { monthlyMicroUsd } from './estimate-lines';
import type { AppFacts } from './types';

export interface Sized {
  low: number;
  likely: number;
  high: number;
  /** What decided, in words: "peak event loops ÷ 60 % target + 1 spare". */
  from: string;
}

/** RULES 15.1. */
const TARGETS = { cpu: 0.6, loop: 0.6, memory: 0.7 } as const;
/** RULES 15.3. */
const CONNECTIONS_TARGET = 0.8;
const GIB = 1024 ** 3;

/**
 * Instances of `price` that carry `load`: the largest of CPU, event loop and memory, one spare from the
 * phase on that asks for several. Null where none of the three is measured or the size is unknown.
 */
export function instancesFor(input: {
  facts: AppFacts;
  demand: DemandPerUser;
  price: Price;
  load: number;
  redundant: boolean;
}): Sized | null {
  const { facts, demand, price, load, redundant } = input;
  const { perInstance } = facts.deployment;
  const cores = perInstance?.cores ?? price.vcpu;
  const loops = demandAt(demand, 'eventloop.used', load);
  const needs: {
    signal: SignalId;
    word: string;
    target: number;
    each: number | null;
    need: ReturnType<typeof demandAt>;
  }[] = [
    { signal: 'eventloop.used', word: 'event loops', target: TARGETS.loop, each: 1, need: loops },
    // One process uses one core at most (RULES 1.5).
    {
      signal: 'cpu.used',
      word: 'cores',
      target: TARGETS.cpu,
      each: loops === null || cores === null ? cores : Math.min(1, cores),
      need: demandAt(demand, 'cpu.used', load),
    },
    {
      signal: 'memory.used',
      word: 'memory',
      target: TARGETS.memory,
      each: perInstance?.memoryBytes ?? (price.memoryGib === null ? null : price.memoryGib * GIB),
      need: demandAt(demand, 'memory.used', load),
    },
  ];
  let most: { count: number; from: string } | null = null;
  const counts = { low: 1, likely: 1, high: 1 };
  for (const { signal, word, target, each, need } of needs) {
    if (need === null || each === null || each <= 0) continue;
    const idle = idleOf(demand, signal);
    const count = (much: number) => instancesOf(much, { room: each * target, ...idle });
    counts.low = Math.max(counts.low, count(need.low));
    counts.likely = Math.max(counts.likely, count(need.likely));
    counts.high = Math.max(counts.high, count(need.high));
    if (most === null || count(need.likely) > most.count) {
      const plain = Math.max(1, Math.ceil(need.likely / (each * target) - 1e-9));
      const own = count(need.likely) === plain ? '' : `, each instance with its own idle ${word}`;
      most = { count: count(need.likely), from: `peak ${word} ÷ ${Math.round(target * 100)} % target${own}` };
    }
  }
  if (most === null) return null;
  const spare = redundant ? 1 : 0;
  return {
    low: counts.low + spare,
    likely: counts.likely + spare,
    high: counts.high + spare,
    from: spare === 1 ? `${most.from} + 1 spare` : most.from,
  };
}

/** What the app needs without load, which each instance needs of its own. */
function idleOf({ lines, instances }: DemandPerUser, signal: SignalId): { idle: number; each: number } {
  const idle = lines.get(signal)?.base ?? 0;
  return instances === null ? { idle: 0, each: 0 } : { idle, each: idle / instances };
}

/**
 * Smallest n with n × room ≥ n × each + (much − idle): another instance brings room and its own idle demand.
 * Where an idle instance alone fills the room no number carries more, and the whole is divided by the room.
 */
function instancesOf(much: number, { room, idle, each }: { room: number; idle: number; each: number }): number {
  const needed = each < room ? (much - idle) / (room - each) : much / room;
  return Math.max(1, Math.ceil(needed - 1e-9));
}

/** First phase whose required steps ask for more than one instance; beyond the last one if none does. */
export function redundantFrom(facts: AppFacts): number {
  const steps = new Map(facts.steps.map((step) => [step.id, step]));
  const index = facts.roadmap.phases.findIndex((phase) =>
    phase.required.some((id) => steps.get(id)?.evidence.rule === 'several-instances'),
  );
  return index === -1 ? facts.roadmap.phases.length : index;
}

/**
 * Cheapest class of the same product, not below `base`, whose connections carry the demand at 80 %; the
 * largest one if none does. Memory and storage are not measured, so nothing smaller is ever advised.
 */
export function databaseFor(facts: AppFacts, base: Price, connections: number, baseConnections: number | null): Price {
  const cost = (price: Price) => monthlyMicroUsd(price) ?? Number.POSITIVE_INFINITY;
  const carries = (price: Price) => {
    const most = price.id === base.id && baseConnections !== null ? baseConnections : price.maxConnections;
    return most !== undefined && most !== null && most * CONNECTIONS_TARGET >= connections;
  };
  if (carries(base) || (base.maxConnections ?? baseConnections) === null) return base;
  const classes = facts.prices
    .filter((it) => it.provider === base.provider && it.service === base.service && monthlyMicroUsd(it) !== null)
    .filter((it) => (it.maxConnections ?? null) !== null && cost(it) >= cost(base))
    .sort((a, b) => cost(a) - cost(b) || (a.id < b.id ? -1 : 1));
  return classes.find(carries) ?? classes.at(-1) ?? base;
}
