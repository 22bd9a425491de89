/** Whether finished steps worked (RULES 9): measured once, when the fortnight after is over, and kept with the tick. */
import { effectReadyAt, findEffect, HISTORY_DAYS, hasEffect, isByRoute } from '@/advisor/effect/effect';
import { loadSeries } from '@/advisor/index';
import { type AppFacts, DAY_MS, type EffectFinding } from '@/advisor/types';
import type { Step } from '@/catalogue/types';
import { readSignalHours } from '@/store/index';
import type { Transaction } from '../audit';
import { type AppRows, factsOf } from '../evaluate/facts';
import { plainJson } from '../json';
import { resources } from '../resources';
import type { AppTelemetry } from '../signals/reads';
import { readRouteHours } from './effect-routes';

/** As long a past as is worth reading: three of the least history. */
const PAST_MS = 3 * HISTORY_DAYS * DAY_MS;
const AFTER_MS = 18 * DAY_MS;

interface StepEffect {
  stepId: string;
  effect: EffectFinding;
}

/** The effect of one finished step that has none yet, or whose fortnight is over now; one an evaluation. */
export async function dueEffect(app: AppRows, telemetry: AppTelemetry, nowAt: number): Promise<StepEffect | null> {
  const facts = factsOf(app);
  const { minutes } = telemetry;
  for (const state of facts.stepStates) {
    const step = facts.steps.find(({ id }) => id === state.stepId);
    if (step === undefined || !isDue(state, nowAt) || !hasEffect(step)) continue;
    const read = await readSignalHours(
      resources().telemetry,
      facts.appId,
      state.at - PAST_MS,
      Math.min(nowAt, state.at + AFTER_MS),
    );
    const load = loadSeries({ facts, minutes, hours: read.signals, hourFacts: read.facts });
    const routes =
      isByRoute(step) && nowAt >= effectReadyAt(state.at)
        ? await routesOf(app, telemetry, { step, doneAt: state.at, nowAt })
        : null;
    const effect = findEffect({
      step,
      routes,
      doneAt: state.at,
      nowAt,
      definitions: facts.signals,
      load: load?.hours ?? [],
      loadSignal: load?.signal ?? '',
      hours: read.signals,
      hourFacts: [...read.facts].sort((a, b) => a.at - b.at),
      stepStates: facts.stepStates,
    });
    if (effect !== null) return { stepId: state.stepId, effect };
  }
  return null;
}

/** What response times are made of, by route; null where nothing tells it. */
async function routesOf(
  app: AppRows,
  { minutes, hourFacts }: AppTelemetry,
  { step, doneAt, nowAt }: { step: Step; doneAt: number; nowAt: number },
) {
  const metric = [...minutes].find(([id, { recipe }]) => id.startsWith('latency.') && recipe)?.[1].recipe?.metrics[0];
  if (metric === undefined) return null;
  return readRouteHours({
    appId: Number(app.id),
    metric,
    signals: step.relieves.map(({ signal }) => signal),
    fromAt: doneAt - PAST_MS,
    toAt: Math.min(nowAt, doneAt + AFTER_MS),
    nowAt,
    covers: hourFacts.findLast(({ environment }) => environment !== undefined),
    names: app.metricNames as Parameters<typeof readRouteHours>[0]['names'],
    keepMinutesDays: app.keepMinutesDays,
  });
}

/** Stores it with the tick that it is of, unless the tick has changed meanwhile; answers the states with it. */
export async function keepEffect(
  tx: Transaction,
  app: AppRows,
  states: AppFacts['stepStates'],
  found: StepEffect | null,
): Promise<AppFacts['stepStates']> {
  const state = states.find(({ stepId, status }) => stepId === found?.stepId && status === 'done');
  if (found === null || state === undefined || state.at !== found.effect.doneAt) return states;
  const key = { appId: app.id, stepId: found.stepId };
  const { evidence } = await tx.stepState.findUniqueOrThrow({ where: { appId_stepId: key } });
  await tx.stepState.update({
    where: { appId_stepId: key },
    data: { evidence: { ...(evidence as object), effect: plainJson(found.effect).value } },
  });
  return states.map((own) => (own === state ? { ...own, effect: found.effect } : own));
}

function isDue({ status, at, effect }: AppFacts['stepStates'][number], nowAt: number): boolean {
  if (status !== 'done') return false;
  if (!effect || effect.doneAt !== at) return true;
  return effect.code === 'too-early' && nowAt >= effect.readyAt;
}
