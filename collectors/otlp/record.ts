/** The collector's requests over HTTP in its own telemetry. */
import { ingestRequestDuration } from '@/telemetry';

/** One a combination of method, status and route: all are from short lists. */
const recorders = new Map<string, (seconds: number) => void>();

/** Notes a request that was answered; `startedAt` by performance.now(). */
export function recordRequest(
  given: string | undefined,
  status: number,
  route: string | undefined,
  startedAt: number,
): void {
  const method = given === 'POST' || given === 'GET' ? given : '_OTHER';
  const key = `${method}${status}${route}`;
  let recorder = recorders.get(key);
  if (!recorder) {
    recorder = ingestRequestDuration.recorder({
      'http.request.method': method,
      'http.response.status_code': status,
      'url.scheme': 'http',
      ...(route ? { 'http.route': route } : {}),
      ...(status >= 500 ? { 'error.type': String(status) } : {}),
    });
    recorders.set(key, recorder);
  }
  recorder((performance.now() - startedAt) / 1000);
}
