/** What the API takes as a body, does once, and says of itself. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as service from '@/service';
import { operations } from '@/service/api/operations';
import { evaluateApp } from '@/service/evaluate/evaluate';
import { setResources } from '@/service/resources';
import { ROADMAP, signedIn } from '../service/people';
import { type Stack, startStack } from '../support/stack';

let stack: Stack;
let token: string;
let report: string;

beforeAll(async () => {
  stack = await startStack();
  const { database } = stack;
  setResources({ prisma: database.prisma, telemetry: database.pool });
  const ada = await signedIn(database.prisma, 'ada@example.com', 'shop', 'manager');
  await service.createApp(ada, { teamSlug: 'shop', name: 'checkout', roadmapId: ROADMAP });
  const { id } = await database.prisma.app.findUniqueOrThrow({ where: { slug: 'checkout' } });
  await evaluateApp(Number(id), Date.now());
  report = (await service.makeReport(ada, 'checkout')).id;
  const scopes = ['write', 'deploy', 'manage'] as const;
  ({ token } = await service.newApiToken(ada, 'shop', { label: 'pipeline', scopes: [...scopes] }));
}, 240_000);
afterAll(() => stack?.close());

test('a body that does not say it is JSON is refused, and nothing is done', async () => {
  const mark = async (type: string | null) => {
    const headers = { authorization: `Bearer ${token}`, ...(type === null ? {} : { 'content-type': type }) };
    // Bytes: of a text the client would say a type by itself.
    const body = new TextEncoder().encode('{"version":"5.0.1"}');
    const answer = await fetch(`${stack.url}/api/v1/apps/checkout/deployments`, { method: 'POST', headers, body });
    return { status: answer.status, ...(await answer.json()) };
  };
  const refused = (is: string) => ({
    status: 415,
    error: {
      code: 'unsupported',
      field: 'body',
      message: `body: it ${is}; this takes JSON.`,
      fix: 'Send content-type: application/json.',
    },
  });
  for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/jsonp', 'text/json'])
    expect(await mark(type)).toEqual(refused(`is ${type}`));
  expect(await mark(null)).toEqual(refused('says no content type'));
  const marks = () => stack.database.prisma.auditEntry.count({ where: { action: 'markDeployment' } });
  expect(await marks()).toBe(0);
  expect(await mark('Application/JSON; charset=utf-8')).toMatchObject({ status: 201 });
  expect(await marks()).toBe(1);
}, 60_000);

function ask(method: string, path: string, given: { body?: object; key?: string } = {}) {
  const { body, key } = given;
  const type = { 'content-type': 'application/json' };
  const headers = { authorization: `Bearer ${token}`, ...type, ...(key ? { 'idempotency-key': key } : {}) };
  return fetch(`${stack.url}/api/v1${path}`, { method, headers, ...(body ? { body: JSON.stringify(body) } : {}) });
}

test('the same key is done once, and tells no secret twice', async () => {
  const make = (label: string) => ask('POST', '/apps/checkout/tokens', { body: { label }, key: 'a-key-of-ours' });
  const first = await (await make('twice')).json();
  const again = await (await make('twice')).json();
  expect(first.token).toMatch(/^hr_/);
  expect(again).toEqual({ ...first, token: null });
  const { tokens: all } = await (await ask('GET', '/apps/checkout/tokens')).json();
  expect(all.filter(({ label }: { label: string }) => label === 'twice')).toHaveLength(1);
  expect((await make('another')).status).toBe(400);
});

test('a link to a report is made once, opens it for anybody, and no more once it is withdrawn', async () => {
  const share = async () =>
    (await ask('POST', `/reports/${report}/shares`, { body: { days: 1 }, key: 'a-link-of-ours' })).json();
  const first = await share();
  expect(await share()).toEqual({ ...first, url: null });
  const open = async () => (await fetch(`${stack.url}${new URL(first.url).pathname}/file?format=json`)).status;
  expect(await open()).toBe(200);
  const { shares } = await (await ask('GET', `/reports/${report}/shares`)).json();
  expect(shares).toMatchObject([{ id: first.id, withdrawnAt: null, by: 'ada@example.com' }]);
  expect(JSON.stringify(shares)).not.toContain(first.url.split('/').at(-1));
  expect((await ask('DELETE', `/reports/${report}/shares/${first.id}`)).status).toBe(204);
  expect(await open()).toBe(404);
});

test('the OpenAPI document has every operation, and needs no token', async () => {
  const document = await (await fetch(`${stack.url}/api/v1/openapi.json`)).json();
  expect(document.openapi).toBe('3.1.0');
  const ids = Object.values(document.paths as Record<string, Record<string, { operationId: string }>>).flatMap((path) =>
    Object.values(path).map(({ operationId }) => operationId),
  );
  expect(ids.sort()).toEqual(operations.map(({ id }) => id).sort());
  const mark = document.paths['/apps/{app}/deployments'].post;
  expect(mark.requestBody.content['application/json'].schema).toMatchObject({
    required: ['version'],
    properties: { version: { type: 'string', minLength: 1, maxLength: 120 } },
  });
  const file = document.paths['/reports/{report}/file'].get;
  expect(Object.keys(file.responses[200].content)).toContain('application/pdf');
});
