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

/** What decides the number of instances, and how full each may be (RULES 15.1; that of sockets is ours). */
const RESOURCES: readonly { signal: SignalId; word: string; target: number }[] = [
  { signal: 'eventloop.used', word: 'event loops', target: 0.6 },
  { signal: 'cpu.used', word: 'cores', target: 0.6 },
  { signal: 'memory.used', word: 'memory', target: 0.7 },
  { signal: 'sockets.open', word: 'sockets', target: 0.7 },
];
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
  const memory = stated?.memoryBytes ?? (price.memoryGib === null ? null : price.memoryGib * GIB);
  const oneCore = cores === null ? null : Math.min(1, cores);
  // One process uses one core at most, and half a core runs half a loop (RULES 1.5).
  const rooms = [
    oneCore ?? 1,
    view.lines.has('eventloop.used') ? oneCore : cores,
    memory,
    facts.deployment.perInstance?.socketsMax ?? null,
  ];
  let count = 0;
  let decides = -1;
  for (let i = 0; i < RESOURCES.length; i++) {
    const { signal, target } = RESOURCES[i] as (typeof RESOURCES)[number];
    const each = rooms[i] as number | null;
    const need = demandAt(view, signal, load);
    if (need === null || each === null || each <= 0) continue;
    const own = instancesOf(need, each * target, demand, signal);
    if (decides >= 0 && own <= count) continue;
    count = own;
    decides = i;
  }
  const by = RESOURCES[decides];
  if (by === undefined) return null;
  const plain = Math.max(
    1,
    Math.ceil((demandAt(view, by.signal, load) ?? 0) / ((rooms[decides] ?? 0) * by.target) - 1e-9),
  );
  const own = count === plain ? '' : `, each instance with its own idle ${by.word}`;
  const most = { count, from: `peak ${by.word} ÷ ${Math.round(by.target * 100)} % target${own}` };
  return redundant ? withSpares(most, facts.deployment.zones ?? 1) : most;
}

/** One more, or so many that the others carry it all where a whole zone fails (RULES 15.1). */
function withSpares({ count, from }: Sized, zones: number): Sized {
  const forZones = zones < 2 ? 0 : Math.ceil((count * zones) / (zones - 1)) - count;
  if (forZones <= 1) return { count: count + 1, from: `${from} + 1 spare` };
  return { count: count + forZones, from: `${from} + ${forZones} spare, for one of ${zones} zones` };
}

/**
 * Smallest n with n × room ≥ n × each + (much − idle): another instance brings room and its own idle demand, what the
 * app needs without load. Where an idle instance alone fills the room no number carries more, and the whole is divided
 * by the room.
 */
function instancesOf(much: number, room: number, { lines, instances }: DemandPerUser, signal: SignalId): number {
  const idle = instances === null ? 0 : (lines.get(signal)?.base ?? 0);
  const each = instances === null ? 0 : idle / instances;
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
  let best: { price: BookPrice; sized: Sized; cost: number } | null = null;
  for (const { price, monthly } of sizesOf(book, base, view)) {
    const sized = instancesFor({ ...input, price });
    if (sized === null) continue;
    const cost = monthly * sized.count;
    if (best === null || cost < best.cost - 1e-9) best = { price, sized, cost };
  }
  return best;
}

interface Size {
  price: BookPrice;
  monthly: number;
}

/** Of each price, by what was measured: the same for all draws and apps, as a price is of one book alone. */
const known = new WeakMap<BookPrice, Map<string, Size[]>>();

/** What may take the place of a size: of its family, and not smaller in what was not measured. */
function sizesOf(book: PriceBook, base: BookPrice, { lines }: DemandView): Size[] {
  const [memory, cpu] = [lines.has('memory.used'), lines.has('cpu.used')];
  const mine = known.get(base) ?? new Map<string, Size[]>();
  known.set(base, mine);
  const key = `${memory} ${cpu}`;
  let found = mine.get(key);
  if (found === undefined) {
    const fits = (price: Price) =>
      familyOf(price) === familyOf(base) &&
      (memory || (price.memoryGib ?? 0) >= (base.memoryGib ?? 0)) &&
      (cpu || (price.vcpu ?? 0) >= (base.vcpu ?? 0));
    found = [base, ...book.classesOf(base)].flatMap((price) => {
      const monthly = monthlyPrice(price, book.money);
      // A free size is for trying out: it is never advised.
      return monthly === null || !fits(price) || (monthly === 0 && price.id !== base.id) ? [] : [{ price, monthly }];
    });
    mine.set(key, found);
  }
  return found;
}

/** "m7g" of "m7g.large": another family has other processors, and bursts where this one does not. */
const familyOf = ({ plan }: Price): string => /^([a-z]+\d+[a-z]*)\./.exec(plan)?.[1] ?? '';

/** First phase whose required steps ask for more than one instance; beyond the last one if none does. */
export function redundantFrom({ roadmap, steps }: AppFacts): number {
  const known = redundant.get(roadmap);
  if (known?.steps === steps) return known.phase;
  const several = new Set(steps.filter(({ evidence }) => evidence.rule === 'several-instances').map(({ id }) => id));
  const index = roadmap.phases.findIndex((phase) => phase.required.some((id) => several.has(id)));
  const phase = index === -1 ? roadmap.phases.length : index;
  redundant.set(roadmap, { steps, phase });
  return phase;
}

/** Of each roadmap: every line of every bill asks, for each of its draws. */
const redundant = new WeakMap<AppFacts['roadmap'], { steps: AppFacts['steps']; phase: number }>();

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
