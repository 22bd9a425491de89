/** What nobody means to send: every operation answers it by field, by "not found" or by doing it, never with a bug. */
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as service from '@/service';
import { run } from '@/service/api/answer';
import type { Operation, TokenActor } from '@/service/api/operation';
import { operations } from '@/service/api/operations';
import { isServiceError } from '@/service/errors';
import { evaluateApp } from '@/service/evaluate/evaluate';
import { SCOPES } from '@/service/scopes';
import type { TestDatabase } from '../support/database';
import { installed, mailBy, person, ROADMAP, serviceDatabase } from './people';

const nowAt = Date.UTC(2026, 4, 20, 12);
let database: TestDatabase;
let actor: TokenActor;
let real: Record<string, string>;

beforeAll(async () => {
  database = await serviceDatabase({
    now: () => nowAt,
    mail: () => mailBy(null),
    installation: () => installed(),
  });
  const ann = (await person(database.prisma, 'ann@example.org', 'shop', 'admin')) as Extract<
    TokenActor,
    { kind: 'user' }
  >;
  const { slug } = await service.createApp(ann, { name: 'Checkout', roadmapId: ROADMAP });
  const { id, teamId } = await database.prisma.app.findUniqueOrThrow({ where: { slug } });
  await evaluateApp(Number(id), nowAt);
  actor = { ...ann, grant: { tokenId: 1, teamId: Number(teamId), scopes: SCOPES } };
  real = { app: slug, dashboard: (await service.createDashboard(ann, 'shop', { name: 'Ours' })).id };
});
afterAll(() => database.close());

/** As JSON can carry it. */
const hostile = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    true,
    -1,
    0,
    1e308,
    -1e308,
    1.5,
    2 ** 53,
    '',
    ' ',
    '\u0000',
    '\ud800',
    '‮',
    "' OR 1=1 --",
  ),
  fc.constantFrom<unknown>(
    {},
    [],
    [[]],
    { $gt: '' },
    { contains: '' },
    { toString: null },
    '../../etc/passwd',
    'x'.repeat(20_000),
  ),
  fc.jsonValue({ maxDepth: 3 }),
  fc.string({ unit: 'binary', maxLength: 300 }),
);

/** The example with some of its fields replaced, taken away or added, at any depth; or something else altogether. */
function bodiesOf(example: unknown): fc.Arbitrary<unknown> {
  if (typeof example !== 'object' || example === null)
    return fc.oneof({ weight: 2, arbitrary: hostile }, fc.constant(example));
  if (Array.isArray(example))
    return fc.oneof(hostile, fc.array(example[0] === undefined ? hostile : bodiesOf(example[0]), { maxLength: 4 }));
  const known = Object.fromEntries(Object.entries(example).map(([name, value]) => [name, bodiesOf(value)]));
  const changed = fc.record(known, { requiredKeys: [] });
  const more = fc.dictionary(
    fc.oneof(fc.string({ maxLength: 20 }), fc.constantFrom('__proto__', 'id', 'teamId', 'appId')),
    hostile,
    { maxKeys: 2 },
  );
  return fc.oneof(
    { weight: 4, arbitrary: changed },
    { weight: 2, arbitrary: fc.tuple(changed, more).map(([one, other]) => ({ ...one, ...other })) },
    { weight: 1, arbitrary: hostile },
  );
}

const written = (value: unknown): unknown => (value === undefined ? undefined : JSON.parse(JSON.stringify(value)));

interface Sent {
  parts: Record<string, unknown>;
  query: Record<string, string>;
  body: unknown;
}

function sent(operation: Operation): fc.Arbitrary<Sent> {
  const { pathInput, query, body, example } = operation;
  const word = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 200 }),
    fc.constantFrom('', '-1', 'NaN', '1e400', '\u0000', 'x'.repeat(5_000)),
  );
  const part = (name: string) =>
    real[name] === undefined ? word : fc.oneof({ weight: 5, arbitrary: fc.constant(real[name] as string) }, word);
  const parts = fc.record(Object.fromEntries(Object.keys(pathInput.shape).map((name) => [name, part(name)])));
  const asked = Object.fromEntries(
    Object.keys(query?.shape ?? {}).map((name) => {
      const usual = example.query?.[name];
      return [name, usual === undefined ? word : fc.oneof(word, fc.constant(String(usual)))];
    }),
  );
  return fc.record({
    parts,
    query: fc.record(asked, { requiredKeys: [] }) as fc.Arbitrary<Record<string, string>>,
    body: body === null ? fc.constant(undefined) : bodiesOf(example.body),
  });
}

// What ends the app that the others are asked about.
const asked = operations.filter(({ id }) => id !== 'deleteApp');

test.each(asked.map((operation) => [operation.id, operation] as const))(
  'whatever is sent to an operation, it is refused by field or done, never broken: %s',
  async (_id, operation) => {
    await fc.assert(
      fc.asyncProperty(sent(operation), async ({ parts, query, body }) => {
        const given = { query, body: written(body), key: null };
        const error = await run(operation, actor, parts, given).then(
          () => null,
          (thrown: unknown) => thrown,
        );
        if (error === null) return;
        if (!isServiceError(error)) throw error;
        if (error.code === 'invalid')
          expect([error.message, error.field]).toEqual([error.message, expect.stringMatching(/./)]);
      }),
      { numRuns: 25 },
    );
  },
  60_000,
);
