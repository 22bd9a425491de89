/**
 * A small app under the stock OpenTelemetry Node SDK, which traced-app.test.ts starts: it serves over HTTP,
 * asks PostgreSQL and, where there is one, Redis; it knows nothing of telemetry.
 */
const { createServer } = require('node:http');
const { Redis } = require('ioredis');
const pg = require('pg');

const pool = new pg.Pool({ connectionString: process.env.APP_DATABASE_URL, max: 2 });
const redis = process.env.APP_REDIS_PORT ? new Redis(Number(process.env.APP_REDIS_PORT), '127.0.0.1') : null;

const server = createServer(async (request, response) => {
  await pool.query('SELECT 1');
  await pool.query('INSERT INTO visits VALUES ($1)', [request.url]);
  await redis?.get('cart');
  response.writeHead(request.url === '/fails' ? 500 : 200).end();
});
server.listen(Number(process.env.APP_PORT), '127.0.0.1', () => process.send?.('ready'));
