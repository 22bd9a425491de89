/** OTLP over HTTP: routes, tokens, limits, and an answer that leaves after the commit. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { WhyNotReady } from '@/store';
import { prometheusReply } from '@/telemetry';
import { receiveWrite, remoteWritePath, sendWriteRefused } from '../prometheus/remote-write';
import { drain, Gone, readBody } from './body';
import { Boarding } from './flight';
import { asRefused, type IngestParts, ingest, mostBytes, type Signal } from './ingest';
import { openLane } from './lane';
import { recordRequest } from './record';
import { type Encoding, Refused, sendRefused, sendSuccess, successMessage } from './reply';
import { type Sender, senderOf, tokenOf } from './sender';

export interface ReceiverParts extends IngestParts {
  metricsToken: string | null;
  /** Addresses whose X-Forwarded-For is believed, beside loopback. */
  proxies: readonly string[];
  /** Why nothing should be sent here now; null: send. */
  whyNotReady: WhyNotReady;
  /** The process is about to end: senders are told to connect anew, elsewhere. */
  isStopping: () => boolean;
}

/** What a page may send along; browsers ask for leave first. */
const corsHeaders = {
  'access-control-allow-methods': 'POST',
  'access-control-allow-headers': 'content-type, content-encoding, authorization, x-headroom-token',
  'access-control-max-age': '600',
};

const signals = new Map<string, Signal>([
  ['/v1/metrics', 'metrics'],
  ['/v1/traces', 'traces'],
  ['/v1/logs', 'logs'],
]);

export interface Receiver {
  server: Server;
  /** Ends connections whose last answer has left; they would stay open for their next request. */
  closeIdle(): void;
}

export function receiver(parts: ReceiverParts): Receiver {
  const server = createServer({
    requestTimeout: 60_000,
    headersTimeout: 15_000,
    // How often the two above are looked at; the default would let a slow sender stay twice as long.
    connectionsCheckingInterval: 5_000,
    keepAliveTimeout: 75_000,
  });
  server.on('request', (request, response) => void answer(request, response, parts));
  // A sender that asks before it sends (curl, above 1 MiB) is refused before it sends.
  server.on(
    'checkContinue',
    (request, response) => void answer(request, response, parts, () => response.writeContinue()),
  );
  const lane = openLane(server, parts);
  return {
    server,
    closeIdle() {
      server.closeIdleConnections();
      lane.closeIdle();
    },
  };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  parts: ReceiverParts,
  goOn = () => {},
): Promise<void> {
  const startedAt = performance.now();
  const path = (request.url ?? '/').split('?', 1)[0] as string;
  const encoding: Encoding = contentType(request) === 'application/x-protobuf' ? 'protobuf' : 'json';
  const sender = senderOf(request.socket, request.headers, parts.proxies);
  if (parts.isStopping()) response.setHeader('connection', 'close');
  try {
    if (request.headers.origin !== undefined) await tellBrowser(request.headers.origin, response, parts);
    if (path === '/healthz' || path === '/readyz' || path === '/metrics')
      await answerPlain(path, sender.address, { request, response, parts });
    else await receive(path, encoding, sender, { request, response, parts, goOn });
  } catch (error) {
    if (error instanceof Gone) return;
    const refused = asRefused(error, parts);
    const { appId, tokenId } = sender.app ?? refused.app ?? { appId: 0, tokenId: 0 };
    parts.ledger.refused(appId, tokenId, refused.reason, sender.address);
    if (path === remoteWritePath) sendWriteRefused(response, refused);
    else sendRefused(response, encoding, refused);
    drain(request, parts.limits.bytes * 2);
  } finally {
    const route = signals.has(path) || path === remoteWritePath ? path : undefined;
    recordRequest(request.method, response.statusCode, route, startedAt);
  }
}

interface Exchange {
  request: IncomingMessage;
  response: ServerResponse;
  parts: ReceiverParts;
  goOn: () => void;
}

async function receive(
  path: string,
  encoding: Encoding,
  sender: Sender,
  { request, response, parts, goOn }: Exchange,
): Promise<void> {
  const signal = signals.get(path);
  if (!signal && path !== remoteWritePath)
    throw new Refused(
      404,
      `${path.slice(0, 100)} is not known here: send to /v1/metrics, /v1/traces, /v1/logs or ${remoteWritePath}`,
      'unknown-path',
    );
  if (request.method === 'OPTIONS') {
    response.writeHead(204, response.hasHeader('access-control-allow-origin') ? corsHeaders : {}).end();
    return;
  }
  if (request.method !== 'POST')
    throw new Refused(405, `${request.method} is not understood here: use POST`, 'wrong-method');
  const page = signal === 'metrics' ? { origin: request.headers.origin } : undefined;
  const token = tokenOf(request.headers);
  const app = parts.admission.known(token) ?? (await parts.admission.admit(token, sender, page));
  sender.app = app;
  if (!signal) return receiveWrite(app, { request, response, parts, goOn });
  const type = contentType(request);
  if (type !== 'application/x-protobuf' && type !== 'application/json') {
    throw new Refused(
      415,
      `content-type ${type.slice(0, 60) || '(none)'} is not understood: send application/x-protobuf or application/json`,
      'content-type',
    );
  }
  parts.admission.takePoints(app.appId, app.limits, 0);
  const seat = new Boarding(parts.flight, parts.limits.inFlightBytes, app.appId);
  try {
    const most = mostBytes(encoding, parts.limits, app.limits);
    const { sent, coding } = await readBody(request, { most, limits: parts.limits, seat, goOn });
    const { rejected, message } = await ingest(signal, { app, encoding, coding, sent, seat }, parts);
    sendSuccess(response, encoding, successMessage(encoding, signal, rejected, message));
  } finally {
    seat.release();
  }
}

function contentType(request: IncomingMessage): string {
  return (request.headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
}

/** Whether a page may read the answer: only from an origin that some page's token names, whatever the answer is. */
async function tellBrowser(origin: string, response: ServerResponse, { admission }: ReceiverParts) {
  response.setHeader('vary', 'Origin');
  if (!(await admission.isListed(origin))) return;
  response.setHeader('access-control-allow-origin', origin);
  response.setHeader('access-control-expose-headers', 'retry-after');
}

async function answerPlain(
  path: string,
  address: string,
  { request, response, parts }: Pick<Exchange, 'request' | 'response' | 'parts'>,
): Promise<void> {
  if (path === '/metrics') {
    const reply = await prometheusReply({
      address,
      authorization: request.headers.authorization,
      token: parts.metricsToken,
    });
    response.writeHead(reply.status, { 'content-type': reply.contentType }).end(reply.body);
    return;
  }
  const why = path === '/readyz' ? await parts.whyNotReady() : null;
  response.writeHead(why ? 503 : 200, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(JSON.stringify({ status: why ?? 'ok' }));
}
