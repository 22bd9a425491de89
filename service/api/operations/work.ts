/** Operations on what there is to do: crossings and their mutes, the checklist, the bill. */
import { z } from 'zod';
import { removeOverride, setOverride } from '../../apps/settings';
import { muteThreshold, unmuteThreshold } from '../../crossings/mutes';
import { crossingsView, noteCrossing } from '../../crossings/view';
import { crossingNoteInput, muteInput, overrideInput, tickStepInput } from '../../inputs/inputs';
import { moneyInput, ownPriceInput, quantityInput, stepNoteInput } from '../../inputs/money';
import { setMoney, setOwnPrice, setQuantity } from '../../money/money';
import { costsView } from '../../money/view';
import { checklistView } from '../../work/export';
import { noteStep } from '../../work/notes';
import { tickStep } from '../../work/steps';
import * as answers from '../answers';
import { type Operation, operation } from '../operation';
import * as shape from '../shapes';
import { EXAMPLE, limit, ofApp, ofThreshold, time, wording } from './parts';

const ofStep = ofApp.extend({ step: z.string().min(1).max(120).describe('a step’s id, from the checklist') });

export const workOperations: readonly Operation[] = [
  operation({
    id: 'listCrossings',
    method: 'get',
    path: '/apps/{app}/crossings',
    verb: 'crossingsView',
    says: 'Thresholds that are crossed now, then those that were, newest first.',
    pathInput: ofApp,
    query: z.strictObject({
      signal: z.string().max(400).optional(),
      before: time.optional(),
      limit: limit.max(50).optional(),
    }),
    output: shape.crossingsShape,
    tool: true,
    example: { path: EXAMPLE, query: { limit: 20 } },
    run: async (actor, { path, query }) => {
      const before = query.before === undefined ? null : Date.parse(query.before);
      const view = await crossingsView(actor, path.app, { signal: query.signal ?? null, before });
      return answers.crossingsAnswer(view, query.limit ?? 50);
    },
  }),
  operation({
    id: 'noteCrossing',
    method: 'post',
    path: '/apps/{app}/crossings/notes',
    verb: 'noteCrossing',
    says: 'Writes a note beside a crossing.',
    pathInput: ofApp,
    body: crossingNoteInput,
    once: true,
    example: { path: EXAMPLE, body: { crossing: 1, text: 'A batch import; moved to the night.' } },
    run: async (actor, { path, body }) => void (await noteCrossing(actor, path.app, body)),
  }),
  operation({
    id: 'getChecklist',
    method: 'get',
    path: '/apps/{app}/checklist',
    verb: 'checklistView',
    says: 'The steps of the app’s roadmap in the order in which to do them, with dates and what they add to the bill.',
    pathInput: ofApp,
    output: shape.checklistShape,
    tool: true,
    example: { path: EXAMPLE },
    run: async (actor, { path }) => answers.checklistAnswer(await checklistView(actor, path.app), wording()),
  }),
  operation({
    id: 'tickStep',
    method: 'put',
    path: '/apps/{app}/checklist/{step}',
    verb: 'tickStep',
    says: 'Says that a step is done, won’t be done (with a reason), or is open again.',
    pathInput: ofStep,
    body: tickStepInput,
    example: { path: { ...EXAMPLE, step: 'database-indexes' }, body: { status: 'done' } },
    run: async (actor, { path, body }) => void (await tickStep(actor, path.app, path.step, body)),
  }),
  operation({
    id: 'noteStep',
    method: 'put',
    path: '/apps/{app}/checklist/{step}/note',
    verb: 'noteStep',
    says: 'Owner, comment, tracker link, and why it is blocked; what is missing stays, an empty text takes a part away.',
    pathInput: ofStep,
    body: stepNoteInput,
    example: { path: { ...EXAMPLE, step: 'database-indexes' }, body: { owner: 'Ada', comment: 'Next sprint.' } },
    run: async (actor, { path, body }) => void (await noteStep(actor, path.app, path.step, body)),
  }),
  operation({
    id: 'getEstimate',
    method: 'get',
    path: '/apps/{app}/estimate',
    verb: 'costsView',
    says: 'The bill now and in each phase; with `load` or `multiple` the bill at that load too.',
    pathInput: ofApp,
    query: z.strictObject({
      load: z.coerce.number().positive().max(1e12).optional(),
      multiple: z.coerce.number().positive().max(10_000).optional(),
    }),
    output: shape.estimateShape,
    tool: true,
    example: { path: EXAMPLE, query: { multiple: 5 } },
    run: async (actor, { path, query }) => answers.estimateAnswer(await costsView(actor, path.app, query)),
  }),
  operation({
    id: 'muteThreshold',
    method: 'put',
    path: '/apps/{app}/mutes',
    verb: 'muteThreshold',
    says: 'Mutes a threshold for some minutes: crossings are recorded, nobody is told. A further one replaces it.',
    pathInput: ofApp,
    body: muteInput,
    example: { path: EXAMPLE, body: { thresholdId: 'response-time', minutes: 120, reason: 'A load test.' } },
    run: async (actor, { path, body }) => void (await muteThreshold(actor, path.app, body)),
  }),
  operation({
    id: 'unmuteThreshold',
    method: 'delete',
    path: '/apps/{app}/mutes/{threshold}',
    verb: 'unmuteThreshold',
    says: 'Ends a mute.',
    pathInput: ofThreshold,
    example: { path: { ...EXAMPLE, threshold: 'response-time' } },
    run: async (actor, { path }) => void (await unmuteThreshold(actor, path.app, path.threshold)),
  }),
  operation({
    id: 'setOverride',
    method: 'put',
    path: '/apps/{app}/overrides',
    verb: 'setOverride',
    says: 'The app’s own limit or hold for a threshold of its roadmap.',
    pathInput: ofApp,
    body: overrideInput,
    example: { path: EXAMPLE, body: { thresholdId: 'response-time', limit: 0.8, reason: 'Our customers wait.' } },
    run: async (actor, { path, body }) => void (await setOverride(actor, path.app, body)),
  }),
  operation({
    id: 'removeOverride',
    method: 'delete',
    path: '/apps/{app}/overrides/{threshold}',
    verb: 'removeOverride',
    says: 'Back to the roadmap’s own limit and hold.',
    pathInput: ofThreshold,
    example: { path: { ...EXAMPLE, threshold: 'response-time' } },
    run: async (actor, { path }) => void (await removeOverride(actor, path.app, path.threshold)),
  }),
  operation({
    id: 'setQuantity',
    method: 'put',
    path: '/apps/{app}/quantities',
    verb: 'setQuantity',
    says: 'How many of a line of the bill the app really has, as a number or formula; null: as measured again.',
    pathInput: ofApp,
    body: quantityInput,
    example: { path: EXAMPLE, body: { lineId: 'compute', formula: 'max(2, instances)', reason: 'Two regions.' } },
    run: async (actor, { path, body }) => void (await setQuantity(actor, path.app, body)),
  }),
  operation({
    id: 'setOwnPrice',
    method: 'put',
    path: '/apps/{app}/prices',
    verb: 'setOwnPrice',
    says: 'What the team really pays for something of the price list, in all its apps; null: the list’s price again.',
    pathInput: ofApp,
    body: ownPriceInput,
    example: { path: EXAMPLE, body: { priceId: 'render-web-standard', price: '18.50', currency: 'USD' } },
    run: async (actor, { path, body }) => void (await setOwnPrice(actor, path.app, body)),
  }),
  operation({
    id: 'setMoney',
    method: 'put',
    path: '/apps/{app}/money',
    verb: 'setMoney',
    says: 'The currency of all bills of the team, and what a US dollar costs in it.',
    pathInput: ofApp,
    body: moneyInput,
    example: { path: EXAMPLE, body: { currency: 'EUR', perUsd: '0.92' } },
    run: async (actor, { path, body }) => void (await setMoney(actor, path.app, body)),
  }),
];
