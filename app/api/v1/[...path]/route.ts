/** The REST API: one door for every operation of service/api/operations.ts, and for its OpenAPI document. */
import type { NextRequest } from 'next/server';
import { settings } from '@/config/settings';
import { findOperation, run } from '@/service/api/answer';
import { openApi } from '@/service/api/openapi';
import { ServiceError } from '@/service/errors';
import type { ReportFile } from '@/service/report/read';
import { refusal } from '../../answer';
import { fileResponse } from '../../report-file';
import { jsonOf } from '../body';
import { withToken } from '../token';

type Context = { params: Promise<{ path: string[] }> };

const HEADERS = { 'cache-control': 'no-store' };

async function answer(request: NextRequest, { params }: Context): Promise<Response> {
  const { path } = await params;
  if (path.join('/') === 'openapi.json' && request.method === 'GET') return Response.json(openApi(settings().url));
  return withToken(request, async (actor) => {
    const found = findOperation(request.method, path);
    if ('allow' in found) return noSuch(request.method, path, found.allow);
    const query = Object.fromEntries(request.nextUrl.searchParams);
    const asked = {
      query,
      body: await jsonOf(request, found.operation.mostBytes),
      key: request.headers.get('idempotency-key'),
    };
    const { status, answer: said } = await run(found.operation, actor, found.parts, asked);
    if (found.operation.file !== null) return fileResponse(said as ReportFile);
    return status === 204
      ? new Response(null, { status, headers: HEADERS })
      : Response.json(said, { status, headers: HEADERS });
  });
}

export { answer as DELETE, answer as GET, answer as POST, answer as PUT };

function noSuch(method: string, path: string[], allow: string[]): Response {
  const fix = 'All of them are in /api/v1/openapi.json.';
  if (allow.length === 0)
    return refusal(new ServiceError({ code: 'not-found', message: `There is no /${path.join('/')} here.`, fix }));
  const message = `/${path.join('/')} takes ${allow.join(', ')}, not ${method}.`;
  return Response.json(
    { error: { code: 'invalid', message, fix } },
    { status: 405, headers: { ...HEADERS, allow: allow.join(', ') } },
  );
}
