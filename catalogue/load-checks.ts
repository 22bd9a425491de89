/** What one file alone cannot tell: duplicate ids, references to nothing, phases out of order, cycles. */
import type { Limit, Price, Roadmap, SignalDefinition, Step } from '@/catalogue/types';
import type { Located } from './load-file';
import type { Problem } from './load-problems';

export interface LoadedFiles {
  roadmaps: Located<Roadmap>[];
  steps: Located<Step>[];
  signals: Located<SignalDefinition>[];
  prices: Located<Price>[];
  limits: Located<Limit>[];
}

type Path = PropertyKey[];

export function crossCheck(files: LoadedFiles): Problem[] {
  return [
    ...duplicates(files.roadmaps, 'roadmaps'),
    ...duplicates(files.steps, 'steps'),
    ...duplicates(files.signals, 'signals'),
    ...duplicates(files.prices, 'prices'),
    ...duplicates(files.limits, 'limits'),
    ...files.limits.flatMap((limit) => checkLimit(limit, files)),
    ...files.steps.flatMap((step) => checkStep(step, files)),
    ...files.roadmaps.flatMap((roadmap) => checkRoadmap(roadmap, files)),
    ...cycles(files.steps),
  ];
}

function duplicates(entries: Located<{ id: string }>[], folder: string): Problem[] {
  const seen = new Map<string, Located<{ id: string }>>();
  return entries.flatMap((entry) => {
    const first = seen.get(entry.value.id);
    if (first === undefined) {
      seen.set(entry.value.id, entry);
      return [];
    }
    const says = `is already used in ${first.file}:${first.placeOf([]).line}. Ids in ${folder}/ must differ: rename one.`;
    return [problem(entry, ['id'], says)];
  });
}

/** A limit of a product that no price file lists would never be used: a slip of the name. */
function checkLimit(limit: Located<Limit>, { prices }: LoadedFiles): Problem[] {
  const { provider, services, priceId } = limit.value;
  const isListed = priceId === undefined || prices.some(({ value }) => value.id === priceId);
  return [
    ...services.flatMap((service, index) =>
      prices.some(({ value }) => value.provider === provider && value.service === service)
        ? []
        : [problem(limit, ['services', index], `is "${service}", which ${provider} does not list in prices/.`)],
    ),
    ...(isListed ? [] : [problem(limit, ['priceId'], `is "${priceId}", which is not in prices/.`)]),
  ];
}

function checkStep(step: Located<Step>, files: LoadedFiles): Problem[] {
  const refers = references(step, files);
  const { after, relieves, evidence } = step.value;
  const personOnly = evidence.rule === null && evidence.strength !== 'person';
  return [
    ...after.flatMap((other, index) => refers.step(other, ['after', index])),
    ...relieves.flatMap((it, index) => refers.signal(it.signal, ['relieves', index, 'signal'])),
    ...relieves.flatMap((it, index) =>
      it.factor !== undefined && it.source === undefined
        ? [
            problem(
              step,
              ['relieves', index],
              'has a factor without a source. Name the source or leave the factor out.',
            ),
          ]
        : [],
    ),
    ...(personOnly
      ? [problem(step, ['evidence'], 'has no rule, so its strength must be person. Name a rule or write person.')]
      : []),
  ];
}

/** What a roadmap names that is not there, and what in it contradicts itself. */
export function checkRoadmap(roadmap: Located<Roadmap>, files: LoadedFiles): Problem[] {
  const own = (roadmap.value.steps ?? []).map((value, index) => within(roadmap, value, ['steps', index]));
  const refers = references(roadmap, { ...files, steps: [...files.steps, ...own] });
  const it = roadmap.value;
  const ofPhases = it.phases.map((phase, index): [Path, Roadmap['thresholds']] => [
    ['phases', index, 'thresholds'],
    phase.thresholds,
  ]);
  const thresholdSets: [Path, Roadmap['thresholds']][] = [[['thresholds'], it.thresholds], ...ofPhases];
  return [
    ...thresholdSets.flatMap(([path, set]) => [
      ...set.flatMap((each, index) => [
        ...refers.signal(each.signal, [...path, index, 'signal']),
        ...(each.required ?? []).flatMap((step, at) => refers.step(step, [...path, index, 'required', at])),
        ...(each.helpful ?? []).flatMap((step, at) => refers.step(step, [...path, index, 'helpful', at])),
      ]),
      ...repeated(roadmap, path, set),
    ]),
    ...it.phases.flatMap((phase, index) => [
      ...phase.required.flatMap((each, at) => refers.step(each, ['phases', index, 'required', at])),
      ...phase.helpful.flatMap((each, at) => refers.step(each, ['phases', index, 'helpful', at])),
      ...phase.bill.flatMap((line, at) => refers.price(line.priceId, ['phases', index, 'bill', at, 'priceId'])),
      ...repeated(roadmap, ['phases', index, 'bill'], phase.bill),
      ...rangeOrder(roadmap, index),
    ]),
    ...repeated(roadmap, ['phases'], it.phases),
    ...duplicates([...files.steps, ...own], 'steps').filter(({ file }) => file === roadmap.file),
    ...own.flatMap((step) => checkStep(step, { ...files, steps: [...files.steps, ...own] })),
    ...cycles([...files.steps, ...own]).filter(({ file }) => file === roadmap.file),
    ...twiceRequired(roadmap),
    ...it.checklists.flatMap((list, index) =>
      list.items.flatMap((item, at) => refers.step(item.step, ['checklists', index, 'items', at, 'step'])),
    ),
    ...it.quickWins.flatMap((each, index) => refers.step(each.step, ['quickWins', index, 'step'])),
    ...it.tips.flatMap((each, index) =>
      each.step === undefined ? [] : refers.step(each.step, ['tips', index, 'step']),
    ),
    ...it.metrics.flatMap((each, index) =>
      each.signals.flatMap((signal, at) => refers.signal(signal, ['metrics', index, 'signals', at])),
    ),
    ...it.migration.flatMap((each, index) =>
      each.steps.flatMap((step, at) => refers.step(step, ['migration', index, 'steps', at])),
    ),
  ];
}

