import { timingSafeEqual } from 'node:crypto';
import { promRegistry } from './instruments';

export interface PrometheusRequest {
  /** The peer's address, e.g. "127.0.0.1". */
  address: string;
  /** The Authorization header, if any. */
  authorization: string | undefined;
  /** The token that lets others than loopback in; null or empty: loopback only. */
  token: string | null;
}

/**
 * What `/metrics` answers: our own metrics in Prometheus's text format, to loopback or to whoever shows
 * the token. Behind a reverse proxy every peer is loopback: the caller passes the forwarded address.
 */
export async function prometheusReply(request: PrometheusRequest) {
  if (!allowed(request)) {
    return {
      status: 401,
      contentType: 'text/plain; charset=utf-8',
      body: 'This page answers loopback, or "Authorization: Bearer" with HEADROOM_METRICS_TOKEN.\n',
    };
  }
  const registry = promRegistry();
  return { status: 200, contentType: registry.contentType, body: await registry.metrics() };
}

function allowed({ address, authorization, token }: PrometheusRequest): boolean {
  if (/^(::ffff:)?127\.|^::1$/.test(address)) return true;
  if (!token || !authorization?.startsWith('Bearer ')) return false;
  const given = Buffer.from(authorization.slice('Bearer '.length));
  const wanted = Buffer.from(token);
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}
