/** What the OTLP specification wants said, in the request's own content type. */
import type { ServerResponse } from 'node:http';
import { Verdict } from './verdict';

export type Encoding = 'protobuf' | 'json';

export const contentTypes: Record<Encoding, string> = { protobuf: 'application/x-protobuf', json: 'application/json' };

/** google.rpc.Code for each status that we answer with. */
const codes: Record<number, number> = {
  400: 3,
  401: 16,
  403: 7,
  404: 5,
  405: 12,
  413: 3,
  415: 3,
  429: 8,
  500: 13,
  503: 14,
};

/** A refusal on purpose: status, words for the sender, and when to come again. */
export class Refused extends Verdict {
  /** Whose token it was, where that is known before the refusal reaches who took the request. */
  app: { appId: number; tokenId: number } | null = null;
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

/** A length-delimited field of a protobuf message; `field` below 16. */
export function bytesField(field: number, content: Uint8Array): Buffer {
  return Buffer.concat([Buffer.of((field << 3) | 2), varintBytes(content.length), content]);
}

/** A number as a field of a protobuf message; `field` below 16. */
export function varintField(field: number, value: number): Buffer {
  return Buffer.concat([Buffer.of(field << 3), varintBytes(value)]);
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
  return Buffer.concat([varintField(1, code), bytesField(2, Buffer.from(message))]);
}

const rejectedNames = {
  metrics: 'rejectedDataPoints',
  traces: 'rejectedSpans',
  logs: 'rejectedLogRecords',
} as const;

/** An Export…ServiceResponse; its partial success must not be set where there is nothing to say. */
export function successMessage(
  encoding: Encoding,
  signal: keyof typeof rejectedNames,
  rejected: number,
  message: string,
): Buffer {
  if (rejected === 0 && message === '') return Buffer.from(encoding === 'json' ? '{}' : '');
  if (encoding === 'json')
    return Buffer.from(
      JSON.stringify({ partialSuccess: { [rejectedNames[signal]]: String(rejected), errorMessage: message } }),
    );
  return bytesField(1, Buffer.concat([varintField(1, rejected), bytesField(2, Buffer.from(message))]));
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

export function sendSuccess(response: ServerResponse, encoding: Encoding, message: Buffer): void {
  send(response, 200, encoding, message);
}

export function sendRefused(response: ServerResponse, encoding: Encoding, refused: Refused): void {
  send(response, refused.status, encoding, refusalBody(encoding, refused), refusalHeaders(refused));
}

export function refusalBody(encoding: Encoding, { status: code, message }: Refused): Buffer {
  return status(encoding, codes[code] ?? 2, message);
}

/** Beside the type and length of its body. */
export function refusalHeaders(refused: Refused): Record<string, string> {
  const headers: Record<string, string> = {};
  if (refused.retryAfterS !== undefined) headers['retry-after'] = String(refused.retryAfterS);
  if (refused.status === 405) headers.allow = 'POST';
  if (refused.status === 401) headers['www-authenticate'] = 'Bearer';
  return headers;
}
