/** "With this roadmap you would be in Grow": a draft judged by what is stored of an app. Nothing is written. */
import { advise, evaluate, thresholdsNow } from '@/advisor/index';
import { type Advice, type AppFacts, HOUR_MS, MINUTE_MS } from '@/advisor/types';
import type { Roadmap } from '@/catalogue/types';
import { readSignals } from '@/store/index';
import { openAppView } from '../apps/view';
import { factsOf, stepsOf } from '../evaluate/facts';
import { parse } from '../inputs/inputs';
import { resources } from '../resources';
import { signalsOf } from '../signals/definitions';
import { readAppTelemetry } from '../signals/reads';
import type { Actor } from '../views/views';
import { draftInput } from './inputs';
import { rightRoadmap, teamSignals } from './scope';
import type { PreviewView, StandingView } from './views';

/** As the worker judges: the last 26 hours. */
const JUDGED_MS = 26 * HOUR_MS;
const LOOK_BACK_MS = 4 * HOUR_MS;

/** How an app stands now, and how it would by this draft. */
export async function previewRoadmap(actor: Actor, appSlug: string, text: string): Promise<PreviewView> {
  const { view, rows } = await openAppView(actor, appSlug, 'previewRoadmap');
  const draft = rightRoadmap(parse(draftInput, { text }).text, await teamSignals({ teamId: rows.teamId }));
  const nowAt = resources().now();
  const id = Number(rows.id);
  const read = await readAppTelemetry(
    resources().telemetry,
    { id, evidenceWindowMinutes: rows.evidenceWindowMinutes },
    nowAt,
  );
  const toAt = Math.floor(nowAt / MINUTE_MS) * MINUTE_MS;
  const judged = await readSignals(resources().telemetry, id, 'all', toAt - JUDGED_MS - LOOK_BACK_MS, toAt);
  const signals = signalsOf(draft, rows.customSignals);
  const facts: AppFacts = { ...factsOf(rows), roadmap: draft, steps: stepsOf(draft), signals };
  const crossings = thresholdsNow({ facts, ...read, nowAt }).flatMap(
    (threshold) =>
      evaluate({
        threshold,
        columns: judged.get(threshold.signal),
        definition: facts.signals.find(({ id }) => id === threshold.signal),
        fromAt: toAt - JUDGED_MS,
        toAt,
        earlier: [],
      }).crossings,
  );
  const advice = advise({ ...read, judged, facts, nowAt, synthetic: rows.synthetic, crossings });
  return {
    app: { slug: view.app.slug, name: view.app.name },
    now: view.advice === null ? null : standing(view.roadmap, view.advice),
    draft: standing(draft, advice),
  };
}

function standing(roadmap: Roadmap, advice: Advice): StandingView {
  return {
    title: roadmap.title,
    phases: roadmap.phases.map(({ id, title }) => ({ id, title })),
    load: advice.load,
    position: advice.position,
    headroom: advice.headroom,
    crossed: advice.thresholds.flatMap((status) =>
      status.code === 'crossed'
        ? [
            {
              thresholdId: status.threshold.id,
              signal: status.threshold.signal,
              limit: status.threshold.limit,
              openedAt: status.crossing.openedAt,
            },
          ]
        : [],
    ),
    thresholds: advice.thresholds.length,
    openSteps: advice.checklist.open.map(({ title }) => title),
  };
}
