/** What the API answers about roadmaps, as schemas. */
import { z } from 'zod';
import { slugShape } from './shapes';

const time = z.iso.datetime().describe('RFC 3339, UTC');
const roadmap = z.strictObject({
  id: z.string(),
  title: z.string(),
  summary: z.string(),
  version: z.number().int(),
  builtIn: z.boolean(),
  phases: z.array(z.strictObject({ id: z.string(), title: z.string(), from: z.number(), to: z.number().nullable() })),
  apps: z.array(z.strictObject({ slug: slugShape, version: z.number().int() })).describe('that follow it'),
});
const version = z.strictObject({
  number: z.number().int(),
  note: z.string(),
  by: z.string().nullable(),
  createdAt: time,
});
export const roadmapsShape = z.strictObject({ roadmaps: z.array(roadmap) });
export const roadmapShape = roadmap.extend({
  text: z.string().describe('YAML'),
  forkedFrom: z.string().nullable(),
  versions: z.array(version).describe('newest first; none of a built-in one'),
});

export const madeRoadmapShape = z.strictObject({ id: z.string(), version: z.number().int() });

export const problemsShape = z.strictObject({
  problems: z.array(
    z.strictObject({
      line: z.number().int().describe('from 1'),
      column: z.number().int(),
      field: z.string(),
      says: z.string(),
    }),
  ),
});

export const roadmapChangesShape = z.strictObject({
  from: version,
  to: version,
  changes: z.array(
    z.strictObject({
      what: z.enum(['roadmap', 'phase', 'threshold', 'step']),
      kind: z.enum(['added', 'removed', 'changed']),
      name: z.string(),
      phase: z.string().nullable().describe('in which it stands'),
      says: z.string(),
    }),
  ),
});

const standing = z.strictObject({
  title: z.string(),
  phase: z.string().nullable().describe('in which the load lies; null where that cannot be told'),
  architecturePhase: z.string().nullable().describe('that the ticked steps make'),
  headroom: z.strictObject({
    code: z.enum(['multiple', 'at-most', 'more-than', 'crossed', 'at-limit', 'cannot-tell']),
    multiple: z.number().nullable(),
    first: z.array(z.string()),
  }),
  crossed: z.array(z.strictObject({ thresholdId: z.string(), signal: z.string(), limit: z.number(), openedAt: time })),
  thresholds: z.number().int(),
  openSteps: z.array(z.string()),
});
export const previewShape = z.strictObject({
  now: standing.nullable().describe('null until the app was looked at for the first time'),
  draft: standing,
});
