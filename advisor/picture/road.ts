/** The road: phases side by side, load above, architecture below, the first limit where it lies. */
import type { Roadmap } from '@/catalogue/types';
import type { Advice } from '../types';
import { formatMultiple, formatShort, formatUsdRange } from '../words/format';
import { rangeBeside, shortPhase } from '../words/names';
import { firstFit, unitFactor } from './load-chart';
import { placeOfArchitecture, placeOfLoad } from './road-scale';
import { n, type Picture, type Shape, type Tone } from './shapes';

const WIDTH = 640;
const HEIGHT = 106;
const BAR = { top: 24, height: 11 };
const GAP = 2;
const SMALL = 9.5;
const AHEAD: Tone[] = ['p1', 'p2', 'p3', 'p4'];

export function roadPicture(advice: Advice, roadmap: Roadmap): Picture {
  const { position } = advice;
  const load = position.code === 'position' ? placeOfLoad(roadmap.phases, position.loadInRoadmapUnit).along : null;
  const architecture = placeOfArchitecture(roadmap.phases, position).along;
  return {
    width: WIDTH,
    height: HEIGHT,
    says: `The road of ${roadmap.phases.length} phases with the places of load and architecture`,
    shapes: [
      ...segments(roadmap, load ?? 0),
      ...names(advice, roadmap),
      ...(load === null ? [] : [...loadMark(advice, roadmap, load), LOAD_IS]),
      ...architectureMark(advice, architecture),
    ],
  };
}

/** The load chart's daily peaks may be higher or lower. */
const LOAD_IS: Shape = {
  kind: 'text',
  x: WIDTH - GAP,
  y: 8,
  text: 'load: busy hours of the last 7 days',
  tone: 'ink3',
  size: SMALL,
  anchor: 'end',
};

const x = (along: number) => n(along * WIDTH);

function segments({ phases }: Roadmap, travelled: number): Shape[] {
  const width = WIDTH / phases.length;
  return phases.flatMap((_, i): Shape[] => {
    const from = i * width;
    const bar = { kind: 'rect' as const, y: BAR.top, height: BAR.height };
    const reached = Math.max(0, Math.min(width - GAP, travelled * WIDTH - from));
    return [
      { ...bar, x: n(from), width: n(width - GAP), fill: AHEAD[Math.min(i, 3)] as Tone },
      ...(reached > 0 ? [{ ...bar, x: n(from), width: n(reached), fill: 'go' as const }] : []),
    ];
  });
}

function names({ position }: Advice, roadmap: Roadmap): Shape[] {
  return roadmap.phases.flatMap((phase, i): Shape[] => {
    const left = n((i * WIDTH) / roadmap.phases.length);
    const cost = phase.costs[0];
    const done = `${position.requiredDone[i] ?? 0} of ${position.requiredTotal[i] ?? phase.required.length} steps`;
    const lines: [string, Tone, boolean][] = [
      [shortPhase(phase), 'ink', true],
      [rangeBeside(phase), 'ink2', false],
      [done, 'ink3', false],
      [cost ? formatUsdRange(cost.lowUsd, cost.highUsd) : 'no cost given', 'ink3', false],
    ];
    return lines.map(([words, tone, bold], line) => ({
      kind: 'text',
      x: left,
      y: 64 + line * 12.5,
      text: words,
      tone,
      size: SMALL,
      bold,
    }));
  });
}

function loadMark(advice: Advice, roadmap: Roadmap, along: number): Shape[] {
  const { position, headroom } = advice;
  if (position.code !== 'position') return [];
  const at = x(along);
  const words = `load ${formatShort(Number(position.loadInRoadmapUnit.toPrecision(3)))}`;
  const fit = headroom.multiple === null ? null : firstFit(headroom);
  const limit =
    fit === null ? null : placeOfLoad(roadmap.phases, fit.limitLoad * unitFactor(advice.load, position)).along;
  // The words go to the side where there is room for them.
  const right = limit === null ? at < WIDTH / 2 : at < 70;
  return [
    { kind: 'path', d: `M${at - 5} 13h10l-5 8Z`, fill: 'ink' },
    {
      kind: 'text',
      x: n(right ? at + 9 : at - 9),
      y: 20,
      text: words,
      tone: 'ink',
      size: SMALL,
      bold: true,
      anchor: right ? 'start' : 'end',
    },
    ...(limit === null || right ? [] : limitMark(x(limit), formatMultiple(headroom.multiple ?? 1))),
  ];
}

function limitMark(at: number, multiple: string): Shape[] {
  const right = at < WIDTH - 110;
  return [
    { kind: 'path', d: `M${at - 5} 13h10l-5 8Z`, fill: 'card', stroke: 'bad', width: 1.25 },
    {
      kind: 'text',
      x: n(right ? at + 9 : at - 9),
      y: 20,
      text: `first limit at ${multiple}`,
      tone: 'bad',
      size: SMALL,
      anchor: right ? 'start' : 'end',
    },
  ];
}

function architectureMark({ position }: Advice, along: number): Shape[] {
  const { architecturePhase: phase, requiredDone, requiredTotal } = position;
  const at = Math.max(5, Math.min(WIDTH - 7, x(along)));
  const right = at < WIDTH - 150;
  return [
    { kind: 'path', d: `M${at - 5} 47h10l-5 -8Z`, fill: 'card', stroke: 'ink', width: 1.25 },
    {
      kind: 'text',
      x: n(right ? at + 9 : at - 9),
      y: 46,
      text: `architecture ${requiredDone[phase] ?? 0} of ${requiredTotal[phase] ?? 0} steps`,
      tone: 'ink2',
      size: SMALL,
      anchor: right ? 'start' : 'end',
    },
  ];
}
