/** Parameters of the address and, where there is one, of the form in the body, which may be so long. */
import { PromError } from '@/service/query';

const LONGEST_BODY = 64 * 1024;

export async function parametersOf(request: Request): Promise<URLSearchParams> {
  const given = new URL(request.url).searchParams;
  if (request.method !== 'POST' || !request.body) return given;
  const type = request.headers.get('content-type') ?? '';
  if (!type.startsWith('application/x-www-form-urlencoded'))
    throw new PromError('bad_data', 'a POST must be a form: content-type application/x-www-form-urlencoded');
  for (const [name, value] of new URLSearchParams(await textOf(request.body))) given.append(name, value);
  return given;
}

async function textOf(body: ReadableStream<Uint8Array>): Promise<string> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of body as unknown as AsyncIterable<Uint8Array>) {
    bytes += part.length;
    if (bytes > LONGEST_BODY) throw new PromError('bad_data', `a form has at most ${LONGEST_BODY} bytes`);
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}
