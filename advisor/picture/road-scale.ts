/**
 * Where a load stands on the road. Every phase has an equal share of the width and its own scale: linear
 * where it begins at zero, logarithmic after. An open end reaches ten times its beginning.
 */

import type { Phase } from '@/catalogue/types';
import type { PositionFinding } from '../types';

export type PhaseRange = Pick<Phase, 'from' | 'to'>;

const OPEN_END_FACTOR = 10;

export interface RoadPlace {
  phase: number;
  /** 0 at the phase's beginning, 1 at its end. */
  within: number;
  /** 0 at the road's beginning, 1 at its end. */
  along: number;
}

/** The phase that a load belongs to; a hole between two ranges belongs to the phase before it. */
export function placeOfLoad(phases: PhaseRange[], load: number): RoadPlace {
  const found = phases.findLastIndex((phase) => phase.from <= load);
  const phase = Math.max(0, found);
  const range = phases[phase];
  return place(phases.length, phase, range ? shareOf(range, load) : 0);
}

/** The architecture stands in its phase at the share of required steps done; a finished last phase is the road's end. */
export function placeOfArchitecture(
  phases: PhaseRange[],
  position: Pick<PositionFinding, 'architecturePhase' | 'requiredDone' | 'requiredTotal'>,
): RoadPlace {
  const phase = Math.max(0, Math.min(phases.length - 1, position.architecturePhase));
  const total = position.requiredTotal[phase] ?? 0;
  const done = position.requiredDone[phase] ?? 0;
  return place(phases.length, phase, total > 0 ? done / total : 0);
}

function place(count: number, phase: number, within: number): RoadPlace {
  const inside = Math.max(0, Math.min(1, within));
  return { phase, within: inside, along: count > 0 ? (phase + inside) / count : 0 };
}

function shareOf(range: PhaseRange, load: number): number {
  const to = range.to ?? Math.max(range.from, 1) * OPEN_END_FACTOR;
  if (range.from <= 0) return load / to;
  return Math.log(Math.max(load, range.from) / range.from) / Math.log(to / range.from);
}
