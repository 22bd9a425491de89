/**
 * A small real web shop: HTTP, PostgreSQL, Socket.IO and, where the machine has it, Redis. Run under the
 * stock OpenTelemetry Node SDK (`--require @opentelemetry/auto-instrumentations-node/register`); what the
 * SDK cannot know (cache, queue, users) it counts through the OpenTelemetry API.
 * It starts as many shops do: few connections, each thrown away after one query, and no cache.
 * `POST /switch {"pooling":true,"caching":true}` mends that while it runs.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { metrics } from '@opentelemetry/api';
import { Redis } from 'ioredis';
import pg from 'pg';
import { Server } from 'socket.io';

const databaseUrl = required('SHOP_DATABASE_URL');
const redisUrl = process.env.SHOP_REDIS_URL;
const port = Number(required('SHOP_PORT'));

const BEFORE = { max: 6, maxUses: 1 };
const AFTER = { max: 20 };
const CACHE_SECONDS = 5;
/** Products are read with a deliberate 30 ms of database time, as an unindexed search would take. */
const SEARCH =
  'SELECT id, name, price_cents FROM product, (SELECT pg_sleep(0.03)) AS wait WHERE category = $1 ORDER BY price_cents LIMIT 20';

const meter = metrics.getMeter('shop');
const hits = meter.createCounter('cache.hits', { unit: '{operation}' });
const misses = meter.createCounter('cache.misses', { unit: '{operation}' });
const connectionsMade = meter.createHistogram('db.client.connection.create_time', { unit: 's' });
const users = new Map<string, number>();
const mails: string[] = [];

let pool = newPool(BEFORE);
let redis: Redis | null = null;

const server = createServer((request, response) => {
  handle(request, response).catch((error: unknown) => {
    response.writeHead(500).end(String(error));
  });
});
const io = new Server(server);

meter
  .createObservableGauge('app.users.active', { unit: '{user}', description: 'People seen in the last 24 hours' })
  .addCallback((result) => result.observe(usersOfTheDay()));
meter.createObservableGauge('app.mail.queue.depth', { unit: '{message}' }).addCallback((r) => r.observe(mails.length));
meter
  .createObservableGauge('socketio.connections', { unit: '{connection}' })
  .addCallback((result) => result.observe(io.engine.clientsCount));

// Order mails leave one by one, so that a queue can be seen to fill and to drain.
setInterval(() => mails.shift(), 20).unref();
server.listen(port, '127.0.0.1', () => process.send?.('ready'));
process.on('SIGTERM', () => process.exit(0));
process.on('disconnect', () => process.exit(0));

async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://shop');
  const user = request.headers['x-user'];
  if (typeof user === 'string') users.set(user, Date.now());
  if (url.pathname === '/health') return void response.end('ok');
  if (url.pathname === '/switch' && request.method === 'POST') return switchOver(request, response);
  if (url.pathname === '/order' && request.method === 'POST') {
    mails.push(String(user));
    return void response.writeHead(202).end();
  }
  const body = await products(url.searchParams.get('category') ?? '1');
  response.writeHead(200, { 'content-type': 'application/json' }).end(body);
}

async function products(category: string): Promise<string> {
  const key = `products:${category}`;
  const cached = await redis?.get(key);
  if (redis) (cached ? hits : misses).add(1);
  if (cached) return cached;
  const result = await pool.query(SEARCH, [category]);
  const body = JSON.stringify(result.rows);
  await redis?.set(key, body, 'EX', CACHE_SECONDS);
  return body;
}

async function switchOver(request: IncomingMessage, response: ServerResponse): Promise<void> {
  let text = '';
  for await (const chunk of request) text += chunk;
  const wanted = JSON.parse(text) as { pooling?: boolean; caching?: boolean };
  if (wanted.pooling) {
    const before = pool;
    pool = newPool(AFTER);
    before.end().catch(() => {});
  }
  if (wanted.caching && redisUrl) redis = new Redis(redisUrl);
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ pooling: Boolean(wanted.pooling), caching: redis !== null }));
}

function newPool(size: { max: number; maxUses?: number }): pg.Pool {
  const { hostname, port: databasePort, username, password, pathname } = new URL(databaseUrl);
  const made = new pg.Pool({
    host: hostname,
    port: Number(databasePort),
    user: decodeURIComponent(username),
    password: decodeURIComponent(password),
    database: pathname.slice(1),
    ...size,
  });
  const attributes = { 'db.client.connection.pool.name': 'shop', 'db.system.name': 'postgresql' };
  let lastMs = performance.now();
  made.on('acquire', () => {
    lastMs = performance.now();
  });
  made.on('connect', () => connectionsMade.record((performance.now() - lastMs) / 1000, attributes));
  made.on('error', () => {});
  return made;
}

function usersOfTheDay(): number {
  const since = Date.now() - 86_400_000;
  for (const [user, at] of users) if (at < since) users.delete(user);
  return users.size;
}

function required(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set; the demo starts this program itself: npm run demo`);
  return value;
}
