/** From a request to an operation of the table: finds it, checks what it is given, runs it, once where that matters. */

import { ServiceError } from '../errors';
import { parse } from '../inputs/inputs';
import type { Actor } from '../views/views';
import { doneOnce } from './once';
import type { Operation } from './operation';
import { operations } from './operations';

export interface Asked {
  method: string;
  /** Below /api/v1, decoded: ["apps", "checkout", "headroom"]. */
  path: readonly string[];
  query: Record<string, string>;
  /** Parsed JSON; undefined where there is none. */
  body: unknown;
  /** Idempotency-Key. */
  key: string | null;
}

/** The operation and its path's parts; `allow`: the path is there, with other methods. */
export function findOperation(
  method: string,
  path: readonly string[],
): { operation: Operation; parts: Record<string, string> } | { allow: string[] } {
  const there = operations.flatMap((operation) => {
    const parts = match(operation.path.split('/').slice(1), path);
    return parts === null ? [] : [{ operation, parts }];
  });
  const found = there.find(({ operation }) => operation.method === method.toLowerCase());
  return found ?? { allow: there.map(({ operation }) => operation.method.toUpperCase()) };
}

function match(pattern: readonly string[], path: readonly string[]): Record<string, string> | null {
  if (pattern.length !== path.length) return null;
  const parts: Record<string, string> = {};
  for (const [index, part] of pattern.entries()) {
    const given = path[index] ?? '';
    if (part.startsWith('{')) parts[part.slice(1, -1)] = given;
    else if (part !== given) return null;
  }
  return parts;
}

/** @returns the status and what is answered; undefined with 204 */
export async function run(
  operation: Operation,
  actor: Exclude<Actor, { kind: 'system' }>,
  parts: Record<string, unknown>,
  { query, body, key }: Pick<Asked, 'query' | 'body' | 'key'>,
): Promise<{ status: number; answer: unknown }> {
  const given = {
    path: parse(operation.pathInput, parts),
    query: operation.query === null ? noQuery(query) : parse(operation.query, query),
    // The verb checks it with this very schema, after it has checked the actor.
    body: operation.body === null ? noBody(body) : (body ?? {}),
  };
  const work = () => operation.run(actor, given as never);
  const answer =
    key === null || !operation.once ? await work() : await doneOnce(actor, { key, operation, given }, work);
  return { status: operation.status, answer };
}

function noQuery(query: Record<string, string>): Record<string, never> {
  const [name] = Object.keys(query);
  if (name === undefined) return {};
  throw new ServiceError({
    code: 'invalid',
    field: name,
    message: `${name}: this takes no parameters.`,
    fix: 'Leave it out.',
  });
}

function noBody(body: unknown): undefined {
  if (body === undefined) return undefined;
  throw new ServiceError({ code: 'invalid', field: 'body', message: 'body: this takes none.', fix: 'Leave it out.' });
}
