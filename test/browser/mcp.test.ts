/** The Model Context Protocol: by its own client, and by requests that no good client sends. */
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as service from '@/service';
import { setResources } from '@/service/resources';
import { person, ROADMAP, signedIn } from '../service/people';
import { type Stack, startStack } from '../support/stack';

const APP = 'checkout';
let stack: Stack;
let token: string;
let foreign: string;

beforeAll(async () => {
  stack = await startStack();
  const { database } = stack;
  setResources({ prisma: database.prisma, telemetry: database.pool });
  const ada = await signedIn(database.prisma, 'ada@example.com', 'shop', 'admin');
  await service.createApp(ada, { teamSlug: 'shop', name: APP, roadmapId: ROADMAP });
  const stranger = await person(database.prisma, 'eve@example.com', 'elsewhere', 'admin');
  foreign = (await service.createApp(stranger, { name: 'foreign', roadmapId: ROADMAP })).slug;
  ({ token } = await service.newApiToken(ada, 'shop', { label: 'assistant', scopes: ['read'] }));
}, 240_000);
afterAll(() => stack?.close());

const OLDER = { mode: 'legacy' } as const;
const NEWEST = { mode: { pin: '2026-07-28' } } as const;

test.each([
  ['that begins with initialize', OLDER],
  ['2026-07-28', NEWEST],
])('assistants read by the protocol’s own client, by a revision %s', async (_, versionNegotiation) => {
  const client = new Client({ name: 'test', version: '1' }, { versionNegotiation });
  const transport = new StreamableHTTPClientTransport(new URL(`${stack.url}/mcp`), {
    requestInit: { headers: { authorization: `Bearer ${token}` } },
  });
  await client.connect(transport as never);
  const { tools } = await client.listTools();
  expect(tools.map(({ name }) => name).sort()).toEqual(
    ['getChecklist', 'getEstimate', 'getHeadroom', 'getReport', 'listApps', 'listCrossings'].sort(),
  );
  const apps = await client.callTool({ name: 'listApps', arguments: { limit: 5 } });
  expect(apps.structuredContent).toMatchObject({
    apps: expect.arrayContaining([expect.objectContaining({ slug: APP })]),
  });
  const headroomOf = await client.callTool({ name: 'getHeadroom', arguments: { app: APP } });
  expect(headroomOf.structuredContent).toMatchObject({ app: APP, state: 'new' });
  expect(await client.callTool({ name: 'getHeadroom', arguments: { app: foreign } })).toMatchObject({
    isError: true,
    content: [{ text: 'There is no such app.' }],
  });
  await client.close();
  expect((await fetch(`${stack.url}/mcp`, { method: 'POST', body: '{}' })).status).toBe(401);
});

/** What a client of that revision says with each request (specification 2026-07-28, "Request metadata"). */
const meta = (revision: string) => ({
  'io.modelcontextprotocol/protocolVersion': revision,
  'io.modelcontextprotocol/clientInfo': { name: 'test', version: '1' },
  'io.modelcontextprotocol/clientCapabilities': {},
});

test('nobody listens for what never changes unasked, and a revision of tomorrow is told which there are', async () => {
  const listen = (revision: string, method: string) =>
    ask(
      { jsonrpc: '2.0', id: 3, method, params: { notifications: {}, _meta: meta(revision) } },
      { 'mcp-protocol-version': revision, 'mcp-method': method },
    );
  expect((await listen('2026-07-28', 'subscriptions/listen')).json).toMatchObject({ id: 3, error: { code: -32603 } });
  expect((await listen('2026-07-28', 'tools/list')).json.result.tools).toHaveLength(6);
  const later = await listen('2031-01-01', 'tools/list');
  expect([later.status, later.json.error.data.supported]).toEqual([400, ['2026-07-28']]);
});

const initialize = (protocolVersion: string) => ({
  jsonrpc: '2.0',
  id: 1,
  method: 'initialize',
  params: { protocolVersion, capabilities: {}, clientInfo: { name: 'test', version: '1' } },
});
const call = (name: string, given: unknown) => ({
  jsonrpc: '2.0',
  id: 2,
  method: 'tools/call',
  params: { name, arguments: given },
});
/** A request as the transport wants it; `undefined` leaves a header out. */
async function ask(body: unknown, more: Record<string, string | undefined> = {}) {
  const headers = {
    authorization: `Bearer ${token}`,
    accept: 'application/json, text/event-stream',
    'content-type': 'application/json',
    ...more,
  };
  const given = Object.entries(headers).filter((line): line is [string, string] => line[1] !== undefined);
  const text = new TextEncoder().encode(typeof body === 'string' ? body : JSON.stringify(body));
  const answer = await fetch(`${stack.url}/mcp`, { method: 'POST', headers: Object.fromEntries(given), body: text });
  const told = await answer.text();
  return {
    status: answer.status,
    type: answer.headers.get('content-type'),
    json: told === '' ? null : JSON.parse(told),
  };
}

