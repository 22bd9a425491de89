/** OTLP over HTTP: routes, tokens, limits, and an answer that leaves after the commit. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { setImmediate as turn } from 'node:timers/promises';
import type pg from 'pg';
import { senderAddress } from '@/config/sender-address';
import type { TokenApp } from '@/service/ingest';
import { internSeries, isDatabaseAway } from '@/store';
import { ingestRequestDuration, prometheusReply } from '@/telemetry';
import type { Admission } from '../admission';
import type { Committer } from '../committer';
import type { Ledger } from '../ledger';
import { type BodyLimits, boarding, drain, type Flight, Gone, readBody } from './body';
import { planMetrics, runTasks } from './decode';
import { type Decoded, startDecoding } from './decoded';
import { decodeJson } from './json';
import { countJson, countProtobuf, type OtherSignal } from './other-signals';
import { describe, rejectedPoints } from './reasons';
import { type Encoding, Refused, sendRefused, sendSuccess } from './reply';
import type { SeriesCache } from './series-cache';
import { DecodeError } from './wire';

export interface ReceiverParts {
  pool: pg.Pool;
  admission: Admission;
  committer: Committer;
  ledger: Ledger;
  cache: SeriesCache;
  limits: BodyLimits;
  flight: Flight;
  metricsToken: string | null;
  /** Addresses whose X-Forwarded-For is believed, beside loopback. */
  proxies: readonly string[];
  now: () => number;
  /** Whether the database is away. */
  isAway: () => Promise<boolean>;
  /** For errors that are nobody's on purpose. */
  log: (message: string, error: unknown) => void;
}

/** Points decoded before others get their turn. */
const sliceOfPoints = 20_000;
const signals = new Map<string, 'metrics' | OtherSignal>([
  ['/v1/metrics', 'metrics'],
  ['/v1/traces', 'traces'],
  ['/v1/logs', 'logs'],
]);

export function receiver(parts: ReceiverParts): Server {
  const server = createServer({ requestTimeout: 60_000, headersTimeout: 15_000, keepAliveTimeout: 75_000 });
  server.on('request', (request, response) => void answer(request, response, parts));
  // A sender that asks before it sends (curl, above 1 MiB) is refused before it sends.
  server.on(
    'checkContinue',
    (request, response) => void answer(request, response, parts, () => response.writeContinue()),
  );
  return server;
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
  const sender: Sender = { app: null, address: addressOf(request, parts) };
  try {
    if (path === '/healthz' || path === '/metrics')
      await answerPlain(path, sender.address, { request, response, parts });
    else await receive(path, encoding, sender, { request, response, parts, goOn });
  } catch (error) {
    if (error instanceof Gone) return;
    const refused = asRefused(error, parts);
    parts.ledger.refused(sender.app?.appId ?? 0, sender.app?.tokenId ?? 0, refused.reason, sender.address);
    sendRefused(response, encoding, refused);
    drain(request, parts.limits.bytes * 2);
  } finally {
    record(request, response, signals.has(path) ? path : undefined, startedAt);
  }
}

interface Sender {
  app: TokenApp | null;
  address: string;
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
  if (!signal)
    throw new Refused(
      404,
      `${path.slice(0, 100)} is not known here: send to /v1/metrics, /v1/traces or /v1/logs`,
      'unknown-path',
    );
  if (request.method !== 'POST')
    throw new Refused(405, `${request.method} is not understood here: use POST`, 'wrong-method');
  const app = await parts.admission.admit(tokenOf(request), sender.address);
  sender.app = app;
  const type = contentType(request);
  if (type !== 'application/x-protobuf' && type !== 'application/json') {
    throw new Refused(
      415,
      `content-type ${type.slice(0, 60) || '(none)'} is not understood: send application/x-protobuf or application/json`,
      'content-type',
    );
  }
  const seat = boarding(parts.flight, parts.limits.inFlightBytes);
  try {
    const most = encoding === 'json' ? parts.limits.jsonBytes : parts.limits.bytes;
    const body = await readBody(request, { most, limits: parts.limits, seat, goOn });
    if (signal === 'metrics') await keep(body, encoding, app, response, parts);
    else dropOther(body, encoding, signal, app, parts);
    if (signal !== 'metrics') sendSuccess(response, encoding, 0, '');
  } finally {
    seat.release();
  }
}

