/** Short ways to the parts of the built-in roadmaps, for the coverage tables. */
import { join } from 'node:path';
import { loadCatalogue } from '@/catalogue';
import type { Phase, Roadmap } from '@/catalogue/types';

export const { roadmaps, steps, signals, prices } = loadCatalogue(join(process.cwd(), 'catalogue'));
export const step = (id: string) => steps.get(id);
export const place = (id: string) => step(id)?.sources.map((source) => source.place);

/** The parts of one roadmap that its coverage table names. */
export function partsOf(id: string) {
  const road = roadmaps.get(id) as Roadmap;
  const phase = (index: number) => road.phases[index] as Phase;
  return {
    road,
    phase,
    range: (index: number) => [phase(index).from, phase(index).to],
    timelines: (index: number) => phase(index).timelines.map(({ text }) => text),
    costs: (index: number) => phase(index).costs.map(({ lowUsd, highUsd }) => [lowUsd, highUsd]),
    bill: (index: number) =>
      Object.fromEntries(phase(index).bill.map(({ id: line, documentUsd }) => [line, documentUsd])),
    checklist: (title: string) => road.checklists.find((list) => list.title === title)?.items.map((it) => it.step),
    threshold: (name: string) => {
      const found = road.thresholds.find((it) => it.id === name);
      return [found?.signal, found?.limit, found?.holdMinutes];
    },
    tools: (purpose: string) => road.tools.find((tool) => tool.purpose === purpose)?.names,
    lifetime: (what: string) => road.cacheLifetimes.find((it) => it.what === what)?.minutes,
    all: (what: string) => JSON.stringify(road).includes(what),
    migration: (when: string) => road.migration.find((it) => it.when === when)?.steps,
  };
}
