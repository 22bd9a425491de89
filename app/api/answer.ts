/** How every API route answers: who asks, then JSON, or an error with its status. */
import { httpStatusOf, isServiceError } from '@/service/errors';
import { optionalActor, type UserActor } from '../actor';

const HEADERS = { 'cache-control': 'no-store' };

export async function answer(work: (actor: UserActor) => Promise<unknown>): Promise<Response> {
  try {
    const actor = await optionalActor();
    if (!actor) return signInFirst();
    return Response.json(await work(actor), { headers: HEADERS });
  } catch (error) {
    return refusal(error);
  }
}

export function signInFirst(): Response {
  const error = { code: 'signed-out', message: 'You are signed out.', fix: 'Sign in, then load the page again.' };
  return Response.json({ error }, { status: 401, headers: HEADERS });
}

/** What a person can mend is said; anything else is logged and stays unsaid. */
export function refusal(error: unknown): Response {
  if (isServiceError(error)) {
    return Response.json({ error: error.toJSON() }, { status: httpStatusOf[error.code], headers: HEADERS });
  }
  console.error('api:', error);
  const unknown = {
    code: 'internal',
    message: 'Something went wrong on our side.',
    fix: 'Try again; the log names it.',
  };
  return Response.json({ error: unknown }, { status: 500, headers: HEADERS });
}
