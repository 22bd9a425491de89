/** The one table of the API: what each operation asks, needs and answers. Routes, OpenAPI, MCP and tests read it. */
import { z } from 'zod';
import { appView } from '../app-view';
import { createApp, newToken, revokeToken, tokens } from '../apps';
import { badge, rotateBadge } from '../badge';
import { checklistView } from '../checklist-export';
import { costsView } from '../costs-view';
import { crossingsView, noteCrossing } from '../crossings-view';
import { deploymentsOf, markDeployment } from '../deployment-mark';
import { createAppInput, crossingNoteInput, newTokenInput, tickStepInput } from '../inputs';
import { deploymentInput } from '../inputs-api';
import { stepNoteInput } from '../inputs-money';
import { overview } from '../overview';
import { makeReport, reportView } from '../report';
import { resources } from '../resources';
import { signalsView } from '../signals-view';
import { noteStep } from '../step-notes';
import { tickStep } from '../steps';
import * as answers from './answers';
import { type Operation, operation } from './operation';
import { asCodeOperations } from './operations-as-code';
import * as shape from './shapes';

const nothing = z.strictObject({});
const ofApp = z.strictObject({ app: shape.slugShape });
const ofStep = ofApp.extend({ step: z.string().min(1).max(120).describe('a step’s id, from the checklist') });
const ofToken = ofApp.extend({ token: z.coerce.number().int().positive().describe('its id, from the list') });
const wording = () => ({ nowAt: resources().now(), zone: 'UTC' });
const limit = z.coerce.number().int().min(1).max(100);
const time = z.iso.datetime({ offset: true, error: 'write a time such as 2026-11-21T17:00:00Z' });
const EXAMPLE = { app: 'checkout' };

/** Apps of the token's team, by slug. */
async function apps(actor: Parameters<Operation['run']>[0], { limit: most = 50, after = '' }: Page) {
  const { apps: rows } = await overview(actor);
  const rest = rows.filter(({ slug }) => slug > after).sort((a, b) => (a.slug < b.slug ? -1 : 1));
  const shown = rest.slice(0, most);
  return {
    apps: shown.map(answers.appAnswer),
    after: rest.length > most ? (shown.at(-1)?.slug ?? null) : null,
  };
}
interface Page {
  limit?: number | undefined;
  after?: string | undefined;
}

export const operations: readonly Operation[] = [
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
    id: 'listSignals',
    method: 'get',
    path: '/apps/{app}/signals',
    verb: 'signalsView',
    says: 'Each signal: its value now and the metric that it comes from, or that it is missing.',
    pathInput: ofApp,
    output: shape.signalsShape,
    example: { path: EXAMPLE },
    run: async (actor, { path }) => answers.signalsAnswer(await signalsView(actor, path.app)),
  }),
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
    id: 'makeReport',
    method: 'post',
    path: '/apps/{app}/reports',
    verb: 'makeReport',
    says: 'Keeps today’s finding as a report.',
    pathInput: ofApp,
    output: shape.madeReportShape,
    once: true,
    example: { path: EXAMPLE },
    run: async (actor, { path }) => {
      const { id } = await makeReport(actor, path.app);
      return { id, path: `/reports/${id}` };
    },
  }),
  operation({
    id: 'getReport',
    method: 'get',
    path: '/reports/{report}',
    verb: 'reportView',
    says: 'A report as it was made.',
    pathInput: z.strictObject({ report: z.string().min(1).max(120).describe('a report’s id, as in its address') }),
    output: shape.reportShape,
    tool: true,
    example: { path: { report: 'Zm9yIGV4YW1wbGUgb25seQ' } },
    run: async (actor, { path }) => answers.reportAnswer(await reportView(actor, path.report)),
  }),
  operation({
    id: 'listDeployments',
    method: 'get',
    path: '/apps/{app}/deployments',
    verb: 'appView',
    says: 'Deployments that were announced in the last 90 days, newest last.',
    pathInput: ofApp,
    output: shape.deploymentsShape,
    example: { path: EXAMPLE },
    run: async (actor, { path }) => ({
      deployments: (await deploymentsOf(actor, path.app)).map(({ at, version }) => ({ at: answers.iso(at), version })),
    }),
  }),
  operation({
    id: 'markDeployment',
    method: 'post',
    path: '/apps/{app}/deployments',
    verb: 'markDeployment',
    says: 'Announces a deployment; charts mark it. The same version and time is one deployment.',
    pathInput: ofApp,
    body: deploymentInput,
    output: shape.deploymentShape,
    once: true,
    example: { path: EXAMPLE, body: { version: '2.4.1' } },
    run: async (actor, { path, body }) => {
      const { at, version } = await markDeployment(actor, path.app, body);
      return { at: answers.iso(at), version };
    },
  }),
  operation({
    id: 'listTokens',
    method: 'get',
    path: '/apps/{app}/tokens',
    verb: 'tokens',
    says: 'The app’s ingest tokens, newest first; never the secret.',
    pathInput: ofApp,
    output: shape.tokensShape,
    example: { path: EXAMPLE },
    run: async (actor, { path }) => answers.tokensAnswer(await tokens(actor, path.app)),
  }),
  operation({
    id: 'createToken',
    method: 'post',
    path: '/apps/{app}/tokens',
    verb: 'newToken',
    says: 'A further ingest token; those before stay valid until they are revoked.',
    pathInput: ofApp,
    body: newTokenInput,
    output: shape.madeTokenShape,
    once: true,
    example: { path: EXAMPLE, body: { label: 'production' } },
    run: (actor, { path, body }) => newToken(actor, path.app, body),
  }),
  operation({
    id: 'revokeToken',
    method: 'delete',
    path: '/apps/{app}/tokens/{token}',
    verb: 'revokeToken',
    says: 'Ends an ingest token, now or in some hours: collectors refuse it within seconds from then on.',
    pathInput: ofToken,
    query: z.strictObject({ inHours: z.coerce.number().min(0).max(720).optional() }),
    example: { path: { ...EXAMPLE, token: 1 } },
    run: async (actor, { path, query }) => void (await revokeToken(actor, path.app, path.token, query)),
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
  ...asCodeOperations,
];
