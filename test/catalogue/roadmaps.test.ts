/** What holds for every built-in roadmap. */
import { describe, expect, it } from 'vitest';
import { partsOf, prices, roadmaps, signals, step, steps } from './road';

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

  it('has only steps that are there, and whatever they wait for, in an order that ends', () => {
    const inTurn: string[] = [];
    const visit = (id: string, trail: readonly string[]) => {
      expect(trail, `${[...trail, id].join(' after ')}`).not.toContain(id);
      if (inTurn.includes(id)) return;
      const found = step(id);
      expect(found, id).toBeDefined();
      for (const other of found?.after ?? []) visit(other, [...trail, id]);
      inTurn.push(id);
    };
    for (const id of named) visit(id, []);
    expect(inTurn.length).toBeGreaterThanOrEqual(named.size);
  });

  it('has a source and a unit for each limit', () => {
    const all = [...road.thresholds, ...road.phases.flatMap(({ thresholds }) => thresholds)];
    expect(all.length).toBeGreaterThan(0);
    for (const { id, signal, limit, source } of all) {
      expect([source.document, source.place.trim() !== ''], id).toEqual([number, true]);
      const found = signals.find((each) => each.id === signal);
      expect(found?.unit.trim(), id).toBeTruthy();
      if (found?.unit === '%') expect(limit, id).toBeLessThanOrEqual(100);
    }
  });

  it('has a source for each range of money, each line of a bill and each price behind one', () => {
    for (const { costs, bill } of road.phases) {
      for (const { source, lowUsd, highUsd } of costs) {
        expect(source.document).toBe(number);
        expect(lowUsd).toBeLessThanOrEqual(highUsd ?? lowUsd);
      }
      for (const { id, source, priceId, documentUsd } of bill) {
        expect(source.document, id).toBe(number);
        const price = priceId === undefined ? undefined : prices.get(priceId);
        expect(price !== undefined || documentUsd !== null || priceId === undefined, id).toBe(true);
        if (price) expect([price.source !== '', price.unit !== '', price.currency.length], id).toEqual([true, true, 3]);
      }
    }
  });

  it('names quick wins with the minutes of their steps', () => {
    for (const { step: id, minutes } of road.quickWins) expect(step(id)?.quickWinMinutes, id).toBe(minutes);
  });
});

it('no step claims a gain without a source', () => {
  for (const { id, relieves } of steps.values())
    for (const it of relieves) expect(it.factor === undefined || it.source !== undefined, id).toBe(true);
});

it('document 002 adds up as its disagreements say', () => {
  const { road } = partsOf('thousands-to-millions');
  const sums = road.phases.map(({ bill: lines }) => lines.reduce((sum, line) => sum + (line.documentUsd ?? 0), 0));
  expect(sums).toEqual([231, 1829, 20_000, 0]);
  const said = road.disagreements.flatMap(({ says }) => says.map(({ text }) => text)).join('\n');
  for (const figure of ['$50-200', 'about $200', '$231', '$500-2,000', 'about $2,000', '$1,829'])
    expect(said).toContain(figure);
  expect(road.disagreements.map(({ about }) => about)).toContain('How long the phases take');
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
