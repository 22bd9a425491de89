/** What the verbs of the API alone are given, as schemas. */
import { z } from 'zod';
import { exploreShape } from './inputs';
import { lineInput } from './name';

export const scopeInput = z.enum(['read', 'write', 'deploy', 'manage', 'people', 'admin']);

export const newApiTokenInput = z.strictObject({
  label: lineInput('say where it will be used', 80).min(1, 'say where it will be used'),
  /** person: acts as who made it, with the role they have then. team: acts for the team, whoever leaves. */
  of: z.enum(['person', 'team']).default('person'),
  scopes: z
    .array(scopeInput)
    .min(1, 'choose at least one scope')
    .max(scopeInput.options.length)
    .transform((scopes) => [...new Set(scopes)]),
  /** Days until it ends by itself; null: not at all. */
  days: z.number('a number of days').int('whole days').min(1).max(3_650, 'at most 3650 days').nullable().default(null),
});
export type NewApiTokenInput = z.input<typeof newApiTokenInput>;

/** A year back, and a few minutes ahead for clocks that differ. */
export const deploymentInput = z.strictObject({
  version: lineInput('name the version', 120)
    .min(1, 'name the version')
    .describe('As people know it, such as 2.4.1 or a commit.'),
  at: z.iso
    .datetime({ offset: true, error: 'write a time such as 2026-11-21T17:00:00Z' })
    .optional()
    .describe('When it went live; now, if it is not given. The same version and time is one deployment.'),
});
export type DeploymentInput = z.input<typeof deploymentInput>;

const { fromAt: _from, toAt: _to, ...question } = exploreShape;
const instant = z.iso.datetime({ offset: true, error: 'write a time such as 2026-11-21T17:00:00Z' });
/** A question of the explore page, its times as the API writes them. */
export const queryInput = z.strictObject({ ...question, from: instant, to: instant });