test.each([
  ['2025-11-25', '2025-11-25'],
  ['2025-06-18', '2025-06-18'],
  ['2025-03-26', '2025-03-26'],
  ['1999-01-01', '2025-11-25'],
])('who asks for revision %s is answered in %s', async (asked, answered) => {
  const { status, type, json } = await ask(initialize(asked));
  expect([status, type, json.result.protocolVersion]).toEqual([200, 'application/json', answered]);
  expect(json.result).toMatchObject({ serverInfo: { name: 'headroom' }, capabilities: { tools: {} } });
});

test('a later request says its revision in a header: a known one is served, without one the oldest, another is refused', async () => {
  const list = { jsonrpc: '2.0', id: 1, method: 'tools/list' };
  for (const version of [undefined, '2025-03-26', '2025-11-25'])
    expect([version, (await ask(list, { 'mcp-protocol-version': version })).status]).toEqual([version, 200]);
  const older = await ask(list, { 'mcp-protocol-version': '1900-01-01' });
  expect([older.status, older.json.error.code]).toEqual([400, -32000]);
  expect(older.json.error.message).toContain('2025-11-25');
  // Held for a revision of today, which says itself in the request too.
  const none = await ask(list, { 'mcp-protocol-version': 'not-a-version' });
  expect([none.status, none.json.error.code]).toEqual([400, -32602]);
});

test('content types are those of the transport', async () => {
  const list = { jsonrpc: '2.0', id: 1, method: 'tools/list' };
  expect((await ask(list, { accept: 'application/json' })).status).toBe(406);
  expect((await ask(list, { 'content-type': 'text/plain' })).status).toBe(415);
  expect((await ask(list, { 'content-type': undefined })).status).toBe(415);
  expect((await ask(list, { 'content-type': 'application/json; charset=utf-8' })).type).toBe('application/json');
  const note = { jsonrpc: '2.0', method: 'notifications/initialized' };
  expect(await ask(note)).toMatchObject({ status: 202, json: null });
});

test('errors are those of JSON-RPC, with the id of what was asked', async () => {
  expect(await ask('{')).toMatchObject({ status: 400, json: { error: { code: -32700 } } });
  expect(await ask({ hello: 1 })).toMatchObject({ status: 400, json: { jsonrpc: '2.0', error: { code: -32600 } } });
  expect((await ask({ jsonrpc: '2.0', id: 7, method: 'no/such' })).json).toMatchObject({
    id: 7,
    error: { code: -32601 },
  });
  expect((await ask(call('noSuchTool', {}))).json).toMatchObject({ id: 2, error: { code: -32602 } });
  // What an assistant can mend is told to it as the tool's answer.
  expect((await ask(call('getHeadroom', { app: 7 }))).json).toMatchObject({ result: { isError: true } });
  expect((await ask(call('getHeadroom', { app: APP, x: 1 }))).json.result.isError).toBe(true);
  expect((await ask(call('listApps', { limit: 1_000 }))).json).toMatchObject({ result: { isError: true } });
});

test('there is no session to open, to go on with or to end; strangers and other scopes stay outside', async () => {
  const headers = { authorization: `Bearer ${token}`, accept: 'text/event-stream' };
  for (const method of ['GET', 'DELETE']) {
    const answer = await fetch(`${stack.url}/mcp`, { method, headers });
    expect([method, answer.status, answer.headers.get('allow')]).toEqual([method, 405, 'POST']);
  }
  const { status } = await ask({ jsonrpc: '2.0', id: 1, method: 'tools/list' }, { 'mcp-session-id': 'mine' });
  expect(status).toBe(200);
  const away = await ask(initialize('2025-11-25'), { origin: 'https://evil.example', cookie: 'a=b' });
  expect(away.status).toBe(403);
  expect((await ask(initialize('2025-11-25'), { authorization: undefined })).status).toBe(401);
});
