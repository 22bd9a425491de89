/**
 * What gRPC and OTLP want said of a refusal: the code, and for what may be sent again a RetryInfo
 * (https://opentelemetry.io/docs/specs/otlp/#failures, #otlpgrpc-throttling).
 */
import { bytesField, type Refused, varintField } from './reply';

export const GrpcCode = {
  ok: 0,
  unknown: 2,
  invalidArgument: 3,
  permissionDenied: 7,
  resourceExhausted: 8,
  unimplemented: 12,
  unavailable: 14,
  unauthenticated: 16,
} as const;

/**
 * By the status that HTTP answers with. Too large is no RESOURCE_EXHAUSTED, as gRPC libraries say it:
 * several SDKs repeat those, and it would not become smaller.
 */
const codes: Record<number, number> = {
  400: GrpcCode.invalidArgument,
  401: GrpcCode.unauthenticated,
  403: GrpcCode.permissionDenied,
  404: GrpcCode.unimplemented,
  413: GrpcCode.invalidArgument,
  415: GrpcCode.unimplemented,
  429: GrpcCode.resourceExhausted,
  503: GrpcCode.unavailable,
};

/** The trailers that end a refused call. */
export function refusalTrailers(refused: Refused): Record<string, string> {
  const code = codes[refused.status] ?? GrpcCode.unknown;
  const trailers = { 'grpc-status': String(code), 'grpc-message': percentEncoded(refused.message) };
  if (refused.retryAfterS === undefined) return trailers;
  return { ...trailers, 'grpc-status-details-bin': details(code, refused.message, refused.retryAfterS) };
}

/** A google.rpc.Status with a google.rpc.RetryInfo, as base64. */
function details(code: number, message: string, retryAfterS: number): string {
  const duration = varintField(1, retryAfterS);
  const any = Buffer.concat([
    bytesField(1, Buffer.from('type.googleapis.com/google.rpc.RetryInfo')),
    bytesField(2, bytesField(1, duration)),
  ]);
  const status = Buffer.concat([varintField(1, code), bytesField(2, Buffer.from(message)), bytesField(3, any)]);
  return status.toString('base64');
}

/** Bytes outside printable ASCII, and "%" itself, as %XX. */
function percentEncoded(text: string): string {
  let out = '';
  for (const byte of Buffer.from(text)) {
    const plain = byte >= 0x20 && byte <= 0x7e && byte !== 0x25;
    out += plain ? String.fromCharCode(byte) : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }
  return out;
}
