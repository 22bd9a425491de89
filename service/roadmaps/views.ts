/** What the pages of roadmaps are handed. */
import type { HeadroomFinding, LoadFinding, PositionFinding } from '@/advisor/types';
import type { RoadmapChange } from '@/catalogue/diff';
import type { Roadmap, SignalDefinition, SignalId, Step } from '@/catalogue/types';

/** A mistake in a draft. Lines and columns from 1. */
export interface DraftProblem {
  line: number;
  column: number;
  field: string;
  says: string;
}

/** Today's list price of what a document names. */
export interface ListPrice {
  plan: string;
  /** Of one that always runs; null where it is billed by use. */
  monthlyCents: number | null;
  date: string | null;
  source: string;
}

export interface RoadmapListItem {
  roadmap: Roadmap;
  /** Null: built in. */
  team: { slug: string; name: string } | null;
  version: number;
  /** Apps of the asker's teams that follow it. */
  apps: { slug: string; name: string; version: number }[];
}

export interface RoadmapsView {
  builtIn: RoadmapListItem[];
  own: RoadmapListItem[];
  signals: SignalDefinition[];
  /** Of the lines that name one, by price id. */
  prices: Record<string, ListPrice>;
  /** Teams in which the asker may keep roadmaps. */
  editable: { slug: string; name: string }[];
}

export interface RoadmapVersionView {
  number: number;
  note: string;
  /** Who saved it; null where they are gone. */
  by: string | null;
  createdAt: number;
}

export interface RoadmapView extends Omit<RoadmapsView, 'builtIn' | 'own'>, RoadmapListItem {
  steps: Step[];
  text: string;
  forkedFrom: string | null;
  /** Newest first; empty for a built-in one. */
  versions: RoadmapVersionView[];
  mayEdit: boolean;
  mayRemove: boolean;
}

export interface RoadmapDiffView {
  slug: string;
  title: string;
  from: RoadmapVersionView;
  to: RoadmapVersionView;
  changes: RoadmapChange[];
  /** Lines of the text that differ, with some around; null where the texts have too little in common. */
  lines: { kind: 'same' | 'out' | 'in' | 'gap'; text: string; line: number }[] | null;
}

/** Where an app stands by one roadmap. */
export interface StandingView {
  title: string;
  phases: { id: string; title: string }[];
  load: LoadFinding;
  position: PositionFinding;
  headroom: HeadroomFinding;
  crossed: { thresholdId: string; signal: SignalId; limit: number; openedAt: number }[];
  thresholds: number;
  openSteps: string[];
}

export interface PreviewView {
  app: { slug: string; name: string };
  /** Null until the worker has looked for the first time. */
  now: StandingView | null;
  draft: StandingView;
}
