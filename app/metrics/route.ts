import { settings } from '@/config/settings';
import { prometheusReply } from '@/telemetry/index';
import { senderOf } from '../sender';

/** The web process's own metrics for Prometheus: to loopback, or to whoever shows the token. */
export async function GET(request: Request): Promise<Response> {
  const { status, contentType, body } = await prometheusReply({
    address: senderOf(request.headers) ?? '',
    authorization: request.headers.get('authorization') ?? undefined,
    token: settings().metricsToken,
  });
  return new Response(body, { status, headers: { 'content-type': contentType, 'cache-control': 'no-store' } });
}
