import { describe, expect, it } from 'vitest';
import { ingestPoints, ingestRequestDuration, prometheusReply } from '@/telemetry';

const loopback = { address: '127.0.0.1', authorization: undefined, token: null };

describe('Headroom measures itself', () => {
  it('shows a counter and a duration to a scraper under Prometheus names with their units', async () => {
    ingestPoints.add(120);
    ingestRequestDuration.record(0.004, { 'http.route': '/v1/metrics', 'http.response.status_code': 200 });
    const { status, body } = await prometheusReply(loopback);
    expect(status).toBe(200);
    expect(body).toContain('headroom_ingest_points_total 120');
    expect(body).toContain('# TYPE http_server_request_duration_seconds histogram');
    expect(body).toContain('le="0.005",http_route="/v1/metrics",http_response_status_code="200"} 1');
  });

  it('lets loopback in, and others only with the token', async () => {
    const from = async (address: string, authorization: string | undefined, token: string | null) =>
      (await prometheusReply({ address, authorization, token })).status;
    expect(await from('::1', undefined, null)).toBe(200);
    expect(await from('::ffff:127.0.0.1', undefined, null)).toBe(200);
    expect(await from('10.4.2.17', undefined, null)).toBe(401);
    expect(await from('10.4.2.17', 'Bearer wrong', 'right-token')).toBe(401);
    expect(await from('10.4.2.17', 'Bearer right-token', 'right-token')).toBe(200);
    expect(await from('10.4.2.17', 'Bearer ', '')).toBe(401);
  });
});
