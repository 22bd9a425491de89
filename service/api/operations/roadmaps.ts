/** Operations on roadmaps: the built-in ones to read, the team’s own in versions that never change. */
import { z } from 'zod';
import { parse } from '../../inputs/inputs';
import {
  checkRoadmap,
  createRoadmap,
  previewRoadmap,
  removeRoadmap,
  roadmapDiff,
  roadmaps,
  roadmapView,
  saveRoadmap,
} from '../../roadmaps';
import { createRoadmapInput, draftInput, MOST_TEXT_BYTES, saveRoadmapInput } from '../../roadmaps/inputs';
import * as answers from '../answers-roadmaps';
import { type Operation, operation } from '../operation';
import * as shape from '../shapes-roadmaps';
import { EXAMPLE, nothing, ofApp } from './parts';

const ofRoadmap = z.strictObject({ roadmap: z.string().min(1).max(120).describe('its id, from the list') });
const version = z.coerce.number().int().min(1).max(1_000_000);
/** A text is escaped as JSON, and has a note beside it. */
const mostBytes = 2 * MOST_TEXT_BYTES;
const OWN = { roadmap: 'our-roadmap' };
const made = ({ slug, version }: { slug: string; version: number }) => ({ id: slug, version });
/** Shortened; `getRoadmap` has whole ones to begin with. */
const TEXT = 'id: our-roadmap\nversion: 1\ntitle: Ours\nphases: []\n';

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
    run: async (actor) => answers.roadmapsAnswer(await roadmaps(actor)),
  }),
  operation({
    id: 'getRoadmap',
    method: 'get',
    path: '/roadmaps/{roadmap}',
    verb: 'roadmapView',
    says: 'A roadmap as its text; of the team’s own the version that is asked for, or the newest.',
    pathInput: ofRoadmap,
    query: z.strictObject({ version: version.optional() }),
    output: shape.roadmapShape,
    example: { path: { roadmap: 'thousands-to-millions' }, query: {} },
    run: async (actor, { path, query }) =>
      answers.roadmapAnswer(await roadmapView(actor, path.roadmap, query.version ?? null)),
  }),
  operation({
    id: 'compareRoadmap',
    method: 'get',
    path: '/roadmaps/{roadmap}/changes',
    verb: 'roadmapDiff',
    says: 'What changed from one version of the team’s own roadmap to another.',
    pathInput: ofRoadmap,
    query: z.strictObject({ from: version, to: version }),
    output: shape.roadmapChangesShape,
    example: { path: OWN, query: { from: 1, to: 2 } },
    run: async (actor, { path, query }) => answers.roadmapChangesAnswer(await roadmapDiff(actor, path.roadmap, query)),
  }),
  operation({
    id: 'checkRoadmap',
    method: 'post',
    path: '/roadmaps/check',
    verb: 'checkRoadmap',
    says: 'Every mistake of a text with its line and column; none: it may be saved. Keeps nothing.',
    pathInput: nothing,
    body: draftInput,
    output: shape.problemsShape,
    status: 200,
    mostBytes,
    example: { body: { text: TEXT } },
    run: async (actor, { body }) => ({ problems: await checkRoadmap(actor, parse(draftInput, body).text) }),
  }),
  operation({
    id: 'previewRoadmap',
    method: 'post',
    path: '/apps/{app}/roadmap-preview',
    verb: 'previewRoadmap',
    says: 'How the app stands now, and how it would by this text; changes nothing.',
    pathInput: ofApp,
    body: draftInput,
    output: shape.previewShape,
    status: 200,
    mostBytes,
    example: { path: EXAMPLE, body: { text: TEXT } },
    run: async (actor, { path, body }) =>
      answers.previewAnswer(await previewRoadmap(actor, path.app, parse(draftInput, body).text)),
  }),
  operation({
    id: 'createRoadmap',
    method: 'post',
    path: '/roadmaps',
    verb: 'createRoadmap',
    says: 'Keeps a roadmap of the team’s own, as version 1; the answer says under which id.',
    pathInput: nothing,
    body: createRoadmapInput,
    output: shape.madeRoadmapShape,
    once: true,
    mostBytes,
    example: { body: { text: TEXT, note: 'Our first.' } },
    run: async (actor, { body }) => made(await createRoadmap(actor, undefined, body)),
  }),
  operation({
    id: 'saveRoadmap',
    method: 'put',
    path: '/roadmaps/{roadmap}',
    verb: 'saveRoadmap',
    says: 'A further version; apps stay on theirs. `basedOn` is the version that was read: a newer one is a conflict.',
    pathInput: ofRoadmap,
    body: saveRoadmapInput,
    output: shape.madeRoadmapShape,
    mostBytes,
    example: { path: OWN, body: { text: TEXT, note: 'Less wait.', basedOn: 1 } },
    run: async (actor, { path, body }) => made(await saveRoadmap(actor, path.roadmap, body)),
  }),
  operation({
    id: 'removeRoadmap',
    method: 'delete',
    path: '/roadmaps/{roadmap}',
    verb: 'removeRoadmap',
    says: 'Takes a roadmap of the team’s own away, in all its versions; refused while an app follows one.',
    pathInput: ofRoadmap,
    example: { path: OWN },
    run: async (actor, { path }) => void (await removeRoadmap(actor, path.roadmap, path.roadmap)),
  }),
];
