// Apps in states that the demo's is not in: learning, silent, with a disk that fills. Their pasts are made up.
import { gzipSync } from 'node:zlib';
import { Refusal } from '../lib/terminal.mjs';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const GIB = 2 ** 30;
const BOUNDS_S = [0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5];
/** Shares of requests by bucket: p95 at about 0.2 s. */
const SHARES = [0.12, 0.3, 0.33, 0.21, 0.03, 0.008, 0.002, 0];
const REQUESTS_PER_USER_MINUTE = 1.5;

/** @typedef {{ name: string, days: number, silentHours: number, users: number, diskGibADay: number }} Past */
/** What they run on; nobody said it of the one that is learning. */
const DEPLOYMENT = {
  provider: 'Render',
  webPriceId: 'render-web-pro',
  instances: { min: 1, max: 1 },
  perInstance: { cores: 2, memoryBytes: 4 * GIB },
};

/** @type {Record<string, Past>} */
export const PASTS = {
  learning: { name: 'Feed', days: 3 / 24, silentHours: 0, users: 4_800, diskGibADay: 0 },
  stale: { name: 'Invoices', days: 9, silentHours: 26, users: 1_900, diskGibADay: 0 },
  // Growth is told after 21 whole days.
  disk: { name: 'Archive', days: 24, silentHours: 0, users: 9_500, diskGibADay: 1.6 },
};

/**
 * Registers each of them that is not there yet and sends its past.
 * @param {import('./api.mjs').Api} api @param {string} collector its address
 * @returns {Promise<Record<string, string>>} slugs, by state
 */
export async function makeApps(api, collector) {
  const { apps } = await api('GET', '/apps?limit=100');
  /** @type {Record<string, string>} */
  const slugs = {};
  for (const [state, past] of Object.entries(PASTS)) {
    const known = apps.find((/** @type {{ name: string }} */ app) => app.name === past.name);
    if (known) {
      slugs[state] = known.slug;
      continue;
    }
    const facts = { name: past.name, roadmapId: 'thousands-to-millions', population: 'daily' };
    const { slug, token } = await api('POST', '/apps', facts);
    if (state !== 'learning') await api('PUT', `/apps/${slug}/settings/deployment`, DEPLOYMENT);
    await sendPast(past, { slug, url: `${collector}/v1/metrics`, token });
    slugs[state] = slug;
  }
  return slugs;
}

/** @param {Past} past @param {{ slug: string, url: string, token: string }} to */
async function sendPast(past, { slug, url, token }) {
  const nowAt = Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS;
  const endAt = nowAt - past.silentHours * HOUR_MS;
  const startAt = nowAt - past.days * DAY_MS;
  const counts = SHARES.map(() => 0);
  let sum = 0;
  for (let fromAt = startAt; fromAt < endAt; fromAt += 6 * HOUR_MS) {
    const metrics = newMetrics();
    for (let at = fromAt + MINUTE_MS; at <= Math.min(fromAt + 6 * HOUR_MS, endAt); at += MINUTE_MS) {
      const users = usersAt(at, past.users, nowAt);
      const requests = users * REQUESTS_PER_USER_MINUTE;
      SHARES.forEach((share, i) => {
        counts[i] = (counts[i] ?? 0) + Math.round(requests * share);
      });
      sum += requests * 0.09;
      metrics.duration(at, startAt, counts, sum);
      metrics.gauge('app.users.active', '{user}', at, users, {});
      metrics.gauge('process.cpu.utilization', '1', at, 0.08 + (0.3 * users) / past.users, {});
      if (past.diskGibADay === 0) continue;
      const used = (58 + past.diskGibADay * ((at - startAt) / DAY_MS)) * GIB;
      const disk = { device: '/dev/nvme1n1', mountpoint: '/var/lib/postgresql', type: 'ext4', mode: 'rw' };
      metrics.gauge('system.filesystem.usage', 'By', at, used, { ...disk, state: 'used' });
      metrics.gauge('system.filesystem.usage', 'By', at, 128 * GIB - used, { ...disk, state: 'free' });
    }
    await post(url, token, { resourceMetrics: [metrics.of(slug)] });
  }
}

/** A day's wave, growing a little. @param {number} at @param {number} peak @param {number} nowAt */
function usersAt(at, peak, nowAt) {
  const wave = 0.55 - 0.45 * Math.cos((2 * Math.PI * (at % DAY_MS)) / DAY_MS - 0.8);
  const unrest = 1 + 0.03 * Math.sin(at / 517_000) + 0.02 * Math.sin(at / 91_000);
  return Math.round(peak * wave * unrest * 1.006 ** ((at - nowAt) / DAY_MS));
}

function newMetrics() {
  /** @type {Map<string, any>} */
  const metrics = new Map();
  const points = (/** @type {string} */ name, /** @type {string} */ unit, /** @type {string} */ kind) => {
    const metric = metrics.get(name) ?? { name, unit, [kind]: { dataPoints: [] } };
    metrics.set(name, metric);
    return metric[kind];
  };
  return {
    /** @param {string} name @param {string} unit @param {number} at @param {number} value @param {Record<string, string>} attributes */
    gauge(name, unit, at, value, attributes) {
      const point = { timeUnixNano: nano(at), asDouble: value, attributes: written(attributes) };
      points(name, unit, 'gauge').dataPoints.push(point);
    },
    /** @param {number} at @param {number} startAt @param {number[]} counts @param {number} sum */
    duration(at, startAt, counts, sum) {
      const histogram = points('http.server.request.duration', 's', 'histogram');
      histogram.aggregationTemporality = 2;
      const attributes = {
        'http.request.method': 'GET',
        'http.route': '/items/:id',
        'http.response.status_code': '200',
      };
      const count = String(counts.reduce((a, b) => a + b, 0));
      const bucketCounts = counts.map(String);
      const times = { startTimeUnixNano: nano(startAt), timeUnixNano: nano(at) };
      const said = { attributes: written(attributes), count, sum, bucketCounts, explicitBounds: BOUNDS_S };
      histogram.dataPoints.push({ ...times, ...said });
    },
    /** @param {string} service */
    of(service) {
      const from = {
        'service.name': service,
        'service.instance.id': `${service}-1`,
        'service.version': '1.8.0',
        'deployment.environment.name': 'production',
        'telemetry.sdk.language': 'go',
        'host.name': `${service}-1`,
      };
      const scopeMetrics = [{ scope: { name: 'screenshots' }, metrics: [...metrics.values()] }];
      return { resource: { attributes: written(from) }, scopeMetrics };
    },
  };
}

/** @param {string} url @param {string} token @param {object} body */
async function post(url, token, body) {
  for (;;) {
    const answer = await fetch(url, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
        'content-encoding': 'gzip',
      },
      body: gzipSync(JSON.stringify(body), { level: 1 }),
    });
    if (answer.ok) return;
    if (answer.status !== 429 && answer.status !== 503)
      throw new Refusal(`the collector answered ${answer.status}: ${await answer.text()}`);
    await new Promise((done) => setTimeout(done, 1000 * Number(answer.headers.get('retry-after') ?? 1)));
  }
}

/** @param {Record<string, string>} attributes */
const written = (attributes) =>
  Object.entries(attributes).map(([key, stringValue]) => ({ key, value: { stringValue } }));

/** @param {number} ms */
const nano = (ms) => `${ms}000000`;
