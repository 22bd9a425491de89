/** Words of a test that the roadmap or the catalogue does not have, each with its place and what there is. */
import type { Claim, Named, PlayGiven, RoadmapTest, TestProblem } from './types';

const SHOWN = 12;

export function unknownNames(test: RoadmapTest, { roadmap, steps, signals }: PlayGiven): TestProblem[] {
  const phases = roadmap.phases.map(({ id }) => id);
  const thresholds = [
    ...new Set([...roadmap.thresholds, ...roadmap.phases.flatMap((phase) => phase.thresholds)].map(({ id }) => id)),
  ];
  const known = {
    phase: phases,
    threshold: thresholds,
    step: steps.map(({ id }) => id),
    signal: signals.map(({ id }) => id),
  };
  const check = (what: keyof typeof known, named: Named, line: number): TestProblem[] =>
    known[what].includes(named.id)
      ? []
      : [{ line, column: named.column, says: unknown(what, named.id, known[what], roadmap.id) }];
  return [
    ...test.signals.flatMap(({ name, line, column }) => check('signal', { id: name, column }, line)),
    ...test.steps.flatMap(({ step, line }) => check('step', step, line)),
    ...test.overrides.flatMap(({ threshold, line }) => check('threshold', threshold, line)),
    ...test.moments.flatMap(({ expectations }) =>
      expectations.flatMap(({ line, claim }) => namesOf(claim).flatMap(([what, named]) => check(what, named, line))),
    ),
  ].sort((a, b) => a.line - b.line);
}

function namesOf(claim: Claim): ['phase' | 'threshold' | 'step' | 'signal', Named][] {
  switch (claim.kind) {
    case 'architecture':
      return [['phase', claim.phase]];
    case 'phase':
      return claim.phase === null ? [] : [['phase', claim.phase]];
    case 'threshold':
    case 'crossings':
    case 'limit':
      return claim.kind === 'threshold' && claim.code === 'absent' ? [] : [['threshold', claim.threshold]];
    case 'headroom':
      return claim.first.map((signal) => ['signal', signal]);
    case 'step':
    case 'date':
      return [['step', claim.step]];
    case 'effect':
      return claim.signal === null
        ? [['step', claim.step]]
        : [
            ['step', claim.step],
            ['signal', claim.signal],
          ];
    case 'order':
    case 'next':
      return claim.steps.map((step) => ['step', step]);
    case 'forecast':
      return typeof claim.of === 'string' ? [] : [['threshold', claim.of]];
    case 'load':
    case 'level':
      return [];
  }
}

function unknown(what: string, id: string, known: string[], roadmap: string): string {
  const near = known.filter((each) => each.includes(id) || id.includes(each) || each.startsWith(id.slice(0, 4)));
  const shown = (near.length > 0 ? near : known).slice(0, SHOWN);
  const where = what === 'signal' || what === 'step' ? 'the catalogue' : `the roadmap ${roadmap}`;
  return `There is no ${what} "${id}" in ${where}. Write one of ${shown.join(', ')}${known.length > shown.length ? ', …' : ''}.`;
}
