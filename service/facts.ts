/** Rows of an app, as the advisor wants them. */
import type { AppFacts, EffectFinding } from '@/advisor/types';
import { catalogue, readFormula } from '@/catalogue/index';
import type { Deployment, Population, Roadmap, SignalDefinition, Step } from '@/catalogue/types';
import type { App, CustomSignal, OwnPrice, StepState, Team, ThresholdOverride } from '@/prisma/generated/client';
import { ServiceError } from './errors';
import { resources } from './resources';
import { customOf, signalsOf } from './signal-definitions';

/** @throws ServiceError `unavailable` if the roadmap's file is gone. */
export function roadmapOf(app: Pick<App, 'roadmapId'>): Roadmap {
  const roadmap = catalogue().roadmaps.get(app.roadmapId);
  if (roadmap) return roadmap;
  throw new ServiceError({
    code: 'unavailable',
    message: `This app follows the roadmap "${app.roadmapId}", whose file is missing.`,
    fix: 'Put the file back into catalogue/roadmaps and restart.',
  });
}

/** Every step that the roadmap names, each once, in the order in which it names them. */
export function stepsOf(roadmap: Roadmap): Step[] {
  const ids = new Set([
    ...roadmap.phases.flatMap((phase) => [...phase.required, ...phase.helpful]),
    ...roadmap.checklists.flatMap((list) => list.items.map((item) => item.step)),
    ...roadmap.quickWins.map((win) => win.step),
    ...roadmap.tips.flatMap((tip) => (tip.step ? [tip.step] : [])),
    ...roadmap.migration.flatMap((part) => part.steps),
  ]);
  return [...ids].flatMap((id) => catalogue().steps.get(id) ?? []);
}

export type AppRows = App & {
  overrides: ThresholdOverride[];
  steps: StepState[];
  customSignals: CustomSignal[];
  team: Team & { ownPrices: OwnPrice[] };
};
export const appRows = {
  overrides: { orderBy: { thresholdId: 'asc' } },
  steps: { orderBy: { stepId: 'asc' } },
  customSignals: { orderBy: { signal: 'asc' } },
  team: { include: { ownPrices: { orderBy: { priceId: 'asc' } } } },
} as const;

export function factsOf(app: AppRows): AppFacts {
  const roadmap = roadmapOf(app);
  return {
    appId: Number(app.id),
    roadmap,
    steps: stepsOf(roadmap),
    signals: signalsOf(roadmap, app.customSignals),
    customSignals: app.customSignals.map(customOf),
    prices: [...catalogue().prices.values()],
    readFormula,
    money: { currency: app.team.currency, perUsd: app.team.perUsd },
    ownPrices: app.team.ownPrices.map(({ priceId, price, currency, at }) => ({
      priceId,
      price,
      currency,
      at: at.getTime(),
    })),
    ownQuantities: quantitiesOf(app),
    deployment: app.deployment as Deployment,
    population: app.population as Population | null,
    concurrentPerDaily: app.concurrentPerDaily,
    requestsPerUserMinute: app.requestsPerUserMinute,
    evidenceWindowMinutes: app.evidenceWindowMinutes,
    overrides: overridesOf(app.overrides),
    stepStates: app.steps.map(stepStateOf),
  };
}

/** The definitions that hold for an app, where no more of its rows is at hand. */
export async function signalsOfApp(app: Pick<App, 'id' | 'roadmapId'>): Promise<SignalDefinition[]> {
  const rows = await resources().prisma.customSignal.findMany({ where: { appId: app.id }, orderBy: { signal: 'asc' } });
  return signalsOf(roadmapOf(app), rows);
}

/** The team's own quantities of bill lines, as setQuantity keeps them. */
export function quantitiesOf({ quantities }: Pick<App, 'quantities'>): NonNullable<AppFacts['ownQuantities']> {
  const kept = quantities as Record<string, { formula: string; reason: string }>;
  return Object.entries(kept).map(([lineId, { formula, reason }]) => ({ lineId, formula, reason }));
}

export function overridesOf(rows: ThresholdOverride[]): AppFacts['overrides'] {
  return rows.map(({ thresholdId, limit, holdMinutes, mutedUntil, reason }) => ({
    thresholdId,
    limit,
    holdMinutes,
    mutedUntil: mutedUntil?.getTime() ?? null,
    reason,
  }));
}

function stepStateOf(row: StepState): AppFacts['stepStates'][number] {
  const { falseSinceAt, effect } = row.evidence as { falseSinceAt?: number | null; effect?: EffectFinding };
  return {
    stepId: row.stepId,
    status: row.status === 'wont' ? 'wont' : 'done',
    by: row.by === 'telemetry' ? 'telemetry' : 'person',
    at: row.at.getTime(),
    reason: row.reason,
    falseSinceAt: falseSinceAt ?? null,
    effect: effect ?? null,
  };
}
