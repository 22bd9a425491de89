/** Answers that a browser saves as a file. */
import { ServiceError } from '@/service/errors';
import type { ExploreInput } from '@/service/inputs/inputs';
import type { Exported } from '@/service/query';
import { optionalActor, type UserActor } from '../actor';
import { refusal, signInFirst } from './answer';

export async function download(work: (actor: UserActor) => Promise<Exported>): Promise<Response> {
  try {
    const actor = await optionalActor();
    if (!actor) return signInFirst();
    const { name, extension, contentType, body, cut } = await work(actor);
    return new Response(body, {
      headers: {
        'cache-control': 'no-store',
        'content-type': contentType,
        'content-disposition': `attachment; filename="${name}.${extension}"`,
        ...(cut.length > 0 ? { 'x-headroom-cut': encodeURIComponent(cut.join(' ')) } : {}),
      },
    });
  } catch (error) {
    return refusal(error);
  }
}

const LONGEST_QUERY = 16_384;

/** The JSON of `?query=`; service checks what is in it. */
export function inputOf(query: URLSearchParams): ExploreInput {
  const text = query.get('query') ?? '';
  const wrong = (message: string) => new ServiceError({ code: 'invalid', field: 'query', message });
  if (text === '' || text.length > LONGEST_QUERY) throw wrong(`query: a JSON of at most ${LONGEST_QUERY} characters`);
  try {
    return JSON.parse(text);
  } catch {
    throw wrong('query: is no JSON');
  }
}