/** Decodes, gives ids to new series, commits, and then acknowledges. */
async function keep(
  body: Buffer,
  encoding: Encoding,
  app: TokenApp,
  response: ServerResponse,
  parts: ReceiverParts,
): Promise<void> {
  const { appId, tokenId, limits } = app;
  const out = startDecoding(parts.cache.of(appId, limits.activeSeries, parts.now()), limits, parts.now());
  if (encoding === 'json') decodeJson(body.toString('utf8'), out);
  else {
    const tasks = planMetrics(body, out);
    while (!runTasks(body, tasks, out, sliceOfPoints)) await turn();
  }
  const rejected = rejectedPoints(out.rejections);
  parts.admission.takePoints(appId, limits, out.points.length + rejected);
  await nameSeries(out, parts.pool);
  if (out.points.length > 0) await parts.committer.commit(appId, out.points);
  sendSuccess(response, encoding, rejected, rejected > 0 ? describe(out.rejections) : '');
  parts.ledger.kept(appId, tokenId, out.points.length);
  for (const [reason, { points, example }] of out.rejections) parts.ledger.lost(appId, reason, points, example);
}

/** Fills in the ids of series that were new when the request was decoded. */
async function nameSeries(out: Decoded, pool: pg.Pool): Promise<void> {
  if (out.pending.length === 0) return;
  const { app } = out;
  const mine = app.naming.catch(() => {}).then(() => intern(out, pool));
  app.naming = mine;
  await mine;
  for (const { index, ref } of out.pending) out.points.series[index] = ref.id;
}

/** Ids are kept only now that their rows are committed. */
async function intern(out: Decoded, pool: pg.Pool): Promise<void> {
  const fresh = [...new Set(out.pending.map(({ ref }) => ref))].flatMap((ref) =>
    ref.identity ? [{ ref, identity: ref.identity }] : [],
  );
  if (fresh.length === 0) return;
  const identities = fresh.map(({ identity }) => identity);
  const ids = await internSeries(pool, out.app.appId, identities);
  fresh.forEach(({ ref }, i) => {
    ref.id = ids[i] as number;
    ref.identity = null;
  });
}

/**
 * Traces and logs are not kept yet. The plain answer is on purpose: stock SDKs log each partial success,
 * so the losses are counted for the signals page instead.
 */
function dropOther(body: Buffer, encoding: Encoding, signal: OtherSignal, app: TokenApp, parts: ReceiverParts): void {
  const count = encoding === 'json' ? countJson(body.toString('utf8'), signal) : countProtobuf(body);
  const what = signal === 'traces' ? 'spans' : 'log records';
  parts.ledger.lost(app.appId, `${signal}-not-kept`, count, `${what} are not kept yet`);
  parts.ledger.kept(app.appId, app.tokenId, 0);
}

function asRefused(error: unknown, { log }: ReceiverParts): Refused {
  if (error instanceof Refused) return error;
  if (error instanceof DecodeError) return new Refused(400, error.message, 'cannot-be-decoded');
  if (!isDatabaseAway(error)) log('a request failed', error);
  // Whatever it was, its outcome is unknown: the sender repeats, and repeats are harmless.
  return new Refused(503, 'the points could not be stored now: send them again', 'not-stored', 5);
}

function contentType(request: IncomingMessage): string {
  return (request.headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
}

/** Some SDKs pass a URL-encoded header on as it is: "Bearer%20TOKEN". */
function tokenOf(request: IncomingMessage): string | null {
  const own = request.headers['x-headroom-token'];
  if (typeof own === 'string' && own !== '') return own.trim();
  const header = request.headers.authorization ?? '';
  if (!/^Bearer(?:\s|%20)/i.test(header)) return null;
  // In steps: one expression for all of it takes time that grows with the square of the header.
  const token = header.slice('Bearer'.length).replaceAll('%20', ' ').trim();
  return token === '' || /\s/.test(token) ? null : token;
}

function addressOf(request: IncomingMessage, { proxies }: ReceiverParts): string {
  const peer = request.socket.remoteAddress;
  return senderAddress({ peer, forwardedFor: request.headers['x-forwarded-for'], proxies }) ?? 'unknown';
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
  const away = await parts.isAway();
  response.writeHead(away ? 503 : 200, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ status: away ? 'the database is away' : 'ok' }));
}

function record(
  request: IncomingMessage,
  response: ServerResponse,
  route: string | undefined,
  startedAt: number,
): void {
  const status = response.statusCode;
  ingestRequestDuration.record((performance.now() - startedAt) / 1000, {
    'http.request.method': request.method === 'POST' || request.method === 'GET' ? request.method : '_OTHER',
    'http.response.status_code': status,
    'url.scheme': 'http',
    ...(route ? { 'http.route': route } : {}),
    ...(status >= 500 ? { 'error.type': String(status) } : {}),
  });
}
