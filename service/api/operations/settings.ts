/** Operations on what only an app's owner can say of it. */
import { z } from 'zod';
import { deploymentSchema } from '@/catalogue/index';
import { appLimits } from '../../apps/limits';
import { retention, setRetention } from '../../apps/retention';
import { setDeployment, setEvidenceWindow, setLoadRatio, setMetricNames, setPopulation } from '../../apps/settings';
import { appView } from '../../apps/view';
import {
  evidenceWindowInput,
  loadRatioInput,
  metricNamesInput,
  parse,
  populationInput,
  retentionInput,
} from '../../inputs/inputs';
import { setRoadmap } from '../../roadmaps';
import { setRoadmapInput } from '../../roadmaps/inputs';
import * as teamAnswers from '../answers-team';
import { type Operation, operation } from '../operation';
import * as shape from '../shapes-team';
import { EXAMPLE, ofApp } from './parts';

const population = z.strictObject({
  population: populationInput.nullable().describe('which people the app’s user metric counts; null: not said'),
});
const evidence = z.strictObject({
  minutes: evidenceWindowInput.describe('how long a step must hold before telemetry ticks it; null: as is usual'),
});

export const settingOperations: readonly Operation[] = [
  operation({
    id: 'getSettings',
    method: 'get',
    path: '/apps/{app}/settings',
    verb: 'appView',
    says: 'What the team said of the app: roadmap, population, ratios, deployment, overrides and mutes.',
    pathInput: ofApp,
    output: shape.settingsShape,
    example: { path: EXAMPLE },
    run: async (actor, { path }) => teamAnswers.settingsAnswer(await appView(actor, path.app)),
  }),
  operation({
    id: 'setRoadmap',
    method: 'put',
    path: '/apps/{app}/settings/roadmap',
    verb: 'setRoadmap',
    says: 'Follows another roadmap: a built-in one, or one of the team’s own.',
    pathInput: ofApp,
    body: setRoadmapInput,
    example: { path: EXAMPLE, body: { roadmapId: 'thousands-to-millions' } },
    run: async (actor, { path, body }) => void (await setRoadmap(actor, path.app, body)),
  }),
  operation({
    id: 'setPopulation',
    method: 'put',
    path: '/apps/{app}/settings/population',
    verb: 'setPopulation',
    says: 'Which people the app’s user metric counts.',
    pathInput: ofApp,
    body: population,
    example: { path: EXAMPLE, body: { population: 'daily' } },
    run: async (actor, { path, body }) =>
      void (await setPopulation(actor, path.app, parse(population, body).population)),
  }),
  operation({
    id: 'setLoadRatio',
    method: 'put',
    path: '/apps/{app}/settings/ratios',
    verb: 'setLoadRatio',
    says: 'Ratios between requests, concurrent and daily users; what is missing stays.',
    pathInput: ofApp,
    body: loadRatioInput,
    example: { path: EXAMPLE, body: { concurrentPerDaily: 0.1 } },
    run: async (actor, { path, body }) => void (await setLoadRatio(actor, path.app, body)),
  }),
  operation({
    id: 'setDeployment',
    method: 'put',
    path: '/apps/{app}/settings/deployment',
    verb: 'setDeployment',
    says: 'What the app runs on today, as a whole; signals of the last 14 days are derived again.',
    pathInput: ofApp,
    body: deploymentSchema,
    example: { path: EXAMPLE, body: { instances: { min: 1, max: 4 }, perInstance: { cores: 1, poolMax: 10 } } },
    run: async (actor, { path, body }) => void (await setDeployment(actor, path.app, body)),
  }),
  operation({
    id: 'setMetricNames',
    method: 'put',
    path: '/apps/{app}/settings/metric-names',
    verb: 'setMetricNames',
    says: 'Metric names that only the team knows, as a whole; signals of the last 14 days are derived again.',
    pathInput: ofApp,
    body: metricNamesInput,
    example: { path: EXAMPLE, body: { users: 'app.users.active' } },
    run: async (actor, { path, body }) => void (await setMetricNames(actor, path.app, body)),
  }),
  operation({
    id: 'setEvidenceWindow',
    method: 'put',
    path: '/apps/{app}/settings/evidence',
    verb: 'setEvidenceWindow',
    says: 'How long a step must hold before telemetry ticks it.',
    pathInput: ofApp,
    body: evidence,
    example: { path: EXAMPLE, body: { minutes: 1_440 } },
    run: async (actor, { path, body }) =>
      void (await setEvidenceWindow(actor, path.app, parse(evidence, body).minutes)),
  }),
  operation({
    id: 'getRetention',
    method: 'get',
    path: '/apps/{app}/settings/retention',
    verb: 'retention',
    says: 'How long the app’s minutes and hours are kept, in days; null: as long as the installation keeps any.',
    pathInput: ofApp,
    output: shape.retentionShape,
    example: { path: EXAMPLE },
    run: (actor, { path }) => retention(actor, path.app),
  }),
  operation({
    id: 'setRetention',
    method: 'put',
    path: '/apps/{app}/settings/retention',
    verb: 'setRetention',
    says: 'Keeps the app’s minutes and hours for fewer days; what is older goes within the hour.',
    pathInput: ofApp,
    body: retentionInput,
    example: { path: EXAMPLE, body: { minutesDays: 7, hoursDays: null } },
    run: async (actor, { path, body }) => void (await setRetention(actor, path.app, body)),
  }),
  operation({
    id: 'getLimits',
    method: 'get',
    path: '/apps/{app}/limits',
    verb: 'appLimits',
    says: 'How much the app may send, beside what it sends now.',
    pathInput: ofApp,
    output: shape.limitsShape,
    example: { path: EXAMPLE },
    run: async (actor, { path }) => ({ limits: (await appLimits(actor, path.app)).lines }),
  }),
];
