/**
 * Bills: quantity × unit price, nothing hidden (RULES 15). For what the app runs on today at any load, and
 * for each phase of its roadmap. Every line is rounded to cents and the rounded are added.
 */
import type { CostLine, Phase, Price } from '@/catalogue/types';
import { type DemandPerUser, demandAt } from './estimate-demand';
import { documentLine, findPrice, monthlyMicroUsd, priceLine } from './estimate-lines';
import { databaseFor, instancesFor, redundantFrom, type Sized } from './estimate-size';
import { phaseOf, unitFactor } from './position';
import type { AppFacts, Bill, BillLine, EstimateFinding, LoadFinding, PositionFinding } from './types';

export { type DemandLine, type DemandPerUser, measureDemand } from './estimate-demand';

export interface BillInput {
  facts: AppFacts;
  nowAt: number;
  /** In the app's own population. */
  load: number;
  /** Null: what the app runs on today, scaled to the load. A number: that phase's components. */
  phase: number | null;
  demand: DemandPerUser | null;
}

/** A single figure of a document ("about $200") counts as met within a tenth (judgement). */
const ABOUT = 0.1;

/**
 * The bill at one load; nondecreasing in load. Without a stated deployment, `phase: null` falls back to the
 * phase that serves the load. Null where no price is known: no bill is better than a wrong one.
 */
export function billFor(input: BillInput): Bill | null {
  if (input.phase !== null) return phaseBill(input, input.phase);
  const own = deploymentLines(input);
  const phase = phaseAt(input.facts, input.load);
  if (own.length === 0) return phase === null ? null : phaseBill(input, phase);
  const basis = input.demand?.instances != null ? 'measured' : 'deployment';
  return sumUp(input, { phase: null, lines: own, basis, rangesOf: phase });
}

/** Today's bill, where the owner said what the app runs on, and one for each phase that has prices. */
export function findEstimate(input: {
  facts: AppFacts;
  nowAt: number;
  load: LoadFinding;
  position: PositionFinding;
  demand: DemandPerUser | null;
}): EstimateFinding {
  const { facts, nowAt, demand } = input;
  const loadNow = input.load.code === 'no-load' ? null : input.load.value;
  const stated = deploymentLines({ facts, nowAt, load: loadNow ?? 0, phase: null, demand }).length > 0;
  const factor = roadmapFactor(facts);
  const phases = facts.roadmap.phases.flatMap((phase, index) => {
    // Where the app is inside a phase it is billed at its load, else where the phase begins or ends.
    const known = loadNow !== null && factor !== null;
    const inUnit = known
      ? Math.min(Math.max(loadNow * factor, phase.from), phase.to ?? Number.POSITIVE_INFINITY)
      : phase.from;
    const load = known ? inUnit / factor : inUnit;
    const bill = billFor({ facts, nowAt, load, phase: index, demand: known ? demand : null });
    return bill === null ? [] : [bill];
  });
  return { now: stated ? billFor({ facts, nowAt, load: loadNow ?? 0, phase: null, demand }) : null, phases };
}

/** What the owner stated: instances, database, extra lines; empty where nothing is stated or priced. */
function deploymentLines(input: BillInput): BillLine[] {
  const { facts, nowAt } = input;
  const { deployment } = facts;
  const lines: BillLine[] = [];
  const web = findPrice(facts, deployment.webPriceId);
  if (web !== undefined) {
    const { from, ...count } = instancesToday(input, web);
    lines.push(
      priceLine({
        id: 'compute',
        title: 'Web instances',
        price: web,
        count,
        countUnit: 'instances',
        quantityFrom: from,
        nowAt,
      }),
    );
  }
  const database = findPrice(facts, deployment.database?.priceId);
  if (database !== undefined)
    lines.push(
      databaseLine(input, {
        id: 'database',
        title: 'Database',
        base: database,
        growsFrom: input.demand?.loadNow ?? null,
      }),
    );
  deployment.lines?.forEach((line, index) => {
    const price = findPrice(facts, line.priceId);
    if (price === undefined) return;
    lines.push(
      priceLine({
        id: `own-${index + 1}`,
        title: line.title,
        price,
        count: same(line.quantity),
        countUnit: price.unit,
        quantityFrom: 'as stated in the settings',
        nowAt,
      }),
    );
  });
  return lines;
}

/** Today's count at today's load; above it never fewer, below it never more. */
function instancesToday({ facts, load, demand }: BillInput, price: Price): Sized {
  const { min } = facts.deployment.instances ?? {};
  const seen = demand?.instances ?? min ?? 1;
  const word =
    demand?.instances != null
      ? 'live instances'
      : min === undefined
        ? 'one instance, none stated'
        : 'smallest number stated';
  const loadNow = demand?.loadNow ?? null;
  if (demand === null || loadNow === null || load === loadNow) return { ...same(seen), from: word };
  const redundant = (phaseAt(facts, load) ?? 0) >= redundantFrom(facts);
  const needed = instancesFor({ facts, demand, price, load, redundant });
  if (needed === null) return { ...same(seen), from: `${word}; demand not measured, so not scaled` };
  const least = Math.min(min ?? 1, seen);
  const within = (count: number) => (load > loadNow ? Math.max(seen, count) : Math.min(seen, Math.max(least, count)));
  return { low: within(needed.low), likely: within(needed.likely), high: within(needed.high), from: needed.from };
}

