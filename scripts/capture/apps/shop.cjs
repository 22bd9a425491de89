/** A shop on node:http, pg and Redis; it knows nothing of telemetry. */
const { createServer } = require('node:http');
const pg = require('pg');

const pool = new pg.Pool({ connectionString: process.env.SHOP_DATABASE_URL, max: 2 });

const server = createServer(async (request, response) => {
  if (request.url?.startsWith('/products')) await pool.query('SELECT 1');
  response.writeHead(request.url === '/fails' ? 500 : 200).end('ok');
});
server.listen(Number(process.env.SHOP_PORT), '127.0.0.1');
