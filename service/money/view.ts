/** Bills now, per phase, at a ladder of loads and at a what-if load. */
import { billFor, type DemandPerUser, measureDemand } from '@/advisor/estimate/estimate';
import { loadSeries } from '@/advisor/load/load';
import { phaseOf, unitFactor } from '@/advisor/load/position';
import type { Advice, AppFacts, Bill, SignalHeadroom } from '@/advisor/types';
import { openAppView } from '../apps/view';
import { factsOf } from '../evaluate/facts';
import { parse, type WhatIfInput, whatIfInput } from '../inputs/inputs';
import { resources } from '../resources';
import { readAppTelemetry } from '../signals/reads';
import type { Actor, CostsView } from '../views/views';

/** Points of the curve, evenly on a logarithmic axis from a quarter of today's load to the top. */
const CURVE_POINTS = 40;
const CURVE_FROM = 0.25;
const CURVE_TO = 20;

/**
 * `load` and the curve's loads are in the roadmap's population where it can be told, else the app's own.
 * A what-if of nothing is today's own load.
 */
export async function costsView(actor: Actor, slug: string, given: WhatIfInput = {}): Promise<CostsView> {
  const { view, rows } = await openAppView(actor, slug, 'costsView');
  const input = parse(whatIfInput, given);
  const facts = factsOf(rows);
  const own = ownOf(facts, rows.team.perUsdAt);
  const today = todaysLoad(facts, view.advice);
  const start = today ?? facts.roadmap.phases[0]?.to ?? null;
  if (start === null || start <= 0) return { ...view, ...own, whatIf: null, curve: [] };
  const { telemetry, now } = resources();
  const app = { id: Number(rows.id), evidenceWindowMinutes: rows.evidenceWindowMinutes };
  const read = await readAppTelemetry(telemetry, app, now());
  const series = loadSeries({ facts, ...read });
  const loadHours = series?.unit === 'users' ? series.hours : [];
  const demand = view.advice ? measureDemand({ load: view.advice.load, ...read, loadHours }) : null;
  const ask: Ask = { facts, advice: view.advice, demand, nowAt: now() };
  const asked = input.load ?? (input.multiple === undefined ? null : input.multiple * start);
  return {
    ...view,
    ...own,
    whatIf: asked === null ? null : whatIf(ask, asked, asked / start),
    curve: curve(ask, start),
  };
}

/** What the team set itself: shown beside the bill, with the way back. */
function ownOf(facts: AppFacts, perUsdAt: Date | null): Pick<CostsView, 'money' | 'ownPrices' | 'quantities'> {
  const titleOf = (priceId: string) => {
    const price = facts.prices.find(({ id }) => id === priceId);
    return price ? `${price.provider} ${price.plan}` : priceId;
  };
  return {
    money: { currency: 'USD', perUsd: '1', ...facts.money, perUsdAt: perUsdAt?.getTime() ?? null },
    ownPrices: (facts.ownPrices ?? []).map((it) => ({ ...it, title: titleOf(it.priceId) })),
    quantities: facts.ownQuantities ?? [],
  };
}

interface Ask {
  facts: AppFacts;
  advice: Advice | null;
  demand: DemandPerUser | null;
  nowAt: number;
}

function todaysLoad(facts: AppFacts, advice: Advice | null): number | null {
  if (advice?.position.code === 'position') return advice.position.loadInRoadmapUnit;
  return advice && advice.load.code !== 'no-load' && facts.population === null ? advice.load.value : null;
}

/** From the roadmap's population back to the app's own, which bills are asked in. */
function appLoad({ facts }: Ask, load: number): number {
  const { population, roadmap, concurrentPerDaily } = facts;
  const factor = population === null ? null : unitFactor(population, roadmap.loadUnit, concurrentPerDaily);
  return load / (factor ?? 1);
}

/** What runs today, scaled, as long as the load stays in a phase that the architecture has reached; else the phase's own parts. */
function billAt(ask: Ask, load: number): Bill | null {
  const { facts, advice, demand, nowAt } = ask;
  const phase = phaseOf(facts.roadmap.phases, load);
  const reached = phase <= (advice?.position.architecturePhase ?? -1);
  const at = { facts, nowAt, load: appLoad(ask, load), demand, storage: advice?.storage ?? null };
  return (reached ? billFor({ ...at, phase: null }) : null) ?? billFor({ ...at, phase });
}

function whatIf(ask: Ask, load: number, multiple: number): CostsView['whatIf'] {
  const { facts, advice } = ask;
  const phase = phaseOf(facts.roadmap.phases, load);
  const required = new Set(facts.roadmap.phases.slice(0, phase + 1).flatMap((it) => it.required));
  const openSteps = (advice?.checklist.open ?? []).filter((step) => required.has(step.stepId)).length;
  return { load, multiple, bill: billAt(ask, load), firstThen: firstAt(advice, appLoad(ask, load)), openSteps };
}

/** The limit met first on the way to that load. */
function firstAt(advice: Advice | null, load: number): SignalHeadroom | null {
  const met = (advice?.headroom.bySignal ?? []).filter((it) => it.code === 'fits' && it.limitLoad <= load);
  return met.sort((a, b) => limitOf(a) - limitOf(b))[0] ?? null;
}

const limitOf = (it: SignalHeadroom) => (it.code === 'fits' ? it.limitLoad : Number.POSITIVE_INFINITY);

function curve(ask: Ask, start: number): CostsView['curve'] {
  const loads = Array.from(
    { length: CURVE_POINTS },
    (_, index) => start * CURVE_FROM * (CURVE_TO / CURVE_FROM) ** (index / (CURVE_POINTS - 1)),
  );
  return loads.flatMap((load) => {
    const bill = billAt(ask, load);
    return bill ? [{ load, cents: bill.cents, lowCents: bill.lowCents, highCents: bill.highCents }] : [];
  });
}
