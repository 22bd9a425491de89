/** Operations that read roadmaps: the built-in ones, and the team’s own. */
import { z } from 'zod';
import { roadmaps, roadmapView } from '../../roadmaps';
import * as teamAnswers from '../answers-team';
import { type Operation, operation } from '../operation';
import * as shape from '../shapes-team';
import { nothing } from './parts';

export const roadmapOperations: readonly Operation[] = [
  operation({
    id: 'listRoadmaps',
    method: 'get',
    path: '/roadmaps',
    verb: 'roadmaps',
    says: 'Built-in roadmaps and the team’s own, with their phases and the apps that follow them.',
    pathInput: nothing,
    output: shape.roadmapsShape,
    example: {},
    run: async (actor) => teamAnswers.roadmapsAnswer(await roadmaps(actor)),
  }),
  operation({
    id: 'getRoadmap',
    method: 'get',
    path: '/roadmaps/{roadmap}',
    verb: 'roadmapView',
    says: 'A roadmap as its text; of the team’s own the version that is asked for, or the newest.',
    pathInput: z.strictObject({ roadmap: z.string().min(1).max(120).describe('its id, from the list') }),
    query: z.strictObject({ version: z.coerce.number().int().min(1).max(1_000_000).optional() }),
    output: shape.roadmapShape,
    example: { path: { roadmap: 'thousands-to-millions' }, query: {} },
    run: async (actor, { path, query }) =>
      teamAnswers.roadmapAnswer(await roadmapView(actor, path.roadmap, query.version ?? null)),
  }),
];
