/** The OpenAPI 3.1 document, made from the table of operations and the schemas that check requests. */
import { z } from 'zod';
import { roles, type Verb } from '../roles';
import { SCOPES, scopeOf } from '../scopes';
import type { Operation } from './operation';
import { operations } from './operations';
import { errorShape } from './shapes';

type Json = Record<string, unknown>;

/** @param url of the pages, without a slash at the end */
export function openApi(url: string): Json {
  const paths: Record<string, Json> = {};
  for (const operation of operations) {
    paths[operation.path] ??= {};
    (paths[operation.path] as Json)[operation.method] = described(operation);
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Headroom',
      version: '1',
      summary: 'How long an architecture lasts, what breaks first, what to do next, what it costs.',
      description: 'Tokens are made on a team’s page "API tokens"; each is good for one team and for its scopes.',
    },
    servers: [{ url: `${url}/api/v1` }],
    security: [{ token: [] }],
    paths,
    components: {
      securitySchemes: { token: { type: 'http', scheme: 'bearer', description: `Scopes: ${SCOPES.join(', ')}.` } },
      schemas: { Error: schema(errorShape, 'output') },
      responses: Object.fromEntries(Object.entries(ERRORS).map(([status, says]) => [`E${status}`, problem(says)])),
    },
  };
}

const ERRORS = {
  400: 'Something in the request is wrong: `field` names it.',
  401: 'No token, or one that has ended.',
  403: 'The token’s scopes, or its person’s role, do not allow it.',
  404: 'There is no such thing in the token’s team.',
  409: 'It cannot be done now.',
  415: 'A body of another content type than application/json.',
  429: 'Too many requests; `Retry-After` says for how many seconds to wait.',
} as const;

function problem(description: string): Json {
  return { description, content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } } };
}

function described(operation: Operation): Json {
  const { id, verb, says, pathInput, query, body, output, status, once, file, example } = operation;
  const scope = scopeOf(verb);
  const parameters = [
    ...parametersOf(pathInput, 'path', example.path),
    ...(query === null ? [] : parametersOf(query, 'query', example.query)),
    ...(once ? [ONCE] : []),
  ];
  return {
    operationId: id,
    summary: says,
    description: `Needs the scope \`${scope}\`; a person’s token also ${roleWords(verb)}.`,
    'x-scope': scope,
    security: [{ token: [scope] }],
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(body === null
      ? {}
      : {
          requestBody: {
            required: true,
            content: { 'application/json': { schema: schema(body, 'input'), example: example.body } },
          },
        }),
    responses: {
      [status]:
        file !== null
          ? { description: says, content: Object.fromEntries(file.map((type) => [type, {}])) }
          : output === null
            ? { description: 'Done.' }
            : { description: says, content: { 'application/json': { schema: schema(output, 'output') } } },
      ...Object.fromEntries(Object.keys(ERRORS).map((code) => [code, { $ref: `#/components/responses/E${code}` }])),
    },
  };
}

const roleWords = (verb: Verb) =>
  roles[verb] === 'signed-in' ? 'a role in its team' : `the role ${roles[verb]} or above`;

const ONCE = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  description: 'The same key gets the same answer for a day, and nothing is done twice.',
  schema: { type: 'string', minLength: 1, maxLength: 100 },
};

function parametersOf(given: z.ZodObject, place: 'path' | 'query', example: Record<string, unknown> = {}): Json[] {
  const { properties = {}, required = [] } = schema(given, 'output') as { properties?: Json; required?: string[] };
  return Object.entries(properties).map(([name, of]) => ({
    name,
    in: place,
    required: place === 'path' || required.includes(name),
    schema: of,
    ...(example[name] === undefined ? {} : { example: example[name] }),
  }));
}

function schema(of: z.ZodType, io: 'input' | 'output'): Json {
  const { $schema, ...rest } = z.toJSONSchema(of, { io, target: 'draft-2020-12', unrepresentable: 'any' });
  return rest;
}
