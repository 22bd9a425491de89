/** What several groups of operations are made of: parts of paths and queries, and what sentences need. */
import { z } from 'zod';
import { resources } from '../../resources';
import { slugShape } from '../shapes';

export const EXAMPLE = { app: 'checkout' };
export const nothing = z.strictObject({});
export const ofApp = z.strictObject({ app: slugShape });
export const ofThreshold = ofApp.extend({
  threshold: z.string().min(1).max(200).describe('a threshold’s id, as in the headroom’s limits'),
});
export const limit = z.coerce.number().int().min(1).max(100);
export const time = z.iso.datetime({ offset: true, error: 'write a time such as 2026-11-21T17:00:00Z' });
export const wording = () => ({ nowAt: resources().now(), zone: 'UTC' });

/** Milliseconds since 1970; undefined where it is not given. */
export const at = (written: string | undefined) => (written === undefined ? undefined : Date.parse(written));
