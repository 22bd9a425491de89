/** Document 002's road, and short ways to its parts, for the coverage tables. */
import { join } from 'node:path';
import { loadCatalogue } from '@/catalogue';
import type { Phase, Roadmap } from '@/catalogue/types';

export const { roadmaps, steps } = loadCatalogue(join(process.cwd(), 'catalogue'));
export const road = roadmaps.get('thousands-to-millions') as Roadmap;
export const phase = (index: number) => road.phases[index] as Phase;
export const range = (index: number) => [phase(index).from, phase(index).to];
export const timelines = (index: number) => phase(index).timelines.map(({ text }) => text);
export const costs = (index: number) => phase(index).costs.map(({ lowUsd, highUsd }) => [lowUsd, highUsd]);
export const bill = (index: number) =>
  Object.fromEntries(phase(index).bill.map(({ id, documentUsd }) => [id, documentUsd]));
export const checklist = (title: string) =>
  road.checklists.find((list) => list.title === title)?.items.map(({ step }) => step);
export const threshold = (id: string) => {
  const found = road.thresholds.find((it) => it.id === id);
  return [found?.signal, found?.limit, found?.holdMinutes];
};
export const step = (id: string) => steps.get(id);
export const place = (id: string) => step(id)?.sources.map((source) => source.place);
export const tools = (purpose: string) => road.tools.find((tool) => tool.purpose === purpose)?.names;
export const lifetime = (what: string) => road.cacheLifetimes.find((it) => it.what === what)?.minutes;
