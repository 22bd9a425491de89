/** What the verbs of roadmaps are given. The text's own mistakes are told by the check, not here. */
import { z } from 'zod';

export const MOST_TEXT_BYTES = 256 * 1024;
const text = z.string().max(MOST_TEXT_BYTES, 'a roadmap has at most 256 KiB');
const note = z.string().trim().max(500, 'at most 500 characters').default('');

export const draftInput = z.strictObject({ text });
export const createRoadmapInput = z.strictObject({
  text,
  note,
  /** Id of the roadmap that it began with. */
  forkedFrom: z.string().max(120).nullable().default(null),
});
export type CreateRoadmapInput = z.input<typeof createRoadmapInput>;

export const saveRoadmapInput = z.strictObject({
  text,
  note,
  /** The version that the author began with: a newer one is not overwritten unseen. */
  basedOn: z.int().positive(),
});
export type SaveRoadmapInput = z.input<typeof saveRoadmapInput>;

export const setRoadmapInput = z.strictObject({
  roadmapId: z.string().min(1).max(120),
  /** Of a team's own roadmap; null: its newest. */
  version: z.int().positive().nullable().default(null),
});
export type SetRoadmapInput = z.input<typeof setRoadmapInput>;

export const diffInput = z.strictObject({ from: z.int().positive(), to: z.int().positive() });
export type DiffInput = z.input<typeof diffInput>;
