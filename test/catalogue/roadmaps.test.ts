/** What holds for every built-in roadmap. */
import { describe, expect, it } from 'vitest';
import { roadmaps, step } from './road';

describe.each([...roadmaps.values()])('$id', (road) => {
  const number = road.document.slice(0, 3);
  const named = new Set([
    ...road.phases.flatMap(({ required, helpful }) => [...required, ...helpful]),
    ...road.migration.flatMap((it) => it.steps),
  ]);

  it('has no step without a place in its document, and no list that names another one', () => {
    for (const id of named)
      expect(
        step(id)?.sources.some((source) => source.document === number),
        id,
      ).toBe(true);
    for (const { items } of road.checklists) for (const item of items) expect(named, item.text).toContain(item.step);
    for (const tip of road.tips) if (tip.step) expect(named, tip.text).toContain(tip.step);
  });

  it('says what is ours wherever the document is silent about a limit', () => {
    for (const { id, source } of road.thresholds) expect(source.ours, id).toMatch(/document|default|limit|refused/);
  });

  it('lets no step wait for one of a later phase', () => {
    const phaseOf = new Map(road.phases.flatMap((phase, index) => phase.required.map((id) => [id, index] as const)));
    for (const [id, index] of phaseOf)
      for (const other of step(id)?.after ?? [])
        expect(phaseOf.get(other) ?? 0, `${id} after ${other}`).toBeLessThanOrEqual(index);
  });
});

it('there are five, with the populations that their documents count', () => {
  expect(Object.fromEntries([...roadmaps].map(([id, { loadUnit }]) => [id, loadUnit]))).toEqual({
    'five-stages': 'daily',
    'half-a-million': 'concurrent',
    'scaling-to-millions': 'concurrent',
    smartcart: 'daily',
    'thousands-to-millions': 'daily',
  });
});
