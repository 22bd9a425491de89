/**
 * Prometheus remote write 1.0 and 2.0 over HTTP: content negotiation, and an answer after the commit.
 * https://prometheus.io/docs/specs/prw/remote_write_spec_2_0/
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { setImmediate as turn } from 'node:timers/promises';
import type { TokenApp } from '@/service/ingest';
import { readSent } from '../otlp/body';
import { startDecoding } from '../otlp/decoded';
import { Boarding } from '../otlp/flight';
import type { IngestParts } from '../otlp/ingest';
import { nameSeries } from '../otlp/intern';
import { describe, rejectedPoints } from '../otlp/reasons';
import { Refused, refusalHeaders } from '../otlp/reply';
import { DecodeError } from '../otlp/wire';
import { type Message, planWrite, runWrite } from './remote-write-decode';
import type { Written } from './remote-write-points';
import { unsnap } from './snappy';

export const remoteWritePath = '/api/v1/write';

/** Points decoded before others get their turn. */
const sliceOfPoints = 20_000;

interface WriteExchange {
  request: IncomingMessage;
  response: ServerResponse;
  parts: IngestParts;
  /** Tells a sender that asked first to go on. */
  goOn: () => void;
}

/** Stores what the request holds, and answers. Throws Refused or what the store threw. */
export async function receiveWrite(app: TokenApp, { request, response, parts, goOn }: WriteExchange): Promise<void> {
  const message = messageOf(request.headers['content-type']);
  const coding = (request.headers['content-encoding'] ?? 'snappy').trim().toLowerCase();
  if (coding !== 'snappy')
    throw new Refused(
      415,
      `content-encoding ${coding.slice(0, 60)} is not understood: send snappy`,
      'content-encoding',
    );
  const { limits } = parts;
  parts.admission.takePoints(app.appId, app.limits, 0);
  const seat = new Boarding(parts.flight, limits.inFlightBytes, app.appId);
  try {
    const sent = await readSent(request, { what: 'compressed body', most: limits.compressedBytes, seat, goOn });
    const body = await unsnap(sent, limits.bytes, seat);
    const { written, rejected, problem } = await keep(body, message, app, parts);
    const headers = message === 'prometheus.WriteRequest' ? {} : writtenHeaders(written);
    if (rejected === 0) send(response, 204, '', headers);
    // As the specification wants: what was good is stored, and the sender is told not to repeat.
    else send(response, 400, `${written.samples + written.histograms} samples were stored; ${problem}`, headers);
  } finally {
    seat.release();
  }
}

/** A refusal in plain text, which senders log as it is. */
export function sendWriteRefused(response: ServerResponse, refused: Refused): void {
  const headers = { ...writtenHeaders({ samples: 0, histograms: 0 }), ...refusalHeaders(refused) };
  send(response, refused.status, refused.message, headers);
}

const messages: Message[] = ['prometheus.WriteRequest', 'io.prometheus.write.v2.Request'];

/** A sender of old that names no content type means 1.0. */
function messageOf(header = 'application/x-protobuf'): Message {
  const [type, ...parameters] = header.split(';').map((part) => part.trim());
  const proto = parameters.find((parameter) => /^proto\s*=/i.test(parameter));
  const name =
    proto
      ?.slice(proto.indexOf('=') + 1)
      .trim()
      .replace(/^"(.*)"$/, '$1') ?? messages[0];
  const message = messages.find((each) => each === name);
  if (type?.toLowerCase() === 'application/x-protobuf' && message) return message;
  throw new Refused(
    415,
    `content-type ${header.slice(0, 100)} is not understood: send application/x-protobuf, with ;proto=${messages.join(' or ')}`,
    'content-type',
  );
}

async function keep(body: Buffer, message: Message, app: TokenApp, parts: IngestParts) {
  const { appId, tokenId, limits } = app;
  const out = startDecoding(parts.cache.of(appId, limits.activeSeries, parts.now()), limits, parts.now());
  const plan = asWritten(() => planWrite(body, message, out));
  while (!asWritten(() => runWrite(plan, out, sliceOfPoints))) await turn();
  const rejected = rejectedPoints(out.rejections);
  parts.admission.takePoints(appId, limits, out.points.length + rejected);
  await nameSeries(out, parts.pool);
  if (out.points.length > 0) await parts.committer.commit(appId, out.points);
  parts.ledger.kept(appId, tokenId, out.points.length);
  for (const [reason, { points, example }] of out.rejections) parts.ledger.lost(appId, reason, points, example);
  return { written: plan.written, rejected, problem: describe(out.rejections) };
}

/** The reader of protobuf is shared with OTLP, and guesses so. */
function asWritten<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    throw new DecodeError(error.message.replace('an OTLP request', 'a remote write request'));
  }
}

/** Exemplars are read past. */
function writtenHeaders({ samples, histograms }: Written): Record<string, string> {
  return {
    'x-prometheus-remote-write-samples-written': String(samples),
    'x-prometheus-remote-write-histograms-written': String(histograms),
    'x-prometheus-remote-write-exemplars-written': '0',
  };
}

function send(response: ServerResponse, status: number, text: string, headers: Record<string, string>): void {
  if (response.destroyed || response.headersSent) return;
  const type: Record<string, string> =
    text === ''
      ? {}
      : { 'content-type': 'text/plain; charset=utf-8', 'content-length': String(Buffer.byteLength(text)) };
  response.writeHead(status, { ...type, ...headers });
  response.end(text);
}
