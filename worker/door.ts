/** What a worker answers to whoever watches over it: does it live, is it ready, what has it counted. */
import { createServer, type Server } from 'node:http';
import type { WhyNotReady } from '@/store/index';
import { prometheusReply } from '@/telemetry/index';

export interface DoorOptions {
  port: number;
  listen: string;
  /** Lets others than loopback read /metrics. */
  metricsToken: string;
  whyNotReady: WhyNotReady;
}

/** Throws an error that names the setting where the port is taken. */
export async function openDoor({ port, listen, metricsToken, whyNotReady }: DoorOptions): Promise<Server> {
  const server = createServer(async (request, response) => {
    const path = request.url?.split('?', 1)[0];
    if (path === '/metrics') {
      const address = request.socket.remoteAddress ?? '';
      const { authorization } = request.headers;
      const reply = await prometheusReply({ address, authorization, token: metricsToken });
      response.writeHead(reply.status, { 'content-type': reply.contentType }).end(reply.body);
      return;
    }
    if (path !== '/healthz' && path !== '/readyz') {
      response.writeHead(404, { 'content-type': 'text/plain; charset=utf-8' });
      response.end('A worker answers /healthz, /readyz and /metrics.\n');
      return;
    }
    const why = path === '/readyz' ? await whyNotReady() : null;
    response.writeHead(why ? 503 : 200, { 'content-type': 'application/json', 'cache-control': 'no-store' });
    response.end(JSON.stringify({ status: why ?? 'ok' }));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) =>
      reject(
        new Error(`the worker cannot listen on ${listen}, port ${port}: set HEADROOM_WORKER_PORT to another port`, {
          cause: error,
        }),
      ),
    );
    server.listen(port, listen, resolve);
  });
  server.on('error', () => {});
  return server;
}
