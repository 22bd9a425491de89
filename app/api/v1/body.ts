/** A request's JSON, within a limit, and said to be JSON. */
import { isUtf8 } from 'node:buffer';
import { ServiceError } from '@/service/errors';

const DEEPEST = 50;

/**
 * Undefined where there is no body.
 * @throws ServiceError `unsupported` (415) for a body of another content type
 */
export async function jsonOf(request: Request, mostBytes: number): Promise<unknown> {
  const text = await textOf(request.body, mostBytes);
  if (text === '') return undefined;
  const type = request.headers.get('content-type');
  if (!/^application\/json\s*(;|$)/i.test(type ?? '')) throw notJson(type);
  const body = parsed(text);
  if (isDeep(body)) throw wrong(`nests more than ${DEEPEST} levels deep`, 'Nothing here needs more than a few.');
  return body;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw wrong('is no JSON', 'Send an object with content-type application/json.');
  }
}

/** Layer by layer: what calls itself for each level ends the request, as writing JSON does. */
function isDeep(value: unknown): boolean {
  let layer = [value];
  for (let depth = 0; depth <= DEEPEST && layer.length > 0; depth++)
    layer = layer.flatMap((one) => (typeof one === 'object' && one !== null ? Object.values(one) : []));
  return layer.length > 0;
}

async function textOf(body: ReadableStream<Uint8Array> | null, mostBytes: number): Promise<string> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of (body ?? []) as AsyncIterable<Uint8Array>) {
    bytes += part.length;
    if (bytes > mostBytes) throw wrong(`has more than ${mostBytes} bytes`, 'Send less.');
    parts.push(part);
  }
  const all = Buffer.concat(parts);
  // Else a name in another encoding would be kept as a row of "�".
  if (!isUtf8(all)) throw wrong('is no UTF-8', 'Send JSON in UTF-8.');
  return all.toString('utf8');
}

function notJson(type: string | null): ServiceError {
  const is = type === null ? 'says no content type' : `is ${type.slice(0, 100)}`;
  const message = `body: it ${is}; this takes JSON.`;
  return new ServiceError({ code: 'unsupported', field: 'body', message, fix: 'Send content-type: application/json.' });
}

function wrong(what: string, fix: string): ServiceError {
  return new ServiceError({ code: 'invalid', field: 'body', message: `body: ${what}.`, fix });
}
