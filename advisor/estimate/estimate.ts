/**
 * Bills: quantity × unit price, nothing hidden (RULES 15). For what the app runs on today at any load, and
 * for each phase of its roadmap. Every line is rounded to cents and the rounded are added.
 */
import type { Phase } from '@/catalogue/types';
import type {
  AppFacts,
  Bill,
  BillLine,
  EstimateFinding,
  HourFacts,
  LoadFinding,
  PositionFinding,
  SignalHour,
  StorageFinding,
} from '../types';
import { priceBook } from './book';
import { type BillInput, phaseAt, roadmapFactor } from './formula';
import { documentLine, drawnCents, type Part, priceLine, spread } from './lines';
import { lineCents } from './money';
import { deploymentParts, phaseParts } from './parts';
import { findSavings } from './savings';

export { type DemandLine, type DemandPerUser, measureDemand } from './demand';
export type { BillInput } from './formula';

/** A single figure of a document ("about $200") counts as met within a tenth (judgement). */
const ABOUT = 0.1;
/** Where nothing but time varies, it is drawn so often. */
const DRAWS_BY_TIME = 20;
/** A prime that divides no number of draws in use. */
const STRIDE = 37;

/**
 * The bill at one load; nondecreasing in load. Without a stated deployment, `phase: null` falls back to the
 * phase that serves the load. Null where no price is known: no bill is better than a wrong one.
 */
export function billFor(input: BillInput): Bill | null {
  if (input.phase !== null) return phaseBill(input, input.phase);
  const own = deploymentParts(input);
  const phase = phaseAt(input.facts, input.load);
  if (own.length === 0) return phase === null ? null : phaseBill(input, phase);
  const basis = input.demand?.instances != null ? 'measured' : 'deployment';
  return sumUp(input, { phase: null, parts: own, basis, rangesOf: phase });
}

/** Today's bill, where the owner said what the app runs on, and one for each phase that has prices. */
export function findEstimate(input: {
  facts: AppFacts;
  nowAt: number;
  load: LoadFinding;
  position: PositionFinding;
  demand: BillInput['demand'];
  hours?: Map<string, SignalHour[]>;
  hourFacts?: HourFacts[];
  /** Earliest date of a limit or phase, in days from now; null where none is known. */
  dueInDays?: number | null;
  storage?: StorageFinding | null;
}): EstimateFinding {
  const { facts, nowAt, demand } = input;
  const { hours = new Map(), hourFacts = [], dueInDays = null, storage = null } = input;
  const loadNow = input.load.code === 'no-load' ? null : input.load.value;
  const stated = deploymentParts({ facts, nowAt, load: loadNow ?? 0, phase: null, demand }).length > 0;
  const factor = roadmapFactor(facts);
  const phases = facts.roadmap.phases.flatMap((phase, index) => {
    // Where the app is inside a phase it is billed at its load, else where the phase begins or ends.
    const known = loadNow !== null && factor !== null;
    const inUnit = known
      ? Math.min(Math.max(loadNow * factor, phase.from), phase.to ?? Number.POSITIVE_INFINITY)
      : phase.from;
    const load = known ? inUnit / factor : inUnit;
    const bill = billFor({ facts, nowAt, load, phase: index, demand: known ? demand : null, storage });
    return bill === null ? [] : [bill];
  });
  const now = stated ? billFor({ facts, nowAt, load: loadNow ?? 0, phase: null, demand, storage }) : null;
  const savings = demand === null ? [] : findSavings({ facts, nowAt, demand, hours, hourFacts, dueInDays, storage });
  return { now, phases, savings };
}

function phaseBill(input: BillInput, index: number): Bill | null {
  const phase = input.facts.roadmap.phases[index];
  if (phase === undefined) return null;
  const { find } = priceBook(input.facts);
  if (!phase.bill.some((line) => line.documentUsd !== null || find(line.priceId) !== undefined)) return null;
  const parts = phaseParts(input, index);
  const basis = parts.some((part) => part.measured && part.id === 'compute') ? 'measured' : 'roadmap';
  return sumUp(input, { phase: index, parts, basis, rangesOf: index });
}

