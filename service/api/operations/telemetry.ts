/** Operations on what arrives: signals, metrics, charts, deployments. */
import { z } from 'zod';
import { deploymentsOf, markDeployment } from '../../apps/deployment-mark';
import { chart } from '../../chart';
import { deploymentInput, queryInput } from '../../inputs/api';
import { exploreInput, parse } from '../../inputs/inputs';
import { customSignalInput } from '../../inputs/signals';
import { explore, metricDetail, metrics } from '../../query';
import { previewCustomSignal, removeCustomSignal, saveCustomSignal } from '../../signals/custom';
import { signalsView } from '../../signals/view';
import * as answers from '../answers';
import * as teamAnswers from '../answers-team';
import { type Operation, operation } from '../operation';
import * as shape from '../shapes';
import * as chartShape from '../shapes-charts';
import { iso } from '../times';
import { at, EXAMPLE, ofApp, time } from './parts';

const DAY = { from: '2026-11-20T12:00:00Z', to: '2026-11-20T18:00:00Z' };
const ofSignal = ofApp.extend({ signal: z.string().min(1).max(400).describe('the id of a signal of the team’s own') });
const stepSeconds = z.coerce.number().int().min(60).max(86_400);

export const telemetryOperations: readonly Operation[] = [
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
    id: 'listDeployments',
    method: 'get',
    path: '/apps/{app}/deployments',
    verb: 'appView',
    says: 'Deployments that were announced in the last 90 days, newest last.',
    pathInput: ofApp,
    output: shape.deploymentsShape,
    example: { path: EXAMPLE },
    run: async (actor, { path }) => ({
      deployments: (await deploymentsOf(actor, path.app)).map(({ at, version }) => ({ at: iso(at), version })),
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
      return { at: iso(at), version };
    },
  }),
  operation({
    id: 'listCustomSignals',
    method: 'get',
    path: '/apps/{app}/custom-signals',
    verb: 'signalsView',
    says: 'Signals that the team declared for the app.',
    pathInput: ofApp,
    output: chartShape.customSignalsShape,
    example: { path: EXAMPLE },
    run: async (actor, { path }) => ({ signals: (await signalsView(actor, path.app)).custom }),
  }),
  operation({
    id: 'saveCustomSignal',
    method: 'put',
    path: '/apps/{app}/custom-signals',
    verb: 'saveCustomSignal',
    says: 'Declares a signal of the team’s own, or changes it; the last 14 days are derived with it.',
    pathInput: ofApp,
    body: customSignalInput,
    output: chartShape.savedSignalShape,
    example: {
      path: EXAMPLE,
      body: { name: 'people', title: 'People', metric: 'app.users.active', aggregation: 'max', worsens: 'none' },
    },
    run: (actor, { path, body }) => saveCustomSignal(actor, path.app, body),
  }),
  operation({
    id: 'previewCustomSignal',
    method: 'post',
    path: '/apps/{app}/custom-signals/preview',
    verb: 'previewCustomSignal',
    says: 'What a signal of the team’s own would have been in the last hour, minute by minute; keeps nothing.',
    pathInput: ofApp,
    body: customSignalInput,
    output: chartShape.signalPreviewShape,
    status: 200,
    example: {
      path: EXAMPLE,
      body: { name: 'people', title: 'People', metric: 'app.users.active', aggregation: 'max', worsens: 'none' },
    },
    run: async (actor, { path, body }) => {
      const { startAt, says, ...rest } = await previewCustomSignal(actor, path.app, body);
      return { ...rest, startAt: iso(startAt), madeBy: says };
    },
  }),
  operation({
    id: 'removeCustomSignal',
    method: 'delete',
    path: '/apps/{app}/custom-signals/{signal}',
    verb: 'removeCustomSignal',
    says: 'Takes a signal of the team’s own away.',
    pathInput: ofSignal,
    example: { path: { ...EXAMPLE, signal: 'people.max' } },
    run: async (actor, { path }) => void (await removeCustomSignal(actor, path.app, path.signal)),
  }),
  operation({
    id: 'getChart',
    method: 'get',
    path: '/apps/{app}/chart',
    verb: 'chart',
    says: 'Signals over time, as columns: one list of times, one list of values a signal, null where there is none.',
    pathInput: ofApp,
    query: z.strictObject({
      signals: z.string().min(1).max(2_000).describe('ids, with commas between them'),
      from: time,
      to: time,
      stepSeconds: stepSeconds.optional().describe('chosen for at most about 400 steps, if it is not given'),
      compare: z.literal('week').optional().describe('beside each the same a week before'),
      zone: z.string().max(64).optional().describe('whose days and clock; the team’s own, if it is not given'),
    }),
    output: chartShape.chartShape,
    example: { path: EXAMPLE, query: { signals: 'latency.p95,requests.rate', ...DAY } },
    run: async (actor, { path, query }) => {
      const { signals, from, to, ...rest } = query;
      const ids = signals.split(',').filter(Boolean);
      const asked = { signals: ids, fromAt: Date.parse(from), toAt: Date.parse(to), ...rest };
      return teamAnswers.chartAnswer(await chart(actor, path.app, asked));
    },
  }),
  operation({
    id: 'listMetrics',
    method: 'get',
    path: '/apps/{app}/metrics',
    verb: 'metrics',
    says: 'Every metric that has arrived, and what may be asked of it.',
    pathInput: ofApp,
    output: chartShape.metricsShape,
    example: { path: EXAMPLE },
    run: async (actor, { path }) => ({ metrics: await metrics(actor, path.app) }),
  }),
  operation({
    id: 'getMetric',
    method: 'get',
    path: '/apps/{app}/metrics/{metric}',
    verb: 'metrics',
    says: 'One metric with the attributes of its series and some of their values.',
    pathInput: ofApp.extend({ metric: z.string().min(1).max(255) }),
    output: chartShape.metricDetailShape,
    example: { path: { ...EXAMPLE, metric: 'app.users.active' } },
    run: (actor, { path }) => metricDetail(actor, path.app, path.metric),
  }),
  operation({
    id: 'queryMetric',
    method: 'post',
    path: '/apps/{app}/query',
    verb: 'explore',
    says: 'Any metric over time, filtered and grouped, as the explore page asks it; changes nothing.',
    pathInput: ofApp,
    body: queryInput,
    output: chartShape.queryShape,
    status: 200,
    example: { path: EXAMPLE, body: { metric: 'app.users.active', value: 'max', groupBy: [], ...DAY } },
    run: async (actor, { path, body }) => {
      const { from, to, ...asked } = parse(queryInput, body);
      const given = parse(exploreInput, { ...asked, fromAt: at(from), toAt: at(to) });
      return teamAnswers.queryAnswer(await explore(actor, path.app, given));
    },
  }),
];
