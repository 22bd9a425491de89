/** Operations on what apps send with and from: ingest tokens and Prometheus targets. */
import { z } from 'zod';
import { newToken, revokeToken, tokens } from '../../apps/apps';
import { addTarget, addTargetInput, pauseTarget, removeTarget, targets, testTarget } from '../../apps/targets';
import { newReadTokenInput, newTokenInput } from '../../inputs/inputs';
import { newReadToken, readTokens, revokeReadToken } from '../../query';
import * as answers from '../answers';
import * as teamAnswers from '../answers-team';
import { type Operation, operation } from '../operation';
import * as shape from '../shapes';
import * as teamShape from '../shapes-team';
import { EXAMPLE, ofApp } from './parts';

const id = z.coerce.number().int().positive().describe('its id, from the list');
const ofToken = ofApp.extend({ token: id });
const ofReadToken = ofApp.extend({ readToken: id });
const ofTarget = ofApp.extend({ target: id });

export const tokenOperations: readonly Operation[] = [
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
    id: 'listReadTokens',
    method: 'get',
    path: '/apps/{app}/read-tokens',
    verb: 'readTokens',
    says: 'Tokens that read the app, or the whole team, through Prometheus’s API; newest first, never the secret.',
    pathInput: ofApp,
    output: teamShape.readTokensShape,
    example: { path: EXAMPLE },
    run: async (actor, { path }) => teamAnswers.readTokensAnswer(await readTokens(actor, path.app)),
  }),
  operation({
    id: 'createReadToken',
    method: 'post',
    path: '/apps/{app}/read-tokens',
    verb: 'newReadToken',
    says: 'A token for Grafana and the like: it reads this app, or with `wholeTeam` every app of the team.',
    pathInput: ofApp,
    body: newReadTokenInput,
    output: shape.madeTokenShape,
    once: true,
    example: { path: EXAMPLE, body: { label: 'grafana' } },
    run: (actor, { path, body }) => newReadToken(actor, path.app, body),
  }),
  operation({
    id: 'revokeReadToken',
    method: 'delete',
    path: '/apps/{app}/read-tokens/{readToken}',
    verb: 'revokeReadToken',
    says: 'Ends a read token: it is refused from the next request on.',
    pathInput: ofReadToken,
    example: { path: { ...EXAMPLE, readToken: 1 } },
    run: async (actor, { path }) => void (await revokeReadToken(actor, path.app, path.readToken)),
  }),
  operation({
    id: 'listTargets',
    method: 'get',
    path: '/apps/{app}/targets',
    verb: 'targets',
    says: 'Prometheus targets that Headroom reads for the app, and what they answered last; never their credentials.',
    pathInput: ofApp,
    output: teamShape.targetsShape,
    example: { path: EXAMPLE },
    run: async (actor, { path }) => teamAnswers.targetsAnswer(await targets(actor, path.app)),
  }),
  operation({
    id: 'addTarget',
    method: 'post',
    path: '/apps/{app}/targets',
    verb: 'addTarget',
    says: 'A further Prometheus target; it is read for the first time within seconds.',
    pathInput: ofApp,
    body: addTargetInput,
    output: teamShape.madeTargetShape,
    once: true,
    example: { path: EXAMPLE, body: { url: 'https://metrics.example.com/metrics', intervalSeconds: 30 } },
    run: (actor, { path, body }) => addTarget(actor, path.app, body),
  }),
  ...(['pause', 'resume'] as const).map((what) =>
    operation({
      id: `${what}Target`,
      method: 'put',
      path: `/apps/{app}/targets/{target}/${what}`,
      verb: 'pauseTarget',
      says: what === 'pause' ? 'Stops reading a target until it is resumed.' : 'Reads a paused target again.',
      pathInput: ofTarget,
      example: { path: { ...EXAMPLE, target: 1 } },
      run: async (actor, { path }) => void (await pauseTarget(actor, path.app, path.target, what === 'pause')),
    }),
  ),
  operation({
    id: 'testTarget',
    method: 'post',
    path: '/apps/{app}/targets/{target}/test',
    verb: 'testTarget',
    says: 'Reads a target now; the list shows the outcome as soon as there is one.',
    pathInput: ofTarget,
    example: { path: { ...EXAMPLE, target: 1 } },
    run: async (actor, { path }) => void (await testTarget(actor, path.app, path.target)),
  }),
  operation({
    id: 'removeTarget',
    method: 'delete',
    path: '/apps/{app}/targets/{target}',
    verb: 'removeTarget',
    says: 'Takes a target away; what it sent stays.',
    pathInput: ofTarget,
    example: { path: { ...EXAMPLE, target: 1 } },
    run: async (actor, { path }) => void (await removeTarget(actor, path.app, path.target)),
  }),
];