/** `growsFrom`: load up to which the class stays as it is; null where it is not known how to scale. */
function databaseLine(
  { facts, nowAt, load, demand }: BillInput,
  {
    id,
    title,
    base,
    growsFrom,
    note,
  }: { id: string; title: string; base: Price; growsFrom: number | null; note?: string | undefined },
): BillLine {
  const connections =
    demand === null || growsFrom === null || load <= growsFrom ? null : demandAt(demand, 'db.connections.used', load);
  const stated = facts.deployment.database;
  const baseConnections = stated?.priceId === base.id ? (stated.maxConnections ?? null) : null;
  const at = (much: number) => databaseFor(facts, base, much, baseConnections);
  const common = { id, title, count: same(1), countUnit: 'database', nowAt, note };
  if (connections === null) return priceLine({ ...common, price: base, quantityFrom: '1 database' });
  const likely = priceLine({
    ...common,
    price: at(connections.likely),
    quantityFrom: '1 class whose connections are used to 80 % at most',
  });
  const cents = (much: number) => priceLine({ ...common, price: at(much), quantityFrom: '' }).cents;
  return { ...likely, lowCents: cents(connections.low), highCents: cents(connections.high) };
}

/** The phase's own lines at list price; instances and database by measured demand where there is any. */
function phaseBill(input: BillInput, index: number): Bill | null {
  const phase = input.facts.roadmap.phases[index];
  if (phase === undefined) return null;
  const priced = phase.bill.some(
    (line) => line.documentUsd !== null || findPrice(input.facts, line.priceId) !== undefined,
  );
  if (!priced) return null;
  let measured = false;
  const lines = phase.bill.map((line) => {
    const compute = line.id === 'compute' ? computeLine(input, { line, index }) : null;
    measured ||= compute !== null;
    return compute ?? listLine(input, line);
  });
  return sumUp(input, { phase: index, lines, basis: measured ? 'measured' : 'roadmap', rangesOf: index });
}

/** Instances that carry the load, at the app's own price or the line's; null where demand is not measured. */
function computeLine(
  { facts, nowAt, load, demand }: BillInput,
  { line, index }: { line: CostLine; index: number },
): BillLine | null {
  const price = findPrice(facts, facts.deployment.webPriceId) ?? findPrice(facts, line.priceId);
  if (demand === null || price === undefined) return null;
  const sized = instancesFor({ facts, demand, price, load, redundant: index >= redundantFrom(facts) });
  if (sized === null) return null;
  const { from, ...count } = sized;
  const instead =
    line.documentUsd === null ? '' : `Instead of the document's $${line.documentUsd} for "${line.title}". `;
  return priceLine({
    id: line.id,
    title: 'Web instances',
    price,
    count,
    countUnit: 'instances',
    quantityFrom: from,
    nowAt,
    note: `${instead}${line.note ?? ''}`.trim() || undefined,
  });
}

function listLine(input: BillInput, line: CostLine): BillLine {
  const price = findPrice(input.facts, line.priceId);
  if (price === undefined || monthlyMicroUsd(price) === null) return documentLine(line);
  const { id, title, note } = line;
  if (id === 'database') return databaseLine(input, { id, title, base: price, growsFrom: 0, note });
  return priceLine({
    id,
    title,
    price,
    count: same(1),
    countUnit: price.unit,
    quantityFrom: "the roadmap's own line",
    nowAt: input.nowAt,
    note,
  });
}

function sumUp(
  { facts, load }: BillInput,
  {
    phase,
    lines,
    basis,
    rangesOf,
  }: { phase: number | null; lines: BillLine[]; basis: Bill['basis']; rangesOf: number | null },
): Bill {
  const total = (pick: (line: BillLine) => number | null) => lines.reduce((sum, line) => sum + (pick(line) ?? 0), 0);
  const cents = total((line) => line.cents);
  const roadmapPhase = rangesOf === null ? undefined : facts.roadmap.phases[rangesOf];
  return {
    load,
    phase,
    lines,
    cents,
    lowCents: total((line) => line.lowCents),
    highCents: total((line) => line.highCents),
    without: without(facts, phase, lines),
    roadmap: roadmapPhase === undefined ? [] : ranges(roadmapPhase, cents),
    basis,
  };
}

function without(facts: AppFacts, phase: number | null, lines: BillLine[]): Bill['without'] {
  const own = phase === null ? 0 : (facts.deployment.lines?.length ?? 0);
  return [
    ...lines
      .filter((line) => line.cents === null)
      .map((line) => ({ what: line.title, why: 'the document gives no figure' })),
    ...(own === 0 ? [] : [{ what: 'your own extra lines', why: 'the roadmap may count the same things' }]),
    { what: 'egress', why: 'bytes sent out are not measured' },
  ];
}

function ranges({ costs }: Phase, cents: number): Bill['roadmap'] {
  return costs.map(({ lowUsd, highUsd, source }) => {
    const slack = highUsd === lowUsd ? ABOUT : 0;
    const low = lowUsd * (1 - slack) * 100;
    const high = highUsd === null ? Number.POSITIVE_INFINITY : highUsd * (1 + slack) * 100;
    const verdict = cents < low ? 'below' : cents > high ? 'above' : 'inside';
    return { lowUsd, highUsd, verdict, place: source.place };
  });
}

/** Phase that serves a load of the app's population; null while the owner has not said how to convert. */
function phaseAt(facts: AppFacts, load: number): number | null {
  const factor = roadmapFactor(facts);
  return factor === null ? null : phaseOf(facts.roadmap.phases, load * factor);
}

function roadmapFactor({ population, roadmap, concurrentPerDaily }: AppFacts): number | null {
  return population === null ? null : unitFactor(population, roadmap.loadUnit, concurrentPerDaily);
}

function same(count: number): { low: number; likely: number; high: number } {
  return { low: count, likely: count, high: count };
}
