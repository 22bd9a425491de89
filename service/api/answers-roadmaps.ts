/** The views of roadmaps as the API answers them. */
import type { z } from 'zod';
import type {
  PreviewView,
  RoadmapDiffView,
  RoadmapListItem,
  RoadmapsView,
  RoadmapVersionView,
  RoadmapView,
  StandingView,
} from '../roadmaps/views';
import type * as shape from './shapes-roadmaps';
import { iso } from './times';

type Shape<T extends z.ZodType> = z.output<T>;

function roadmapOf({ roadmap, team, version, apps }: RoadmapListItem) {
  const { id, title, summary, phases } = roadmap;
  return {
    id,
    title,
    summary,
    version,
    builtIn: team === null,
    phases: phases.map(({ id, title, from, to }) => ({ id, title, from, to })),
    apps: apps.map(({ slug, version }) => ({ slug, version })),
  };
}

export function roadmapsAnswer({ builtIn, own }: RoadmapsView): Shape<typeof shape.roadmapsShape> {
  return { roadmaps: [...builtIn, ...own].map(roadmapOf) };
}

export function roadmapAnswer(view: RoadmapView): Shape<typeof shape.roadmapShape> {
  const { text, forkedFrom, versions } = view;
  return { ...roadmapOf(view), text, forkedFrom, versions: versions.map(versionOf) };
}

function versionOf({ number, note, by, createdAt }: RoadmapVersionView) {
  return { number, note, by, createdAt: iso(createdAt) };
}

export function roadmapChangesAnswer({ from, to, changes }: RoadmapDiffView): Shape<typeof shape.roadmapChangesShape> {
  return { from: versionOf(from), to: versionOf(to), changes };
}

export function previewAnswer({ now, draft }: PreviewView): Shape<typeof shape.previewShape> {
  return { now: now && standingOf(now), draft: standingOf(draft) };
}

function standingOf({ title, phases, position, headroom, crossed, thresholds, openSteps }: StandingView) {
  const titleOf = (index: number) => phases[index]?.title ?? null;
  const { code, multiple, first } = headroom;
  return {
    title,
    phase: position.code === 'position' ? titleOf(position.loadPhase) : null,
    architecturePhase: titleOf(position.architecturePhase),
    headroom: { code, multiple, first },
    crossed: crossed.map((it) => ({ ...it, openedAt: iso(it.openedAt) })),
    thresholds,
    openSteps,
  };
}
