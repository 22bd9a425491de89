/**
 * OTLP over gRPC: three unary calls over HTTP/2. On node's own http2, not on a gRPC library: those read
 * a message whole before anybody may count it, and here bytes count as they arrive, against the same
 * bounds and by the same un-gzip as over HTTP. The bytes go to the same decoder.
 */
import {
  constants,
  createServer,
  type Http2Server,
  type IncomingHttpHeaders,
  type ServerHttp2Session,
  type ServerHttp2Stream,
} from 'node:http2';
import { ingestRequestDuration } from '@/telemetry';
import { Gone } from './body';
import { Boarding } from './flight';
import { readMessage } from './grpc-message';
import { refusalTrailers } from './grpc-status';
import type { ReceiverParts } from './http';
import { asRefused, ingest, mostBytes, type Signal } from './ingest';
import { Refused, successMessage } from './reply';
import { type Sender, senderOf, tokenOf } from './sender';

const calls = new Map<string, Signal>([
  ['/opentelemetry.proto.collector.metrics.v1.MetricsService/Export', 'metrics'],
  ['/opentelemetry.proto.collector.trace.v1.TraceService/Export', 'traces'],
  ['/opentelemetry.proto.collector.logs.v1.LogsService/Export', 'logs'],
]);

/** A call whose message does not end is cut off; a connection without one is told to close. */
const messageMs = 60_000;
const idleMs = 15 * 60_000;
const callsAtOnce = 100;
const windowBytes = 1024 * 1024;
const answerHeaders = {
  [constants.HTTP2_HEADER_STATUS]: 200,
  [constants.HTTP2_HEADER_CONTENT_TYPE]: 'application/grpc+proto',
  'grpc-accept-encoding': 'identity,gzip',
};

export interface GrpcReceiver {
  server: Http2Server;
  /** Lets calls end, takes no new ones. */
  stop(): Promise<void>;
}

export function grpcReceiver(parts: ReceiverParts): GrpcReceiver {
  const server = createServer({
    settings: { maxConcurrentStreams: callsAtOnce, initialWindowSize: windowBytes, enablePush: false },
    maxSessionMemory: 32,
  });
  const sessions = new Set<ServerHttp2Session>();
  server.on('session', (session) => {
    sessions.add(session);
    session.on('close', () => sessions.delete(session));
    session.on('error', () => {});
    session.setTimeout(idleMs, () => session.close());
  });
  server.on('stream', (stream, headers) => void answer(stream, headers, parts));
  return {
    server,
    stop() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const session of sessions) session.close();
      return closed;
    },
  };
}

async function answer(stream: ServerHttp2Stream, headers: IncomingHttpHeaders, parts: ReceiverParts): Promise<void> {
  const startedAt = performance.now();
  const path = String(headers[constants.HTTP2_HEADER_PATH] ?? '/');
  const sender = senderOf(stream.session?.socket, headers, parts.proxies);
  // Without it a cancelled call would end the process.
  stream.on('error', () => {});
  let status = 200;
  try {
    if (!headers['content-type']?.startsWith('application/grpc')) {
      stream.respond({ [constants.HTTP2_HEADER_STATUS]: 415 }, { endStream: true });
      stream.close(constants.NGHTTP2_NO_ERROR);
      return;
    }
    succeed(stream, await receive(stream, headers, path, sender, parts));
  } catch (error) {
    if (error instanceof Gone) return;
    const refused = asRefused(error, parts);
    status = refused.status;
    const { appId, tokenId } = sender.app ?? refused.app ?? { appId: 0, tokenId: 0 };
    parts.ledger.refused(appId, tokenId, refused.reason, sender.address);
    refuse(stream, refused);
  } finally {
    record(status, calls.has(path) ? path : undefined, startedAt);
  }
}

/** Resolves with the response message when what the call brought is durable. */
async function receive(
  stream: ServerHttp2Stream,
  headers: IncomingHttpHeaders,
  path: string,
  sender: Sender,
  parts: ReceiverParts,
): Promise<Buffer> {
  const signal = calls.get(path);
  if (!signal)
    throw new Refused(404, `${path.slice(0, 200)} is not known here: call Export of OTLP's services`, 'unknown-path');
  const token = tokenOf(headers);
  const app = parts.admission.known(token) ?? (await parts.admission.admit(token, sender));
  sender.app = app;
  if (stream.destroyed) throw new Gone('the sender cancelled the call');
  parts.admission.takePoints(app.appId, app.limits, 0);
  const seat = new Boarding(parts.flight, parts.limits.inFlightBytes, app.appId);
  const slow = setTimeout(() => stream.close(constants.NGHTTP2_CANCEL), messageMs);
  try {
    const encoding = String(headers['grpc-encoding'] ?? 'identity');
    const most = mostBytes('protobuf', parts.limits, app.limits);
    const { sent, coding } = await readMessage(stream, { encoding, most, limits: parts.limits, seat });
    clearTimeout(slow);
    const { rejected, message } = await ingest(signal, { app, encoding: 'protobuf', coding, sent, seat }, parts);
    return successMessage('protobuf', signal, rejected, message);
  } finally {
    clearTimeout(slow);
    seat.release();
  }
}

function succeed(stream: ServerHttp2Stream, message: Buffer): void {
  if (stream.destroyed || stream.closed) return;
  stream.respond(answerHeaders, { waitForTrailers: true });
  stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }));
  const framed = Buffer.allocUnsafe(5 + message.length);
  framed.writeUInt8(0, 0);
  framed.writeUInt32BE(message.length, 1);
  message.copy(framed, 5);
  stream.end(framed);
}

/** The sender may be in the midst of its message: it is told to stop, after it was told why. */
function refuse(stream: ServerHttp2Stream, refused: Refused): void {
  if (stream.destroyed || stream.closed) return;
  stream.respond({ ...answerHeaders, ...refusalTrailers(refused) }, { endStream: true });
  stream.close(constants.NGHTTP2_NO_ERROR);
}

/** A call is a request like those over HTTP: its outcome counts as the status that HTTP would have answered. */
function record(status: number, route: string | undefined, startedAt: number): void {
  ingestRequestDuration.record((performance.now() - startedAt) / 1000, {
    'http.request.method': 'POST',
    'http.response.status_code': status,
    'url.scheme': 'http',
    ...(route ? { 'http.route': route } : {}),
    ...(status >= 500 ? { 'error.type': String(status) } : {}),
  });
}
