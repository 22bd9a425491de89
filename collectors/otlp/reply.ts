/** What the OTLP specification wants said, in the request's own content type. */
import type { ServerResponse } from 'node:http';

export type Encoding = 'protobuf' | 'json';

const contentTypes: Record<Encoding, string> = { protobuf: 'application/x-protobuf', json: 'application/json' };

/** google.rpc.Code for each status that we answer with. */
const codes: Record<number, number> = { 400: 3, 401: 16, 404: 5, 405: 12, 413: 3, 415: 3, 429: 8, 500: 13, 503: 14 };

/** A refusal on purpose: status, words for the sender, and when to come again. */
export class Refused extends Error {
  constructor(
    readonly status: number,
    message: string,
    /** Short and stable, for counts. */
    readonly reason: string,
    readonly retryAfterS?: number,
  ) {
    super(message);
  }
}

function field(tag: number, content: Uint8Array): Buffer {
  return Buffer.concat([Buffer.of(tag), varintBytes(content.length), content]);
}

function varintBytes(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 128);
  return Buffer.from([...bytes, rest]);
}

/** A google.rpc.Status. */
function status(encoding: Encoding, code: number, message: string): Buffer {
  if (encoding === 'json') return Buffer.from(JSON.stringify({ code, message, details: [] }));
  return Buffer.concat([Buffer.of(0x08), varintBytes(code), field(0x12, Buffer.from(message))]);
}

/** An ExportMetricsServiceResponse; without rejected points its partial success must not be set. */
function success(encoding: Encoding, rejected: number, message: string): Buffer {
  if (rejected === 0) return Buffer.from(encoding === 'json' ? '{}' : '');
  if (encoding === 'json')
    return Buffer.from(
      JSON.stringify({ partialSuccess: { rejectedDataPoints: String(rejected), errorMessage: message } }),
    );
  return field(0x0a, Buffer.concat([Buffer.of(0x08), varintBytes(rejected), field(0x12, Buffer.from(message))]));
}

function send(
  response: ServerResponse,
  statusCode: number,
  encoding: Encoding,
  body: Buffer,
  headers: Record<string, string> = {},
): void {
  if (response.destroyed || response.headersSent) return;
  response.writeHead(statusCode, { 'content-type': contentTypes[encoding], 'content-length': body.length, ...headers });
  // An empty chunk would cost a second buffer on the wire.
  if (body.length > 0) response.end(body);
  else response.end();
}

export function sendSuccess(response: ServerResponse, encoding: Encoding, rejected: number, message: string): void {
  send(response, 200, encoding, success(encoding, rejected, message));
}

export function sendRefused(response: ServerResponse, encoding: Encoding, refused: Refused): void {
  const headers: Record<string, string> = {};
  if (refused.retryAfterS !== undefined) headers['retry-after'] = String(refused.retryAfterS);
  if (refused.status === 405) headers.allow = 'POST';
  if (refused.status === 401) headers['www-authenticate'] = 'Bearer';
  send(response, refused.status, encoding, status(encoding, codes[refused.status] ?? 2, refused.message), headers);
}
