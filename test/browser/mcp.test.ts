/** The Model Context Protocol: by its own client, and by requests that no good client sends. */
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as service from '@/service';
import { useResources } from '@/service/resources';
import { person, ROADMAP, signedIn } from '../service/people';
import { type Stack, startStack } from '../support/stack';

const APP = 'checkout';
let stack: Stack;
let token: string;
let foreign: string;

beforeAll(async () => {
  stack = await startStack();
  const { database } = stack;
  useResources({ prisma: database.prisma, telemetry: database.pool });
  const ada = await signedIn(database.prisma, 'ada@example.com', 'shop', 'admin');
  await service.createApp(ada, { teamSlug: 'shop', name: APP, roadmapId: ROADMAP });
  const stranger = await person(database.prisma, 'eve@example.com', 'elsewhere', 'admin');
  foreign = (await service.createApp(stranger, { name: 'foreign', roadmapId: ROADMAP })).slug;
  ({ token } = await service.newApiToken(ada, 'shop', { label: 'assistant', scopes: ['read'] }));
}, 240_000);
afterAll(() => stack?.close());

test('assistants read by the protocol’s own client', async () => {
  const client = new Client({ name: 'test', version: '1' });
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
