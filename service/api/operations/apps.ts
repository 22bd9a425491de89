/** Operations on apps as a whole: which there are, how far they may grow, their badge, their end. */
import { z } from 'zod';
import { createApp } from '../../apps/apps';
import { badge, rotateBadge } from '../../apps/badge';
import { deleteApp } from '../../apps/delete';
import { appView } from '../../apps/view';
import { createAppInput, deleteAppInput, parse } from '../../inputs/inputs';
import { overview } from '../../overview';
import * as answers from '../answers';
import { type Operation, operation } from '../operation';
import * as shape from '../shapes';
import { EXAMPLE, limit, nothing, ofApp, wording } from './parts';

/** Apps of the token's team, by slug. */
async function apps(actor: Parameters<Operation['run']>[0], { limit: most = 50, after = '' }: Page) {
  let more = false;
  const { rows } = await overview(actor, undefined, undefined, (all) => {
    const rest = all.filter(({ slug }) => slug > after).sort((a, b) => (a.slug < b.slug ? -1 : 1));
    more = rest.length > most;
    return rest.slice(0, most);
  });
  return { apps: rows.map(answers.appAnswer), after: more ? (rows.at(-1)?.slug ?? null) : null };
}
interface Page {
  limit?: number | undefined;
  after?: string | undefined;
}

const deleteInput = z.strictObject({ name: deleteAppInput.describe('the app’s name, typed once more') });

export const appOperations: readonly Operation[] = [
  operation({
    id: 'listApps',
    method: 'get',
    path: '/apps',
    verb: 'overview',
    says: 'The team’s apps by slug, each with its state and headroom.',
    pathInput: nothing,
    query: z.strictObject({ limit: limit.optional(), after: z.string().max(120).optional() }),
    output: shape.appsShape,
    tool: true,
    example: { query: { limit: 10 } },
    run: (actor, { query }) => apps(actor, query),
  }),
  operation({
    id: 'createApp',
    method: 'post',
    path: '/apps',
    verb: 'createApp',
    says: 'Registers an app; the answer holds its first ingest token.',
    pathInput: nothing,
    body: createAppInput.omit({ teamSlug: true, synthetic: true }),
    output: shape.madeAppShape,
    once: true,
    example: { body: { name: 'Search', roadmapId: 'thousands-to-millions', population: 'daily' } },
    run: (actor, { body }) => createApp(actor, { ...body, teamSlug: undefined, synthetic: false }),
  }),
  operation({
    id: 'getHeadroom',
    method: 'get',
    path: '/apps/{app}/headroom',
    verb: 'appView',
    says: 'How far the app’s load may grow, what it meets first, when, and why nothing can be said where nothing can.',
    pathInput: ofApp,
    output: shape.headroomShape,
    tool: true,
    example: { path: EXAMPLE },
    run: async (actor, { path }) => answers.headroomAnswer(await appView(actor, path.app), wording()),
  }),
  operation({
    id: 'getBadge',
    method: 'get',
    path: '/apps/{app}/badge',
    verb: 'badge',
    says: 'Where the picture of the app’s headroom is.',
    pathInput: ofApp,
    output: shape.badgeShape,
    example: { path: EXAMPLE },
    run: (actor, { path }) => badge(actor, path.app),
  }),
  operation({
    id: 'rotateBadge',
    method: 'put',
    path: '/apps/{app}/badge',
    verb: 'rotateBadge',
    says: 'Makes a new address for the picture; the one before is answered no more.',
    pathInput: ofApp,
    output: shape.badgeShape,
    example: { path: EXAMPLE },
    run: (actor, { path }) => rotateBadge(actor, path.app),
  }),
  operation({
    id: 'deleteApp',
    method: 'delete',
    path: '/apps/{app}',
    verb: 'deleteApp',
    says: 'Deletes the app with all that was kept of it. Its tokens end within seconds; it cannot be taken back.',
    pathInput: ofApp,
    body: deleteInput,
    example: { path: EXAMPLE, body: { name: 'Checkout' } },
    run: async (actor, { path, body }) => void (await deleteApp(actor, path.app, parse(deleteInput, body).name)),
  }),
];
