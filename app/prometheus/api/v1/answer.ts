/** Answers and errors in Prometheus's own form. */
import { type PromAnswer, PromError } from '@/service/query';

const HEADERS = { 'cache-control': 'no-store' };
const statusOf: Record<PromError['errorType'], number> = {
  bad_data: 400,
  unauthorized: 401,
  not_found: 404,
  execution: 422,
  internal: 500,
  timeout: 503,
  unavailable: 503,
};

export function send({ data, warnings }: PromAnswer): Response {
  return Response.json({ status: 'success', data, ...(warnings.length ? { warnings } : {}) }, { headers: HEADERS });
}

export function refuse(thrown: unknown): Response {
  const error = thrown instanceof PromError ? thrown : unknown(thrown);
  const { errorType, message } = error;
  const headers = new Headers(HEADERS);
  if (errorType === 'unauthorized') headers.set('www-authenticate', 'Basic realm="Headroom"');
  return Response.json({ status: 'error', errorType, error: message }, { status: statusOf[errorType], headers });
}

function unknown(thrown: unknown): PromError {
  console.error('prometheus api:', thrown);
  return new PromError('internal', 'something went wrong on our side; the log names it');
}
