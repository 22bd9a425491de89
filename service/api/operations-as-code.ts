/** The part of the table of operations that is a team as a file. */
import { z } from 'zod';
import { applyTeam, exportTeam } from '../as-code';
import { applyInput, MOST_APPLY_BYTES } from '../as-code/apply';
import { type Operation, operation } from './operation';
import { appliedShape, exportedShape } from './shapes';

const nothing = z.strictObject({});

export const asCodeOperations: readonly Operation[] = [
  operation({
    id: 'exportTeam',
    method: 'get',
    path: '/export',
    verb: 'exportTeam',
    says: 'The team as a file: apps and what was said of them, roadmaps, dashboards, channels and schedules.',
    pathInput: nothing,
    output: exportedShape,
    example: {},
    run: (actor) => exportTeam(actor),
  }),
  operation({
    id: 'applyTeam',
    method: 'post',
    path: '/apply',
    verb: 'applyTeam',
    says: 'Brings the team to the state of such a file, all of it or nothing; `dryRun` tells what would change.',
    pathInput: nothing,
    body: applyInput,
    output: appliedShape,
    mostBytes: MOST_APPLY_BYTES,
    example: { body: { text: 'headroom: 1\ntimeZone: Europe/Berlin\n', dryRun: true } },
    run: (actor, { body }) => applyTeam(actor, undefined, body),
  }),
];
