/** Who asks with an API token, for the API and MCP: the bearer, within its budget of requests. */
import { senderOf } from '@/app/sender';
import { tokenActor, waitOf } from '@/service/auth/api-token';
import { ServiceError } from '@/service/errors';
import type { Actor } from '@/service/views/views';
import { refusal } from '../answer';

/** Sessions' cookies count for nothing here, so that no page of others can ask. */
export async function withToken(
  request: Request,
  work: (actor: Exclude<Actor, { kind: 'system' }>) => Promise<Response>,
): Promise<Response> {
  try {
    const [, token = ''] = /^bearer +(\S+)\s*$/i.exec(request.headers.get('authorization') ?? '') ?? [];
    const actor = await tokenActor(token, senderOf(request.headers));
    if (!actor) return signedOut(token !== '');
    const wait = waitOf(actor);
    return wait > 0 ? waiting(wait) : await work(actor);
  } catch (error) {
    return refusal(error);
  }
}

function signedOut(given: boolean): Response {
  const message = given ? 'This API token is not known, was revoked or has ended.' : 'An API token is needed.';
  const fix = 'Send `Authorization: Bearer hra_…`; a team’s page "API tokens" makes one.';
  const headers = { 'cache-control': 'no-store', 'www-authenticate': 'Bearer realm="Headroom"' };
  return Response.json({ error: { code: 'signed-out', message, fix } }, { status: 401, headers });
}

/** @param wait seconds */
export function tooOften(wait: number): ServiceError {
  const message = 'This token asks more than 10 times a second.';
  return new ServiceError({ code: 'too-many', message, fix: `Wait ${wait} s and ask less often.` });
}

function waiting(wait: number): Response {
  const response = refusal(tooOften(wait));
  response.headers.set('retry-after', String(wait));
  return response;
}
