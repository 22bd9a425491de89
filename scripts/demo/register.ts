import { catalogue } from '@/catalogue';
import { prisma } from '@/prisma/client';
import {
  createApp,
  newToken,
  setDeployment,
  setEvidenceWindow,
  setLoadRatio,
  setMetricNames,
  setOverride,
  setRoadmap,
} from '@/service';
import type { Actor } from '@/service/views/views';
import { HISTORY } from './history-model';

const HOST: Actor = { kind: 'system', name: 'host' };
const ROADMAP = 'thousands-to-millions';

export interface DemoApp {
  slug: string;
  token: string;
}

/** Made up like the rest: roadmaps that count concurrent users need it to place the app. */
const CONCURRENT_PER_DAILY = 0.1;

/** The synthetic app, on the roadmap that is asked for: what it runs on is as made up as its past, and its page says so. */
export async function registerSynthetic(roadmapId: string = ROADMAP): Promise<DemoApp> {
  if (!catalogue().roadmaps.has(roadmapId)) {
    const known = [...catalogue().roadmaps.keys()].join(', ');
    throw new Error(`--roadmap: there is no built-in roadmap "${roadmapId}". There are: ${known}`);
  }
  const app = await findOrMake('Storefront');
  await setRoadmap(HOST, app.slug, { roadmapId, version: null });
  await setLoadRatio(HOST, app.slug, { concurrentPerDaily: CONCURRENT_PER_DAILY, requestsPerUserMinute: null });
  await prisma().app.update({ where: { slug: app.slug }, data: { synthetic: true } });
  await setMetricNames(HOST, app.slug, { queueDepth: 'app.mail.queue.depth' });
  await setDeployment(HOST, app.slug, {
    provider: 'Render',
    webPriceId: 'render-web-pro',
    instances: { min: HISTORY.instances, max: HISTORY.instances },
    perInstance: { cores: 1, memoryBytes: 4 * 2 ** 30, poolMax: HISTORY.poolMaxPerInstance },
    database: { priceId: 'atlas-m10', maxConnections: 1500, reservedConnections: 0 },
  });
  return app;
}

/** The real shop. `fast` shortens holds and the evidence window as overrides that its pages show. */
export async function registerShop({ fast }: { fast: boolean }): Promise<DemoApp> {
  const app = await findOrMake('Demo shop');
  await setMetricNames(HOST, app.slug, { queueDepth: 'app.mail.queue.depth' });
  await setDeployment(HOST, app.slug, {
    provider: 'Render',
    webPriceId: 'render-web-standard',
    instances: { min: 1, max: 1 },
    perInstance: { cores: 1, memoryBytes: 2 * 2 ** 30 },
    database: { maxConnections: 60, reservedConnections: 3 },
  });
  await setEvidenceWindow(HOST, app.slug, fast ? 2 : null);
  if (fast) {
    const roadmap = catalogue().roadmaps.get(ROADMAP);
    const thresholds = roadmap ? [...roadmap.thresholds, ...roadmap.phases.flatMap((phase) => phase.thresholds)] : [];
    for (const { id } of thresholds) {
      const reason = 'npm run demo --fast: hold of one minute';
      await setOverride(HOST, app.slug, { thresholdId: id, limit: null, holdMinutes: 1, reason });
    }
  }
  return app;
}

async function findOrMake(name: string): Promise<DemoApp> {
  const team = await prisma().team.findFirst({ orderBy: { id: 'asc' } });
  if (!team) throw new Error('There is no team yet. Start Headroom once (npm start), then run the demo again.');
  const known = await prisma().app.findFirst({ where: { teamId: team.id, name, deletedAt: null } });
  if (known) {
    const { token } = await newToken(HOST, known.slug, { label: 'demo' });
    return { slug: known.slug, token };
  }
  return createApp(HOST, { teamSlug: team.slug, name, roadmapId: ROADMAP, population: 'daily' });
}