function sumUp(
  input: BillInput,
  {
    phase,
    parts,
    basis,
    rangesOf,
  }: { phase: number | null; parts: Part[]; basis: Bill['basis']; rangesOf: number | null },
): Bill {
  const { facts, load, nowAt } = input;
  const { money } = priceBook(facts);
  // Of what runs today at today's load nothing is drawn: it is what it is.
  const asItIs = phase === null && load === input.demand?.loadNow;
  const draws = asItIs ? [] : (input.demand?.draws ?? []);
  const byTime = parts.some((part) => part.byTime !== undefined);
  const n = draws.length > 0 || !byTime ? draws.length : DRAWS_BY_TIME;
  const totals = new Array<number>(n).fill(0);
  const lines = parts.map((part): BillLine => {
    const likely = part.quantity(null);
    const given = { id: part.id, title: part.title, money, nowAt, note: part.note };
    if (likely === null) return priceless(part, input);
    const centsOf = drawnCents(money);
    const drawn = totals.map((_, i) =>
      centsOf(part.byTime?.(shuffled(i, n)) ?? part.quantity(draws[i] ?? null) ?? likely),
    );
    for (let i = 0; i < n; i++) totals[i] = (totals[i] as number) + (drawn[i] as number);
    return priceLine({ ...given, quantity: likely, drawnCents: drawn });
  });
  const cents = lines.reduce((sum, line) => sum + (line.cents ?? 0), 0);
  // A line without a price of its own is the same in every draw.
  const fixed = lines.reduce((sum, line) => sum + (line.priceId === null ? (line.cents ?? 0) : 0), 0);
  const range = spread(
    cents,
    totals.map((total) => total + fixed),
  );
  const roadmapPhase = rangesOf === null ? undefined : facts.roadmap.phases[rangesOf];
  return {
    load,
    phase,
    lines,
    currency: money.currency,
    cents,
    lowCents: range.lowCents ?? cents,
    highCents: range.highCents ?? cents,
    without: without(facts, phase, lines),
    roadmap: roadmapPhase === undefined ? [] : ranges(facts, roadmapPhase, cents),
    basis,
  };
}

/** The middle of one of n equal parts of 0 to 1, each once, in an order that has nothing to do with that of the draws. */
const shuffled = (i: number, n: number): number => (((i * STRIDE + (n >> 1)) % n) + 0.5) / n;

function priceless(part: Part, { facts }: BillInput): BillLine {
  const line = part.document ?? {
    id: part.id,
    title: part.title,
    documentUsd: null,
    source: { document: '', place: '' },
  };
  return documentLine({ ...line, id: part.id, title: part.title }, priceBook(facts).money);
}

function without(facts: AppFacts, phase: number | null, lines: BillLine[]): Bill['without'] {
  const own = phase === null ? 0 : (facts.deployment.lines?.length ?? 0);
  return [
    ...lines
      .filter((line) => line.cents === null)
      .map((line) => ({ what: line.title, why: 'the document gives no figure' })),
    ...(own === 0 ? [] : [{ what: 'your own extra lines', why: 'the roadmap may count the same things' }]),
    ...(lines.some((line) => line.id === 'egress') ? [] : [{ what: 'egress', why: 'bytes sent out are not measured' }]),
  ];
}

function ranges(facts: AppFacts, { costs }: Phase, cents: number): Bill['roadmap'] {
  const { money } = priceBook(facts);
  const inMoney = (usd: number) => lineCents(usd, { price: '1', currency: 'USD' }, money) ?? usd * 100;
  return costs.map(({ lowUsd, highUsd, source }) => {
    const slack = highUsd === lowUsd ? ABOUT : 0;
    const low = inMoney(lowUsd * (1 - slack));
    const high = highUsd === null ? Number.POSITIVE_INFINITY : inMoney(highUsd * (1 + slack));
    const verdict = cents < low ? 'below' : cents > high ? 'above' : 'inside';
    return { lowUsd, highUsd, verdict, place: source.place };
  });
}
