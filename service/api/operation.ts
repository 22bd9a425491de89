/** What one line of the table of operations is. */
import type { z } from 'zod';
import type { ReportFile } from '../report/read';
import type { Verb } from '../roles';
import type { Actor } from '../views/views';

/** Who comes with a token. */
export type TokenActor = Exclude<Actor, { kind: 'system' }>;

export interface Given<P, Q, B> {
  path: P;
  query: Q;
  body: B;
}

const MOST_BYTES = 64 * 1024;

/** An operation with its types forgotten, as the table holds it. */
export interface Operation {
  id: string;
  method: 'get' | 'post' | 'put' | 'delete';
  /** Below /api/v1; `{app}` stands for a part of the path. */
  path: string;
  /** Of service/roles.ts: says which role and (service/scopes.ts) which scope it needs. */
  verb: Verb;
  /** One sentence. */
  says: string;
  pathInput: z.ZodObject;
  query: z.ZodObject | null;
  body: z.ZodType | null;
  /** Null: 204, nothing is answered. */
  output: z.ZodType | null;
  /** Content types of the file that it answers instead of JSON; null: none. */
  file: readonly string[] | null;
  /** 201 where it makes something. */
  status: 200 | 201 | 204;
  /** Not harmless to repeat: takes an Idempotency-Key. */
  once: boolean;
  /** Whether assistants are offered it. */
  tool: boolean;
  /** Bytes that its body may have. */
  mostBytes: number;
  example: { path?: Record<string, string | number>; query?: Record<string, string | number>; body?: unknown };
  run(actor: TokenActor, given: Given<never, never, never>): Promise<unknown>;
}

type Shape<T extends z.ZodType | undefined> = T extends z.ZodType ? z.output<T> : undefined;

interface Written<P extends z.ZodObject, Q extends z.ZodObject | undefined, O extends z.ZodType | undefined>
  extends Pick<Operation, 'id' | 'method' | 'path' | 'verb' | 'says' | 'example'> {
  pathInput: P;
  query?: Q;
  /** Checked by the verb itself, with this same schema. */
  body?: z.ZodType;
  output?: O;
  once?: boolean;
  tool?: boolean;
  mostBytes?: number;
  /** Where it is not the method's: a POST that makes nothing. */
  status?: 200;
  // biome-ignore lint/suspicious/noExplicitAny: the verb parses the body; until then it is nobody's type.
  run(actor: TokenActor, given: Given<z.output<P>, Shape<Q>, any>): Promise<Shape<O>>;
}

export function operation<
  P extends z.ZodObject,
  Q extends z.ZodObject | undefined = undefined,
  O extends z.ZodType | undefined = undefined,
>(written: Written<P, Q, O>): Operation {
  const { query, body, output, once = false, tool = false, mostBytes = MOST_BYTES } = written;
  const status = written.status ?? (output === undefined ? 204 : written.method === 'post' ? 201 : 200);
  return {
    ...written,
    query: query ?? null,
    body: body ?? null,
    output: output ?? null,
    file: null,
    status,
    once,
    tool,
    mostBytes,
  } as unknown as Operation;
}

interface WrittenFile<P extends z.ZodObject, Q extends z.ZodObject>
  extends Pick<Operation, 'id' | 'path' | 'verb' | 'says' | 'example'> {
  pathInput: P;
  query: Q;
  file: readonly string[];
  run(actor: TokenActor, given: Given<z.output<P>, z.output<Q>, undefined>): Promise<ReportFile>;
}

/** One that answers a file. */
export function fileOperation<P extends z.ZodObject, Q extends z.ZodObject>(written: WrittenFile<P, Q>): Operation {
  const rest = {
    method: 'get',
    body: null,
    output: null,
    status: 200,
    once: false,
    tool: false,
    mostBytes: MOST_BYTES,
  };
  return { ...rest, ...written } as unknown as Operation;
}
