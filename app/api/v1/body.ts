/** A request's JSON, within a limit. */
import { ServiceError } from '@/service/errors';

/** Undefined where there is no body. */
export async function jsonOf(request: Request, mostBytes: number): Promise<unknown> {
  const text = await textOf(request.body, mostBytes);
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    throw wrong('is no JSON', 'Send an object with content-type application/json.');
  }
}

async function textOf(body: ReadableStream<Uint8Array> | null, mostBytes: number): Promise<string> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of (body ?? []) as AsyncIterable<Uint8Array>) {
    bytes += part.length;
    if (bytes > mostBytes) throw wrong(`has more than ${mostBytes} bytes`, 'Send less.');
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}

function wrong(what: string, fix: string): ServiceError {
  return new ServiceError({ code: 'invalid', field: 'body', message: `body: ${what}.`, fix });
}
