/** How many instances, and which database class, carry a load (RULES 15.1, 15.3, 15.5). */
import type { Price, SignalId } from '@/catalogue/types';
import type { AppFacts } from '../types';
import { type BookPrice, monthlyPrice, type PriceBook } from './book';
import { type DemandPerUser, type DemandView, demandAt } from './demand';

export interface Sized {
  count: number;
  /** What decided, in words: "peak event loops ÷ 60 % target + 1 spare". */
  from: string;
}

/** RULES 15.1; that of sockets is ours. */
const TARGETS = { cpu: 0.6, loop: 0.6, memory: 0.7, sockets: 0.7 } as const;
/** RULES 15.3. */
const CONNECTIONS_TARGET = 0.8;
const GIB = 1024 ** 3;

export interface SizeInput {
  facts: AppFacts;
  demand: DemandPerUser;
  /** The likely lines, or one draw of them. */
  view: DemandView;
  price: Price;
  /** Sizes that the owner stated are of this price; null: of none. */
  statedFor: string | null;
  load: number;
  redundant: boolean;
}

/**
 * Instances of `price` that carry `load`: the largest of CPU, event loop, memory and sockets, with spares from
 * the phase on that asks for several. Null where none of them is measured or the size is unknown.
 */
export function instancesFor({ facts, demand, view, price, statedFor, load, redundant }: SizeInput): Sized | null {
  const stated = statedFor === price.id ? facts.deployment.perInstance : undefined;
  const cores = stated?.cores ?? price.vcpu;
  const loops = demandAt(view, 'eventloop.used', load);
  const memory = stated?.memoryBytes ?? (price.memoryGib === null ? null : price.memoryGib * GIB);
  const needs: { signal: SignalId; word: string; target: number; each: number | null; need: number | null }[] = [
    // One process uses one core at most, and half a core runs half a loop (RULES 1.5).
    {
      signal: 'eventloop.used',
      word: 'event loops',
      target: TARGETS.loop,
      each: cores === null ? 1 : Math.min(1, cores),
      need: loops,
    },
    {
      signal: 'cpu.used',
      word: 'cores',
      target: TARGETS.cpu,
      each: loops === null || cores === null ? cores : Math.min(1, cores),
      need: demandAt(view, 'cpu.used', load),
    },
    {
      signal: 'memory.used',
      word: 'memory',
      target: TARGETS.memory,
      each: memory,
      need: demandAt(view, 'memory.used', load),
    },
    {
      signal: 'sockets.open',
      word: 'sockets',
      target: TARGETS.sockets,
      each: facts.deployment.perInstance?.socketsMax ?? null,
      need: demandAt(view, 'sockets.open', load),
    },
  ];
  let most: Sized | null = null;
  for (const { signal, word, target, each, need } of needs) {
    if (need === null || each === null || each <= 0) continue;
    const count = instancesOf(need, { room: each * target, ...idleOf(demand, signal) });
    if (most !== null && count <= most.count) continue;
    const plain = Math.max(1, Math.ceil(need / (each * target) - 1e-9));
    const own = count === plain ? '' : `, each instance with its own idle ${word}`;
    most = { count, from: `peak ${word} ÷ ${Math.round(target * 100)} % target${own}` };
  }
  if (most === null || !redundant) return most;
  return withSpares(most, facts.deployment.zones ?? 1);
}

/** One more, or so many that the others carry it all where a whole zone fails (RULES 15.1). */
function withSpares({ count, from }: Sized, zones: number): Sized {
  const forZones = zones < 2 ? 0 : Math.ceil((count * zones) / (zones - 1)) - count;
  if (forZones <= 1) return { count: count + 1, from: `${from} + 1 spare` };
  return { count: count + forZones, from: `${from} + ${forZones} spare, for one of ${zones} zones` };
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

/**
 * The cheapest size of the same product that carries the load, with how many of it (RULES 15.5): the smallest
 * bill of all sizes never falls as load rises. Null where no size of it can be told.
 */
export function cheapestFor(
  book: PriceBook,
  input: Omit<SizeInput, 'price'> & { base: BookPrice },
): { price: BookPrice; sized: Sized } | null {
  const { base, view } = input;
  const measured = (signal: SignalId) => view.lines.has(signal);
  const fits = (price: Price) =>
    familyOf(price) === familyOf(base) &&
    // What was not measured may not become smaller than it is.
    (measured('memory.used') || (price.memoryGib ?? 0) >= (base.memoryGib ?? 0)) &&
    (measured('cpu.used') || (price.vcpu ?? 0) >= (base.vcpu ?? 0));
  let best: { price: BookPrice; sized: Sized; cost: number } | null = null;
  for (const price of [base, ...book.classesOf(base)]) {
    const monthly = monthlyPrice(price, book.money);
    // A free size is for trying out: it is never advised.
    if (monthly === null || !fits(price) || (monthly === 0 && price.id !== base.id)) continue;
    const sized = instancesFor({ ...input, price });
    if (sized === null) continue;
    const cost = monthly * sized.count;
    if (best === null || cost < best.cost - 1e-9) best = { price, sized, cost };
  }
  return best;
}

/** "m7g" of "m7g.large": another family has other processors, and bursts where this one does not. */
const familyOf = ({ plan }: Price): string => /^([a-z]+\d+[a-z]*)\./.exec(plan)?.[1] ?? '';

/** First phase whose required steps ask for more than one instance; beyond the last one if none does. */
export function redundantFrom(facts: AppFacts): number {
  const steps = new Map(facts.steps.map((step) => [step.id, step]));
  const index = facts.roadmap.phases.findIndex((phase) =>
    phase.required.some((id) => steps.get(id)?.evidence.rule === 'several-instances'),
  );
  return index === -1 ? facts.roadmap.phases.length : index;
}

/** What a class has to carry; null is not known, and no condition. */
export interface DatabaseNeeds {
  connections: number | null;
  storageGib: number | null;
}

/**
 * Cheapest class of the same product, not below `base`, whose connections carry the demand at 80 % and whose storage
 * holds what is stored in six months; the largest one if none does. What is needed of its memory is not measured, so
 * nothing smaller is ever taken.
 */
export function databaseFor(
  book: PriceBook,
  base: BookPrice,
  { connections, storageGib }: DatabaseNeeds,
  baseConnections: number | null,
): BookPrice {
  const cost = (price: Price) => monthlyPrice(price, book.money) ?? Number.POSITIVE_INFINITY;
  const mostOf = (price: Price) =>
    (price.id === base.id ? baseConnections : null) ?? price.maxConnections ?? Number.NaN;
  const asksConnections = connections !== null && !Number.isNaN(mostOf(base));
  const asksStorage = storageGib !== null && base.maxStorageGib !== undefined;
  const carries = (price: Price) =>
    (!asksConnections || mostOf(price) * CONNECTIONS_TARGET >= connections) &&
    (!asksStorage || (price.maxStorageGib ?? 0) >= storageGib);
  if (carries(base)) return base;
  const classes = book
    .classesOf(base)
    .filter((it) => cost(it) >= cost(base) && (!asksConnections || !Number.isNaN(mostOf(it))));
  return classes.find(carries) ?? classes.at(-1) ?? base;
}
