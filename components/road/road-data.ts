/** From the app's view to what a road shows: phases, two markers, the first limit, and what to say where one is missing. */
import { firstFit, unitFactor } from '@/advisor/picture/load-chart';
import { placeOfArchitecture, placeOfLoad, type RoadPlace } from '@/advisor/picture/road-scale';
import type { Advice, LoadFinding, PositionFinding } from '@/advisor/types';
import { formatUsdRange, withDashes } from '@/advisor/words/format';
import { rangeBeside, shortPhase } from '@/advisor/words/names';
import { dateParts, phaseEntrySentence, type Wording } from '@/advisor/words/sentences';
import type { Population, Roadmap } from '@/catalogue/types';
import type { AppView } from '@/service/views/views';

export interface RoadPhase {
  id: string;
  /** "Phase 2", and what comes after the colon apart. */
  title: string;
  subtitle: string;
  range: string;
  done: number;
  total: number;
  cost: string;
  timeline: string;
}

export interface RoadData {
  roadmap: { title: string; version: number; loadUnit: Population };
  phases: RoadPhase[];
  load: { value: number; place: RoadPlace; estimated: boolean } | null;
  architecture: { place: RoadPlace; done: number; total: number };
  limit: { load: number; place: RoadPlace; multiple: number; when: string | null } | null;
  /** Why there is no load marker. */
  missing: Missing | null;
  /** Load is this many phases ahead of the architecture. */
  ahead: number;
  openSteps: number;
  /** "load enters Grow about 24 Feb (17 Feb–7 Mar)"; null where nobody can say. */
  enters: string | null;
}

export type Missing =
  | { code: 'ask-population' }
  | { code: 'population-differs'; app: Population; roadmap: Population }
  | { code: 'learning'; hours: number; need: number }
  | { code: 'no-users-metric' }
  | { code: 'no-data' };

type Part = Pick<AppView, 'roadmap' | 'advice'>;

export function roadOf({ roadmap, advice }: Part, wording: Wording): RoadData {
  const position = advice?.position ?? null;
  const architecture = placeOfArchitecture(
    roadmap.phases,
    position ?? { architecturePhase: 0, requiredDone: [], requiredTotal: [] },
  );
  const known = position?.code === 'position' ? position : null;
  const load = known
    ? {
        value: known.loadInRoadmapUnit,
        place: placeOfLoad(roadmap.phases, known.loadInRoadmapUnit),
        estimated: isEstimated(advice?.load),
      }
    : null;
  const phases = roadmap.phases.map((_, i) => phaseOf(roadmap, i, position));
  const here = phases[architecture.phase];
  return {
    roadmap: { title: roadmap.title, version: roadmap.version, loadUnit: roadmap.loadUnit },
    phases,
    load,
    architecture: { place: architecture, done: here?.done ?? 0, total: here?.total ?? 0 },
    limit: advice && load ? limitOf(roadmap, advice, wording) : null,
    enters: phaseEntrySentence(advice?.dates, roadmap.phases, wording),
    missing: load ? null : missingOf(advice?.load ?? null, position),
    ahead: known ? known.loadPhase - known.architecturePhase : 0,
    openSteps: Math.max(0, (here?.total ?? 0) - (here?.done ?? 0)),
  };
}

function limitOf(roadmap: Roadmap, advice: Advice, wording: Wording): RoadData['limit'] {
  const { headroom, load: finding, position, dates } = advice;
  const fit = headroom.multiple === null ? null : firstFit(headroom);
  if (!fit || headroom.multiple === null) return null;
  // A fit carries three digits at most.
  const load = Number((fit.limitLoad * unitFactor(finding, position)).toPrecision(3));
  const when = dates === undefined ? null : (dateParts(dates.first.date, wording)?.lead ?? null);
  return { load, place: placeOfLoad(roadmap.phases, load), multiple: headroom.multiple, when };
}

function phaseOf(roadmap: Roadmap, index: number, position: PositionFinding | null): RoadPhase {
  const phase = roadmap.phases[index];
  if (!phase) throw new Error(`roadmap ${roadmap.id} has no phase ${index}`);
  const cost = phase.costs[0];
  return {
    id: phase.id,
    title: withDashes(shortPhase(phase)),
    subtitle: subtitleOf(phase.title),
    range: rangeBeside(phase),
    done: position?.requiredDone[index] ?? 0,
    total: position?.requiredTotal[index] ?? phase.required.length,
    cost: cost ? `${formatUsdRange(cost.lowUsd, cost.highUsd)} a month` : 'no cost given',
    timeline: withDashes(phase.timelines[0]?.text ?? ''),
  };
}

/** "Phase 2: Horizontal scaling" → "Horizontal scaling"; empty where the title has one part. */
export function subtitleOf(title: string): string {
  return title
    .split(/:| – | - /)
    .slice(1)
    .join(' ')
    .trim();
}

function missingOf(load: LoadFinding | null, position: PositionFinding | null): Missing {
  if (position?.code === 'cannot-tell') {
    if (position.reason === 'population-not-said') return { code: 'ask-population' };
    if (position.reason === 'population-differs' && position.appUnit) {
      return { code: 'population-differs', app: position.appUnit, roadmap: position.roadmapUnit };
    }
  }
  if (load?.code === 'learning') return { code: 'learning', hours: load.hours, need: load.needHours };
  if (load?.code === 'no-load' && load.reason === 'no-users-metric-and-no-ratio') return { code: 'no-users-metric' };
  return { code: 'no-data' };
}

function isEstimated(load: LoadFinding | undefined): boolean {
  return load?.code === 'load' && load.quality === 'estimated';
}
