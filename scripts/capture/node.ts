/** Node apps that this project's own packages do not make: older SDKs, BullMQ's telemetry, exporters of sockets. */
import { copyFileSync, existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { connect } from 'socket.io-client';
import { freePort } from '@/scripts/lib/postgres.mjs';
import { type Ground, pause } from './ground';
import { around, exporting, keepPushed, startCatcher } from './pushed';
import { keepScrapes, scrape } from './scraped';

const REGISTER = '@opentelemetry/auto-instrumentations-node/register';
/** The packages' own attributes of host and process would name the machine. */
const DETECTORS = { OTEL_NODE_RESOURCE_DETECTORS: 'env,serviceinstance' };

/** Folders of packages: of today, and of 2024 with the older names. */
const folders = { today: process.env.CAPTURE_NODE, older: process.env.CAPTURE_NODE_OLDER };

interface NodeCapture {
  name: string;
  folder: keyof typeof folders;
  packages: string[];
  capture: (ground: Ground, name: string, made: string) => Promise<void>;
}

const CAPTURES: NodeCapture[] = [
  {
    name: 'node-older',
    folder: 'older',
    packages: ['@opentelemetry/auto-instrumentations-node', '@opentelemetry/instrumentation-http', 'pg'],
    capture: (ground, name, made) =>
      captureShop(ground, name, made, appIn(ground, 'register-older.cjs'), {
        NODE_PATH: join(folders.older ?? '', 'node_modules'),
      }),
  },
  {
    name: 'node-pool',
    folder: 'today',
    packages: ['@opentelemetry/auto-instrumentations-node', '@opentelemetry/instrumentation-pg', 'pg'],
    capture: (ground, name, made) =>
      captureShop(ground, name, made, register(join(folders.today ?? '', 'node_modules')), {
        NODE_PATH: join(folders.today ?? '', 'node_modules'),
        OTEL_SEMCONV_STABILITY_OPT_IN: 'http,database',
      }),
  },
  {
    name: 'node-exposed',
    folder: 'today',
    packages: [
      '@opentelemetry/auto-instrumentations-node',
      '@opentelemetry/exporter-prometheus',
      '@opentelemetry/instrumentation-pg',
      'pg',
    ],
    capture: captureExposed,
  },
  {
    name: 'node-bullmq',
    folder: 'today',
    packages: ['@opentelemetry/auto-instrumentations-node', 'bullmq', 'bullmq-otel', 'ioredis'],
    capture: captureQueue,
  },
  {
    name: 'node-sockets',
    folder: 'today',
    packages: ['socket.io', 'socket.io-prometheus', 'express', 'express-prom-bundle', 'prom-client'],
    capture: captureSockets,
  },
];

export async function captureNode(ground: Ground, wanted: (name: string) => boolean): Promise<void> {
  for (const { name, folder, packages, capture } of CAPTURES.filter((each) => wanted(each.name))) {
    const modules = join(folders[folder] ?? '', 'node_modules');
    if (folders[folder] && packages.every((each) => existsSync(join(modules, each))))
      await capture(ground, name, versions(modules, packages));
    else
      console.log(
        `${name} is left out: CAPTURE_NODE${folder === 'older' ? '_OLDER' : ''} has not ${packages.join(', ')}`,
      );
  }
}

async function captureShop(
  ground: Ground,
  name: string,
  made: string,
  setUp: string,
  environment: Record<string, string>,
): Promise<void> {
  const catcher = await startCatcher();
  const port = String(await freePort());
  const shop = ground.start(name, ['node', '--require', setUp, appIn(ground, 'shop.cjs')], {
    ...exporting('shop', catcher.endpoint),
    ...sdk(catcher.endpoint),
    ...environment,
    SHOP_DATABASE_URL: ground.databaseUrl,
    SHOP_PORT: port,
  });
  const ask = (path: string) => fetch(`http://127.0.0.1:${port}${path}`).then((answer) => answer.arrayBuffer());
  await ground.waitFor(name, () => ask('/products'));
  for (const path of ['/products', '/fails']) await ask(path);
  const work = { products: 54, fails: 6 };
  const bodies = await around(catcher, async () => {
    for (let i = 0; i < work.products; i++) await ask('/products');
    for (let i = 0; i < work.fails; i++) await ask('/fails');
  });
  await ground.stop(shop);
  catcher.close();
  keepPushed(name, { made, work }, bodies);
}

/** The same shop, its metrics spelled for Prometheus by OpenTelemetry's own exporter. */
async function captureExposed(ground: Ground, name: string, made: string): Promise<void> {
  const [port, metricsPort] = [await freePort(), await freePort()];
  const modules = join(folders.today ?? '', 'node_modules');
  const shop = ground.start(name, ['node', '--require', register(modules), appIn(ground, 'shop.cjs')], {
    ...exporting('shop', 'http://127.0.0.1:9'),
    ...DETECTORS,
    NODE_PATH: modules,
    OTEL_METRICS_EXPORTER: 'prometheus',
    OTEL_TRACES_EXPORTER: 'none',
    OTEL_EXPORTER_PROMETHEUS_HOST: '127.0.0.1',
    OTEL_EXPORTER_PROMETHEUS_PORT: String(metricsPort),
    OTEL_SEMCONV_STABILITY_OPT_IN: 'http,database',
    SHOP_DATABASE_URL: ground.databaseUrl,
    SHOP_PORT: String(port),
  });
  const ask = (path: string) => fetch(`http://127.0.0.1:${port}${path}`).then((answer) => answer.arrayBuffer());
  await ground.waitFor(name, () => ask('/products'));
  for (const path of ['/products', '/fails']) await ask(path);
  await pause(1_500);
  const before = await scrape(`http://127.0.0.1:${metricsPort}/metrics`);
  for (let i = 0; i < 54; i++) await ask('/products');
  for (let i = 0; i < 6; i++) await ask('/fails');
  await pause(1_500);
  keepScrapes(name, {
    made: `${made}; 54 products and 6 failures in between`,
    families: /^(http_server_|db_client_|nodejs_eventloop_|v8js_memory_heap_used|process_)/,
    before,
    after: await scrape(`http://127.0.0.1:${metricsPort}/metrics`),
  });
  await ground.stop(shop);
}

async function captureQueue(ground: Ground, name: string, made: string): Promise<void> {
  const catcher = await startCatcher();
  const modules = join(folders.today ?? '', 'node_modules');
  const work = { jobs: 40, waiting: 7 };
  const worker = ground.start(name, ['node', '--require', register(modules), appIn(ground, 'queue.cjs')], {
    ...exporting('jobs', catcher.endpoint),
    ...sdk(catcher.endpoint),
    NODE_PATH: modules,
    SHOP_REDIS_PORT: String(ground.redisPort),
    SHOP_JOBS: String(work.jobs),
    SHOP_WAITING_JOBS: String(work.waiting),
  });
  await pause(4_000);
  const bodies = await around(catcher, async () => {
    worker.kill('SIGUSR2');
    await pause(3_000);
  });
  await ground.stop(worker);
  catcher.close();
  keepPushed(name, { made, work }, bodies);
}

async function captureSockets(ground: Ground, name: string, made: string): Promise<void> {
  const port = String(await freePort());
  const url = `http://127.0.0.1:${port}`;
  const server = ground.start(name, ['node', appIn(ground, 'sockets.cjs')], {
    NODE_PATH: join(folders.today ?? '', 'node_modules'),
    SHOP_PORT: port,
  });
  const ask = (path: string) => fetch(url + path).then((answer) => answer.arrayBuffer());
  await ground.waitFor(name, () => ask('/products/1'));
  await ask('/fails');
  const before = await scrape(`${url}/metrics`);
  const clients = Array.from({ length: 3 }, () => connect(url, { transports: ['websocket'] }));
  await Promise.all(clients.map((client) => new Promise((open) => client.on('connect', () => open(true)))));
  for (let i = 0; i < 54; i++) await ask(`/products/${i}`);
  for (let i = 0; i < 6; i++) await ask('/fails');
  keepScrapes(name, {
    made: `${made}; three sockets, 54 good answers and 6 of 500 in between`,
    families: /^(socket_io_|http_request_duration_seconds)/,
    before,
    after: await scrape(`${url}/metrics`),
  });
  for (const client of clients) client.disconnect();
  await ground.stop(server);
}

/** A copy outside of this project, whose own packages would be found first. */
function appIn({ folder }: Ground, name: string): string {
  copyFileSync(resolve('scripts/capture/apps', name), join(folder, name));
  return join(folder, name);
}

const register = (modules: string) => join(modules, REGISTER.replace('/register', ''), 'build/src/register.js');

/** Older SDKs read the endpoint of each signal, and export metrics only when told to. */
const sdk = (endpoint: string): Record<string, string> => ({
  ...DETECTORS,
  OTEL_METRICS_EXPORTER: 'otlp',
  OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: `${endpoint}/v1/metrics`,
});

function versions(modules: string, packages: string[]): string {
  const version = (name: string) => JSON.parse(readFileSync(join(modules, name, 'package.json'), 'utf8')).version;
  return `Node ${process.versions.node}: ${packages.map((name) => `${name} ${version(name)}`).join(', ')}`;
}
