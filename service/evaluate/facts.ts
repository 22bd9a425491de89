/** Rows of an app, as the advisor wants them. */
import type { AppFacts, EffectFinding } from '@/advisor/types';
import { catalogue, readFormula, readRoadmapText } from '@/catalogue/index';
import type { Deployment, Population, Price, Roadmap, SignalDefinition, Step } from '@/catalogue/types';
import type {
  App,
  CustomSignal,
  OwnPrice,
  RoadmapVersion,
  StepState,
  Team,
  ThresholdOverride,
} from '@/prisma/generated/client';
import { ServiceError } from '../errors';
import { holidaysOf } from '../inputs/holidays';
import { resources } from '../resources';
import { customOf, signalsOf } from '../signals/definitions';

/** What of an app's row says which roadmap it follows; the version of a team's own with its text. */
export type FollowsRoadmap = Pick<App, 'roadmapId' | 'ownRoadmapId'> & { ownRoadmap: RoadmapVersion | null };

/** Versions never change, so that each is read once a process; bounded, oldest out first. */
const readVersions = new Map<bigint, { text: string; roadmap: Roadmap }>();
const MOST_READ = 500;

/** Null where its file is gone, or this release cannot read the version. */
export function readableRoadmap({ roadmapId, ownRoadmap }: FollowsRoadmap): Roadmap | null {
  return ownRoadmap === null ? (catalogue().roadmaps.get(roadmapId) ?? null) : readVersion(ownRoadmap);
}

/** @throws ServiceError `unavailable` if the roadmap's file is gone, or a version is not readable any more. */
export function roadmapOf(app: FollowsRoadmap): Roadmap {
  const roadmap = readableRoadmap(app);
  if (roadmap) return roadmap;
  if (app.ownRoadmap !== null) {
    throw new ServiceError({
      code: 'unavailable',
      message: `This app follows version ${app.ownRoadmap.number} of “${app.roadmapId}”, which this release cannot read.`,
      fix: 'Choose another version of it, or another roadmap, in the app’s settings.',
    });
  }
  throw new ServiceError({
    code: 'unavailable',
    message: `This app follows the roadmap "${app.roadmapId}", whose file is missing.`,
    fix: 'Put the file back into catalogue/roadmaps and restart.',
  });
}

function readVersion({ id, text }: RoadmapVersion): Roadmap | null {
  const known = readVersions.get(id);
  // Two databases of one process may give the same id.
  if (known?.text === text) return known.roadmap;
  const roadmap = readRoadmapText(text);
  if (roadmap === null) return null;
  const [oldest] = readVersions.keys();
  if (oldest !== undefined && readVersions.size >= MOST_READ) readVersions.delete(oldest);
  readVersions.set(id, { text, roadmap });
  return roadmap;
}

/** Of each roadmap that was asked for: what a roadmap names never changes. */
const named = new WeakMap<Roadmap, Step[]>();

/** Every step that the roadmap names, each once, in the order in which it names them. */
export function stepsOf(roadmap: Roadmap): Step[] {
  const known = named.get(roadmap);
  if (known) return known;
  const steps = findSteps(roadmap);
  named.set(roadmap, steps);
  return steps;
}

function findSteps(roadmap: Roadmap): Step[] {
  const ids = new Set([
    ...roadmap.phases.flatMap((phase) => [...phase.required, ...phase.helpful]),
    ...[...roadmap.phases, roadmap].flatMap(({ thresholds }) =>
      thresholds.flatMap(({ required = [], helpful = [] }) => [...required, ...helpful]),
    ),
    ...roadmap.checklists.flatMap((list) => list.items.map((item) => item.step)),
    ...roadmap.quickWins.map((win) => win.step),
    ...roadmap.tips.flatMap((tip) => (tip.step ? [tip.step] : [])),
    ...roadmap.migration.flatMap((part) => part.steps),
  ]);
  const own = new Map((roadmap.steps ?? []).map((step) => [step.id, step]));
  return [...ids].flatMap((id) => own.get(id) ?? catalogue().steps.get(id) ?? []);
}

/** A step of the catalogue, or of the roadmap that the app follows. */
export function isStep(app: FollowsRoadmap, stepId: string): boolean {
  return (
    catalogue().steps.has(stepId) ||
    (app.ownRoadmap !== null && stepsOf(roadmapOf(app)).some(({ id }) => id === stepId))
  );
}

export type AppRows = App & {
  overrides: ThresholdOverride[];
  steps: StepState[];
  customSignals: CustomSignal[];
  /** Those that name an owner. */
  stepNotes: { stepId: string; owner: string | null }[];
  team: Team & { ownPrices: OwnPrice[] };
  ownRoadmap: RoadmapVersion | null;
};
export const appRows = {
  ownRoadmap: true,
  overrides: { orderBy: { thresholdId: 'asc' } },
  steps: { orderBy: { stepId: 'asc' } },
  customSignals: { orderBy: { signal: 'asc' } },
  stepNotes: { where: { owner: { not: null } }, select: { stepId: true, owner: true }, orderBy: { stepId: 'asc' } },
  team: { include: { ownPrices: { orderBy: { priceId: 'asc' } } } },
} as const;

/** Of rows as they were read: an evaluation asks several times. */
const made = new WeakMap<AppRows, AppFacts>();

export function factsOf(app: AppRows): AppFacts {
  const known = made.get(app);
  if (known) return known;
  const facts = makeFacts(app);
  made.set(app, facts);
  return facts;
}

/** One list for all apps, by which prices are looked up (advisor/estimate/book.ts). */
let prices: Price[] | null = null;

function pricesOf(): Price[] {
  prices ??= [...catalogue().prices.values()];
  return prices;
}

function makeFacts(app: AppRows): AppFacts {
  const roadmap = roadmapOf(app);
  return {
    appId: Number(app.id),
    roadmap,
    steps: stepsOf(roadmap),
    signals: signalsOf(roadmap, app.customSignals),
    customSignals: app.customSignals.map(customOf),
    prices: pricesOf(),
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
    timeZone: app.team.timeZone,
    holidays: holidaysOf(app.team.holidays),
    overrides: overridesOf(app.overrides),
    stepStates: app.steps.map(stepStateOf),
    owners: Object.fromEntries(app.stepNotes.flatMap(({ stepId, owner }) => (owner === null ? [] : [[stepId, owner]]))),
  };
}

/** The definitions that hold for an app, where no more of its rows is at hand. */
export async function signalsOfApp(app: Pick<App, 'id'>): Promise<SignalDefinition[]> {
  const { customSignals, ...rows } = await resources().prisma.app.findUniqueOrThrow({
    where: { id: app.id },
    include: { ownRoadmap: true, customSignals: { orderBy: { signal: 'asc' } } },
  });
  return signalsOf(roadmapOf(rows), customSignals);
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
  const { falseSinceAt, instrumentation, effect } = row.evidence as {
    falseSinceAt?: number | null;
    instrumentation?: number;
    effect?: EffectFinding;
  };
  return {
    stepId: row.stepId,
    status: row.status === 'wont' ? 'wont' : 'done',
    by: row.by === 'telemetry' ? 'telemetry' : 'person',
    at: row.at.getTime(),
    reason: row.reason,
    falseSinceAt: falseSinceAt ?? null,
    ...(instrumentation === undefined ? {} : { instrumentation }),
    effect: effect ?? null,
  };
}
