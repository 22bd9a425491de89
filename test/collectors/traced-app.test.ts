/** A real app under the stock Node SDK with all its instrumentations, traces alone exported: nothing counts twice. */
import { type ChildProcess, fork, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '@/scripts/lib/postgres.mjs';
import { type TestCollector, testCollector } from './collector';

const hasRedis = spawnSync('redis-server', ['--version']).status === 0;
const children: ChildProcess[] = [];
let test: TestCollector;
beforeAll(async () => {
  test = await testCollector();
});
afterAll(async () => {
  for (const child of children) child.kill('SIGKILL');
  await test.close();
});

async function startRedis(): Promise<number> {
  const port = await freePort();
  const redis = spawn('redis-server', ['--port', String(port), '--bind', '127.0.0.1', '--save', '']);
  children.push(redis);
  for await (const line of redis.stdout) if (String(line).includes('Ready to accept')) break;
  return port;
}

async function startApp(token: string, redisPort: number | null): Promise<{ url: string; child: ChildProcess }> {
  const port = await freePort();
  const child = fork(fileURLToPath(new URL('./traced-app.cjs', import.meta.url)), {
    execArgv: ['--require', '@opentelemetry/auto-instrumentations-node/register'],
    env: {
      ...process.env,
      NODE_OPTIONS: '',
      APP_PORT: String(port),
      APP_DATABASE_URL: test.database.url,
      ...(redisPort === null ? {} : { APP_REDIS_PORT: String(redisPort) }),
      OTEL_SERVICE_NAME: 'shop',
      OTEL_EXPORTER_OTLP_ENDPOINT: test.url,
      OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf',
      OTEL_EXPORTER_OTLP_HEADERS: `authorization=Bearer%20${token}`,
      OTEL_METRICS_EXPORTER: 'none',
      OTEL_LOGS_EXPORTER: 'none',
      OTEL_NODE_RESOURCE_DETECTORS: 'none',
      OTEL_BSP_SCHEDULE_DELAY: '100',
    },
  });
  children.push(child);
  await once(child, 'message');
  return { url: `http://127.0.0.1:${port}`, child };
}

describe('an app with all instrumentations, exporting traces alone', () => {
  it(`has its requests, failures, queries${hasRedis ? ' and Redis commands' : ''} counted, each once`, async () => {
    await test.database.pool.query('CREATE TABLE visits (path text)');
    const { appId, token } = await test.app('traced');
    const { url } = await startApp(token, hasRedis ? await startRedis() : null);
    for (let i = 0; i < 30; i++) await fetch(`${url}/${i % 10 === 0 ? 'fails' : `cart/${i}`}`);

    const counted = async () => {
      const sums: Record<string, number> = {};
      for (const { series, histogram } of await test.stored(appId)) {
        const { attributes } = series;
        const system = attributes['db.system.name'];
        const what = attributes['http.response.status_code'] ?? `${system} ${attributes['db.operation.name']}`;
        // What the Redis library asks when it connects is its own affair.
        if (system === 'redis' && attributes['db.operation.name'] !== 'GET') continue;
        const key = `${series.metric} ${what}`;
        sums[key] = (sums[key] ?? 0) + (histogram?.count ?? Number.NaN);
      }
      return sums;
    };
    await expect.poll(counted, { timeout: 20_000 }).toEqual({
      'http.server.request.duration 200': 27,
      'http.server.request.duration 500': 3,
      'db.client.operation.duration postgresql SELECT': 30,
      'db.client.operation.duration postgresql INSERT': 30,
      ...(hasRedis ? { 'db.client.operation.duration redis GET': 30 } : {}),
    });
    const paths = (await test.stored(appId)).flatMap(({ series }) => Object.values(series.attributes));
    expect(JSON.stringify(paths)).not.toContain('cart');
    expect(test.logged).toEqual([]);
  });
});
