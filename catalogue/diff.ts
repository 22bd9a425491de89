/** What changed from one version of a roadmap to the next, as people ask: phases, thresholds, steps, and the rest by name. */
import type { Phase, Roadmap, Step, Threshold } from './types';

export interface RoadmapChange {
  what: 'roadmap' | 'phase' | 'threshold' | 'step';
  kind: 'added' | 'removed' | 'changed';
  /** What it is called, and in which phase it stands. */
  name: string;
  phase: string | null;
  /** Of a change: "limit 500 → 400, hold 5 → 10 min". */
  says: string;
}

export function diffRoadmaps(before: Roadmap, after: Roadmap): RoadmapChange[] {
  return [
    ...fields(before, after),
    ...phases(before, after),
    ...thresholds(before.thresholds, after.thresholds, null),
    ...after.phases.flatMap((phase) => {
      const was = before.phases.find(({ id }) => id === phase.id);
      return thresholds(was?.thresholds ?? [], phase.thresholds, phase.title);
    }),
    ...steps(before, after),
    ...ownSteps(before.steps ?? [], after.steps ?? []),
  ];
}

/** Everything beside phases, thresholds and steps: named, not spelt out; the text's own diff shows it. */
const OTHER: [keyof Roadmap, string][] = [
  ['title', 'title'],
  ['summary', 'summary'],
  ['document', 'document'],
  ['stack', 'stack'],
  ['loadUnit', 'population'],
  ['startingPoint', 'starting point'],
  ['checklists', 'checklists'],
  ['quickWins', 'quick wins'],
  ['tips', 'tips'],
  ['tools', 'tools'],
  ['metrics', 'metrics'],
  ['migration', 'migration plan'],
  ['cacheLifetimes', 'cache lifetimes'],
  ['nextSteps', 'next steps'],
  ['disagreements', 'disagreements'],
];

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

function fields(before: Roadmap, after: Roadmap): RoadmapChange[] {
  return OTHER.filter(([field]) => !same(before[field], after[field])).map(([field, name]) => {
    const [was, is] = [before[field], after[field]];
    const says = typeof was === 'string' && typeof is === 'string' && field !== 'summary' ? `“${was}” → “${is}”` : '';
    return { what: 'roadmap', kind: 'changed', name, phase: null, says };
  });
}

function phases(before: Roadmap, after: Roadmap): RoadmapChange[] {
  const range = ({ from, to }: Phase) => `${number(from)}–${to === null ? 'open' : number(to)}`;
  const change = (kind: RoadmapChange['kind'], { title }: Phase, says: string): RoadmapChange => ({
    what: 'phase',
    kind,
    name: title,
    phase: null,
    says,
  });
  const gone = before.phases.filter(({ id }) => !after.phases.some((phase) => phase.id === id));
  return [
    ...gone.map((phase) => change('removed', phase, range(phase))),
    ...after.phases.flatMap((phase) => {
      const was = before.phases.find(({ id }) => id === phase.id);
      if (was === undefined) return [change('added', phase, range(phase))];
      const says = [
        was.title === phase.title ? '' : `title “${was.title}” → “${phase.title}”`,
        range(was) === range(phase) ? '' : `range ${range(was)} → ${range(phase)}`,
        same(was.costs, phase.costs) && same(was.bill, phase.bill) ? '' : 'costs',
        same(was.timelines, phase.timelines) ? '' : 'timeline',
        same(was.architecture, phase.architecture) ? '' : 'architecture',
      ].filter((part) => part !== '');
      return says.length > 0 ? [change('changed', phase, says.join(', '))] : [];
    }),
  ];
}

function thresholds(before: Threshold[], after: Threshold[], phase: string | null): RoadmapChange[] {
  const change = (kind: RoadmapChange['kind'], it: Threshold, says: string): RoadmapChange => ({
    what: 'threshold',
    kind,
    name: it.id,
    phase,
    says,
  });
  const whole = ({ signal, limit, holdMinutes }: Threshold) => `${signal} ${number(limit)} for ${holdMinutes} min`;
  return [
    ...before.filter(({ id }) => !after.some((it) => it.id === id)).map((it) => change('removed', it, whole(it))),
    ...after.flatMap((it) => {
      const was = before.find(({ id }) => id === it.id);
      if (was === undefined) return [change('added', it, whole(it))];
      const says = [
        was.signal === it.signal ? '' : `signal ${was.signal} → ${it.signal}`,
        was.limit === it.limit ? '' : `limit ${number(was.limit)} → ${number(it.limit)}`,
        was.holdMinutes === it.holdMinutes ? '' : `hold ${was.holdMinutes} → ${it.holdMinutes} min`,
        same([was.required, was.helpful], [it.required, it.helpful]) ? '' : 'its steps',
        same(rest(was), rest(it)) ? '' : 'source or filter',
      ].filter((part) => part !== '');
      return says.length > 0 ? [change('changed', it, says.join(', '))] : [];
    }),
  ];
}

function rest({ signal, limit, holdMinutes, required, helpful, ...others }: Threshold): object {
  return others;
}

/** Where each step stands: "required in Start", "helpful in Grow". */
function steps(before: Roadmap, after: Roadmap): RoadmapChange[] {
  const places = (roadmap: Roadmap) =>
    new Map(
      roadmap.phases.flatMap((phase) => [
        ...phase.helpful.map((id): [string, string] => [id, `helpful in ${phase.title}`]),
        ...phase.required.map((id): [string, string] => [id, `required in ${phase.title}`]),
      ]),
    );
  const [was, is] = [places(before), places(after)];
  const change = (kind: RoadmapChange['kind'], name: string, says: string): RoadmapChange => ({
    what: 'step',
    kind,
    name,
    phase: null,
    says,
  });
  return [
    ...[...was].filter(([id]) => !is.has(id)).map(([id, place]) => change('removed', id, place)),
    ...[...is].flatMap(([id, place]) => {
      const old = was.get(id);
      if (old === undefined) return [change('added', id, place)];
      return old === place ? [] : [change('changed', id, `${old} → ${place}`)];
    }),
  ];
}

function ownSteps(before: Step[], after: Step[]): RoadmapChange[] {
  return after
    .filter((step) => before.some((was) => was.id === step.id && !same(was, step)))
    .map(({ id }) => ({ what: 'step', kind: 'changed', name: id, phase: null, says: 'its own text' }));
}

const number = (value: number): string => value.toLocaleString('en-US', { maximumFractionDigits: 6 });