/** An entry that stands inside another file's entry. */
function within<T>(where: Located<unknown>, value: T, path: Path): Located<T> {
  return { value, file: where.file, placeOf: (rest) => where.placeOf([...path, ...rest]) };
}

function rangeOrder(roadmap: Located<Roadmap>, index: number): Problem[] {
  const phase = roadmap.value.phases[index];
  const before = roadmap.value.phases[index - 1];
  if (phase === undefined || before === undefined) return [];
  if (before.to !== null && phase.from >= before.to) return [];
  const until = before.to === null ? 'is open-ended' : `ends at ${before.to}`;
  const says = `is ${phase.from}, but the phase before it ${until}. Put phases in order of load, without overlap.`;
  return [problem(roadmap, ['phases', index, 'from'], says)];
}

/** A step belongs to one phase: the first that requires it. */
function twiceRequired(roadmap: Located<Roadmap>): Problem[] {
  const seen = new Map<string, string>();
  return roadmap.value.phases.flatMap((phase, index) =>
    phase.required.flatMap((step, at) => {
      const first = seen.get(step);
      seen.set(step, phase.id);
      if (first === undefined) return [];
      const says = `(${step}) is already required by phase ${first}. Name it once, in the phase that needs it first.`;
      return [problem(roadmap, ['phases', index, 'required', at], says)];
    }),
  );
}

function repeated(where: Located<Roadmap>, path: Path, entries: { id: string }[]): Problem[] {
  const ids = entries.map((entry) => entry.id);
  return ids.flatMap((id, index) =>
    ids.indexOf(id) === index
      ? []
      : [problem(where, [...path, index, 'id'], `(${id}) is used twice in this list. Rename one.`)],
  );
}

/** Steps that wait for each other for ever; each ring is told once, at its smallest id. */
function cycles(steps: Located<Step>[]): Problem[] {
  const byId = new Map(steps.map((step) => [step.value.id, step]));
  const told = new Set<string>();
  const done = new Set<string>();
  const problems: Problem[] = [];
  const visit = (id: string, trail: string[]) => {
    const at = trail.indexOf(id);
    if (at >= 0) {
      const ring = trail.slice(at);
      const start = [...ring].sort()[0] ?? id;
      const turned = [...ring.slice(ring.indexOf(start)), ...ring.slice(0, ring.indexOf(start)), start];
      const step = byId.get(start);
      if (step !== undefined && !told.has(turned.join()))
        problems.push(problem(step, ['after'], `waits for itself: ${turned.join(' after ')}. Remove one of these.`));
      told.add(turned.join());
      return;
    }
    if (done.has(id)) return;
    for (const next of byId.get(id)?.value.after ?? []) visit(next, [...trail, id]);
    done.add(id);
  };
  for (const step of steps) visit(step.value.id, []);
  return problems;
}

function references(where: Located<{ id: string }>, files: LoadedFiles) {
  const check = (folder: string, known: Located<{ id: string }>[]) => (id: string | undefined, path: Path) => {
    if (id === undefined || known.some((entry) => entry.value.id === id)) return [];
    return [problem(where, path, `names "${id}", which is not in ${folder}/. Correct it or add it there.`)];
  };
  return {
    step: check('steps', files.steps),
    signal: check('signals', files.signals),
    price: check('prices', files.prices),
  };
}

function problem(where: Located<{ id: string }>, path: Path, says: string): Problem {
  const named = path.map((part) => (typeof part === 'number' ? `[${part}]` : String(part)));
  const field = [where.value.id, ...named].join('.').replaceAll('.[', '[');
  return { file: where.file, ...where.placeOf(path), field, says };
}
