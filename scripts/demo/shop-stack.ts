import { type ChildProcess, fork, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import pg from 'pg';
import { freePort, initPostgres, startPostgres } from '../lib/postgres.mjs';
import { postgresOwner, runnableBinaries } from '../lib/postgres-binaries.mjs';

export interface ShopStack {
  port: number;
  hasRedis: boolean;
  databaseUrl: string;
  redisUrl: string | null;
  /** Sets the visitors' rate and how many sockets stay open. */
  load: (perSecond: number, sockets: number) => void;
  switchOn: (what: { pooling: boolean; caching: boolean }) => Promise<void>;
  stop: () => Promise<void>;
}

/** Starts the shop with a PostgreSQL of its own (and Redis if the machine has it) and the load generator. */
export async function startShopStack(options: {
  bundles: string;
  endpoint: string;
  token: string;
  minutes: number;
  /** More settings of the shop's SDK, over those of the demo. */
  environment?: Record<string, string>;
}): Promise<ShopStack> {
  const postgres = await startShopDatabase();
  const redis = await startRedis();
  const port = await freePort();
  const environment = {
    ...withoutOurTelemetry(process.env),
    SHOP_DATABASE_URL: postgres.url,
    SHOP_PORT: String(port),
    ...(redis ? { SHOP_REDIS_URL: redis.url } : {}),
    OTEL_SERVICE_NAME: 'demo-shop',
    OTEL_EXPORTER_OTLP_ENDPOINT: options.endpoint,
    OTEL_EXPORTER_OTLP_HEADERS: `authorization=${encodeURIComponent(`Bearer ${options.token}`)}`,
    OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf',
    OTEL_METRIC_EXPORT_INTERVAL: '10000',
    OTEL_METRIC_EXPORT_TIMEOUT: '8000',
    OTEL_NODE_RESOURCE_DETECTORS: 'env,host,os,process',
    OTEL_RESOURCE_ATTRIBUTES:
      'deployment.environment.name=production,service.version=1.0.0,service.instance.id=demo-shop-1',
    ...options.environment,
  };
  const shop = fork(join(options.bundles, 'shop.mjs'), {
    env: environment,
    execArgv: [
      '--require',
      '@opentelemetry/auto-instrumentations-node/register',
      '--experimental-loader=@opentelemetry/instrumentation/hook.mjs',
      '--no-warnings',
    ],
  });
  await ready(shop);
  const load = fork(join(options.bundles, 'load.mjs'), {
    env: { ...withoutOurTelemetry(process.env), SHOP_PORT: String(port), LOAD_MINUTES: String(options.minutes) },
  });
  return {
    port,
    hasRedis: redis !== null,
    databaseUrl: postgres.url,
    redisUrl: redis?.url ?? null,
    load: (perSecond, sockets) => load.connected && load.send({ perSecond, sockets }),
    async switchOn(what) {
      const answer = await fetch(`http://127.0.0.1:${port}/switch`, { method: 'POST', body: JSON.stringify(what) });
      if (!answer.ok) throw new Error(`the shop answered ${answer.status}: ${await answer.text()}`);
    },
    async stop() {
      for (const child of [load, shop]) await end(child);
      await redis?.stop();
      await postgres.stop();
    },
  };
}

async function startShopDatabase() {
  const owner = postgresOwner();
  const folder = join(tmpdir(), `headroom-demo-shop-${process.pid}`);
  const native = runnableBinaries({ root: resolve('.'), copyTo: join(tmpdir(), 'headroom-demo-postgres'), owner });
  const cluster = { native, dataDir: folder, password: crypto.randomUUID(), owner };
  initPostgres(cluster);
  const running = await startPostgres({ ...cluster, port: await freePort(), settings: { max_connections: 60 } });
  const client = new pg.Client({ connectionString: running.url });
  await client.connect();
  await client.query('CREATE TABLE product (id int PRIMARY KEY, name text, category text, price_cents int)');
  await client.query(
    `INSERT INTO product SELECT i, 'Product ' || i, (i % 40)::text, 100 + (i * 37) % 9900 FROM generate_series(1, 20000) i`,
  );
  await client.end();
  return {
    url: running.url,
    async stop() {
      await running.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Redis, if the machine has it: null otherwise. */
async function startRedis() {
  if (spawnSync('redis-server', ['--version']).status !== 0) return null;
  const port = await freePort();
  const child = spawn(
    'redis-server',
    ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'],
    {
      stdio: 'ignore',
    },
  );
  await answering(port);
  return { url: `redis://127.0.0.1:${port}`, stop: () => end(child) };
}

async function answering(port: number): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt++) {
    const socket = createConnection(port, '127.0.0.1');
    const open = await once(socket, 'connect').then(
      () => true,
      () => false,
    );
    socket.destroy();
    if (open) return;
    await new Promise((done) => setTimeout(done, 50));
  }
  throw new Error(`nothing answers on port ${port}`);
}

function ready(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    child.once('message', () => resolve());
    child.once('exit', (code) => reject(new Error(`the shop stopped while starting, exit code ${code}`)));
  });
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGTERM');
  await once(child, 'exit');
}

// The shop is somebody else's app: none of our own process's settings may reach it.
function withoutOurTelemetry(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const kept = Object.entries(environment).filter(
    ([name]) => !/^(OTEL_|HEADROOM_|DATABASE_URL|NODE_OPTIONS)/.test(name),
  );
  return Object.fromEntries(kept) as NodeJS.ProcessEnv;
}
