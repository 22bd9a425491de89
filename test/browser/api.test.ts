/** The API, the command and the badge against the real Headroom, with tokens that people made. */
import { spawn } from 'node:child_process';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { catalogue } from '@/catalogue/index';
import * as service from '@/service';
import { operations } from '@/service/api/operations';
import { setResources } from '@/service/resources';
import { SCOPES, scopeOf } from '@/service/scopes';
import type { Scope } from '@/service/views/actor';
import type { Actor } from '@/service/views/views';
import { person, ROADMAP, signedIn } from '../service/people';
import { sendPast } from '../support/past';
import { type Stack, startStack } from '../support/stack';

// A machine that is busy with something else is slow, not wrong.
vi.setConfig({ testTimeout: 120_000 });

let stack: Stack;
let ada: Actor;
let foreign: string;
const tokens = {} as Record<Scope | 'all', string>;
const APP = 'checkout';
const TARGET = 'http://127.0.0.1:9/metrics';

beforeAll(async () => {
  stack = await startStack({ settings: async () => ({ HEADROOM_ALLOWED_TARGETS: '127.0.0.1' }) });
  const { database } = stack;
  setResources({ prisma: database.prisma, telemetry: database.pool });
  ada = await signedIn(database.prisma, 'ada@example.com', 'shop', 'admin');
  const made = await service.createApp(ada, {
    teamSlug: 'shop',
    name: APP,
    roadmapId: ROADMAP,
    population: 'daily',
  });
  const stranger = await person(database.prisma, 'eve@example.com', 'elsewhere', 'admin');
  foreign = (await service.createApp(stranger, { name: 'foreign', roadmapId: ROADMAP })).slug;
  const scopes: Scope[] = [...SCOPES];
  const make = async (label: string, given: Scope[]) =>
    (await service.newApiToken(ada, 'shop', { label, scopes: given })).token;
  for (const scope of scopes) tokens[scope] = await make(scope, [scope]);
  tokens.all = await make('all', scopes);
  await sendPast({ collectorUrl: stack.collectorUrl, token: made.token, endAt: Date.now() });
  await vi.waitFor(
    async () => expect((await (await ask('GET', `/apps/${APP}/crossings`)).json()).crossings).not.toEqual([]),
    { timeout: 90_000, interval: 500 },
  );
}, 240_000);
afterAll(() => stack?.close());

function ask(
  method: string,
  path: string,
  given: { body?: unknown; token?: string | null; key?: string; type?: string } = {},
) {
  const { body, token = tokens.all, key, type = 'application/json' } = given;
  return fetch(`${stack.url}/api/v1${path}`, {
    method,
    headers: {
      ...(body === undefined ? {} : { 'content-type': type }),
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
      ...(key === undefined ? {} : { 'idempotency-key': key }),
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
}

/** What examples name, as it is here. */
async function real(): Promise<Record<string, string | number>> {
  const step = [...catalogue().steps.keys()][0] ?? '';
  const made = async (path: string, body?: unknown) => (await ask('POST', path, { body })).json();
  const { crossings } = await (await ask('GET', `/apps/${APP}/crossings`)).json();
  const { id: report } = await made(`/apps/${APP}/reports`);
  const { id: token } = await made(`/apps/${APP}/tokens`, {});
  const { id: dashboard } = await made('/dashboards', { name: `Ours ${report}` });
  const { id: target } = await made(`/apps/${APP}/targets`, { url: TARGET });
  const { slug: unused } = await made('/apps', { name: 'Unused', roadmapId: ROADMAP });
  const { id: schedule } = await made('/schedules', { every: 'monthly', day: 1, hour: 6 });
  const { id: share } = await made(`/reports/${report}/shares`, { days: 1 });
  const name = `Mail ${report}`;
  await service.addChannel(ada, 'shop', { kind: 'email', name, to: ['x@example.com'], events: ['crossing.opened'] });
  const { channels } = await (await ask('GET', '/channels')).json();
  const { id: channel } = channels.find((it: { name: string }) => it.name === name);
  const { id: readToken } = await made(`/apps/${APP}/read-tokens`, {});
  const { id: invitation } = await made('/invitations', { role: 'viewer' });
  const { id: roadmap } = await made('/roadmaps', { text: text() });
  await ask('PUT', `/roadmaps/${roadmap}`, { body: { text: text(roadmap, 'Second'), basedOn: 1 } });
  const { prisma } = stack.database;
  const member = Number((await signedIn(prisma, `new-${report}@example.com`, 'shop', 'viewer')).userId);
  const failed = { channelId: channel, state: 'failed', dueAt: new Date(), createdAt: new Date() };
  const message = Number((await prisma.notificationMessage.create({ data: failed })).id);
  const ofTeam = { schedule, share, channel, roadmap, readToken, invitation, member, message };
  const ofExamples = {
    threshold: 'response-time',
    signal: 'people.max',
    metric: 'app.users.active',
    holiday: 'Christmas',
  };
  return {
    app: APP,
    step,
    crossing: crossings[0].id,
    report,
    token,
    dashboard,
    target,
    unused,
    ...ofTeam,
    ...ofExamples,
  };
}

/** A right roadmap, under another title. */
const text = (id = ROADMAP, title = 'Ours') =>
  (catalogue().roadmapTexts.get(ROADMAP) ?? '')
    .replace(`id: ${ROADMAP}`, `id: ${id}`)
    .replace(/^title: .*$/m, `title: ${title}`);

/** Bodies in which an example names what is not here. */
const bodies: Record<string, (names: Record<string, string | number>) => object> = {
  noteCrossing: ({ crossing }) => ({ crossing }),
  addTarget: () => ({ url: `${TARGET}2` }),
  // The panel that was added is a version.
  arrangeDashboard: () => ({ version: 2 }),
  deleteApp: () => ({ name: 'Unused' }),
  createRoadmap: () => ({ text: text() }),
  previewRoadmap: () => ({ text: text() }),
  saveRoadmap: ({ roadmap }) => ({ text: text(String(roadmap), 'Third'), basedOn: 2 }),
};

test('every operation answers its example in the shape that it says, for its scope alone, and no other team', async () => {
  const names = await real();
  for (const operation of operations) {
    const { id, path, query, example, output, status, verb } = operation;
    const app = id === 'deleteApp' ? names.unused : APP;
    const fill = (path: string) => path.replace(/\{(\w+)\}/g, (_, name) => String({ ...names, app }[name as string]));
    const search = new URLSearchParams(
      Object.entries(example.query ?? {}).map(([name, value]) => [name, String(value)]),
    );
    const address = `${fill(path)}${query === null ? '' : `?${search}`}`;
    const method = operation.method.toUpperCase();
    const body = bodies[id] ? { ...(example.body as object), ...bodies[id]?.(names) } : example.body;
    for (const scope of SCOPES) {
      if (scope === scopeOf(verb)) continue;
      const refused = await ask(method, address, { token: tokens[scope], body });
      expect([id, scope, refused.status]).toEqual([id, scope, 403]);
    }
    const answer = await ask(method, address, { token: tokens[scopeOf(verb) as Scope], body });
    const text = await answer.text();
    if (operation.file !== null) expect(operation.file).toContain(answer.headers.get('content-type')?.split(';')[0]);
    expect([id, answer.status, answer.ok ? '' : text]).toEqual([id, status, '']);
    if (output !== null) expect(() => output.parse(JSON.parse(text))).not.toThrow();
    expect([id, (await ask(method, address, { token: null, body })).status]).toEqual([id, 401]);
    if (path.includes('{app}')) {
      const there = await ask(method, address.replace(`/apps/${app}`, `/apps/${foreign}`), { body });
      expect([id, there.status]).toEqual([id, 404]);
    }
  }
});

test('what was asked is what was done', async () => {
  const { step } = await real();
  await ask('PUT', `/apps/${APP}/checklist/${step}`, { body: { status: 'wont', reason: 'we rent it' } });
  await ask('PUT', `/apps/${APP}/checklist/${step}/note`, { body: { owner: 'Grace' } });
  const { steps } = await (await ask('GET', `/apps/${APP}/checklist`)).json();
  const found = steps.find(({ id }: { id: string }) => id === step);
  if (found) expect(found).toMatchObject({ status: 'wont', reason: 'we rent it', owner: 'Grace' });
  expect(await stack.database.prisma.stepState.findFirst({ where: { stepId: String(step) } })).toMatchObject({
    status: 'wont',
    reason: 'we rent it',
  });
  const headroom = await (await ask('GET', `/apps/${APP}/headroom`)).json();
  expect(headroom).toMatchObject({ app: APP, state: 'crossing' });
  expect(headroom.sentence).not.toBe('');
  const { signals } = await (await ask('GET', `/apps/${APP}/signals`)).json();
  expect(signals).toContainEqual(expect.objectContaining({ signal: 'users.active', state: 'measured', value: 4_000 }));
  const first = await (await ask('GET', '/apps?limit=1')).json();
  const second = await (await ask('GET', `/apps?limit=1&after=${first.after}`)).json();
  expect([first.apps[0].slug, second.apps[0].slug]).toEqual(['checkout', 'search']);
});

test('errors name the field and the fix', async () => {
  const error = async (response: Promise<Response>) => ({
    status: (await response).status,
    ...(await (await response).json()).error,
  });
  expect(await error(ask('POST', `/apps/${APP}/deployments`, { body: { version: '' } }))).toMatchObject({
    status: 400,
    code: 'invalid',
    field: 'version',
    message: 'version: name the version',
  });
  expect(await error(ask('POST', `/apps/${APP}/deployments`, { body: { version: '1', at: 'noon' } }))).toMatchObject({
    field: 'at',
  });
  expect(await error(ask('POST', `/apps/${APP}/deployments`, { body: '{' }))).toMatchObject({
    status: 400,
    field: 'body',
  });
  expect(await error(ask('POST', `/apps/${APP}/deployments`, { body: `"${'x'.repeat(70_000)}"` }))).toMatchObject({
    field: 'body',
  });
  expect(await error(ask('GET', '/apps?limit=1000'))).toMatchObject({ status: 400, field: 'limit' });
  expect((await error(ask('GET', `/apps/${APP}/headroom?zone=UTC`))).field).toBe('zone');
  expect(await error(ask('GET', '/nothing'))).toMatchObject({
    status: 404,
    fix: expect.stringContaining('openapi.json'),
  });
  const wrong = await ask('DELETE', `/apps/${APP}/headroom`);
  expect([wrong.status, wrong.headers.get('allow')]).toEqual([405, 'GET']);
  const none = await ask('GET', '/apps', { token: `hra_${'x'.repeat(43)}` });
  expect([none.status, none.headers.get('www-authenticate')]).toEqual([401, 'Bearer realm="Headroom"']);
});

test('a badge is a picture for whoever has its address, until it is made anew', async () => {
  const { path } = await (await ask('PUT', `/apps/${APP}/badge`)).json();
  const picture = await fetch(stack.url + path);
  expect(picture.headers.get('content-type')).toContain('image/svg+xml');
  expect(await picture.text()).toContain('<title>headroom: crossing</title>');
  const { path: next } = await (await ask('PUT', `/apps/${APP}/badge`)).json();
  expect((await fetch(stack.url + path)).status).toBe(404);
  expect((await fetch(stack.url + next)).status).toBe(200);
  expect((await fetch(stack.url + next.replace(APP, foreign))).status).toBe(404);
});

function headroom(args: string[], env: Record<string, string> = {}) {
  return new Promise<{ code: number | null; stdout: string; stderr: string }>((resolve) => {
    const child = spawn(process.execPath, ['bin/headroom.mjs', ...args], {
      env: { ...process.env, HEADROOM_URL: stack.url, HEADROOM_TOKEN: tokens.all, ...env },
    });
    let [stdout, stderr] = ['', ''];
    child.stdout.on('data', (text) => (stdout += text));
    child.stderr.on('data', (text) => (stderr += text));
    child.once('close', (code) => resolve({ code, stdout, stderr }));
  });
}

test('the command says what the pages say', async () => {
  const apps = await headroom(['apps']);
  expect(apps).toMatchObject({ code: 0, stdout: expect.stringMatching(/^checkout +crossing /m) });
  const { sentence } = await (await ask('GET', `/apps/${APP}/headroom`)).json();
  expect((await headroom(['status', APP])).stdout).toContain(sentence.slice(0, 20));
  expect((await headroom(['checklist', APP])).stdout).toMatch(/^\[[ x-]\] .+ \(\S+\)/m);
  const estimate = JSON.parse((await headroom(['estimate', APP, '--multiple', '5', '--json'])).stdout);
  expect(estimate.phases.length).toBeGreaterThan(0);
  expect((await headroom(['report', APP])).stdout).toMatch(new RegExp(`^${stack.url}/reports/[\\w-]+$`, 'm'));
  expect((await headroom(['deployed', APP, '9.9'])).stdout).toMatch(/^checkout: 9\.9 is marked at /);
  expect(await headroom(['status', foreign])).toMatchObject({ code: 2, stderr: 'There is no such app.\n' });
  expect(await headroom(['apps'], { HEADROOM_TOKEN: 'hra_no' })).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('not known'),
  });
  expect(await headroom(['apps'], { HEADROOM_URL: 'http://127.0.0.1:1' })).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('does not answer'),
  });
});

test('the gate is 0 with room enough, 1 with too little, 2 where it cannot tell', async () => {
  const gate = (app: string, least: string) => headroom(['gate', app, '--min-headroom', least, '--json']);
  // Its latency is crossed now.
  expect(await gate(APP, '1.5')).toMatchObject({ code: 1 });
  expect(await gate('search', '1.5')).toMatchObject({ code: 2 });
  expect(await gate(APP, 'much')).toMatchObject({ code: 2, stderr: expect.stringContaining('--min-headroom 1.5') });
  const { id } = await stack.database.prisma.app.findUniqueOrThrow({ where: { slug: 'search' } });
  const { advice, summary } = await stack.database.prisma.appState.findFirstOrThrow({ where: { app: { slug: APP } } });
  for (const [code, multiple, least, exit] of [
    ['multiple', 1.7, '1.5', 0],
    ['multiple', 1.7, '2', 1],
    ['more-than', 1.7, '1.5', 0],
    ['more-than', 1.7, '2', 2],
    ['at-most', 1.7, '1.5', 2],
    ['at-most', 1.7, '2', 1],
  ] as const) {
    const first = ['latency.p95'];
    const headroom = { ...(advice as { headroom: object }).headroom, code, multiple, low: 1.4, high: 2.1, first };
    const known = { ...(advice as object), newestAt: Date.now(), headroom } as never;
    const state = { computedAt: new Date(), advice: known, summary: summary as never };
    // The worker may write its own findings in between: then once more.
    await vi.waitFor(
      async () => {
        await stack.database.prisma.appState.upsert({
          where: { appId: id },
          create: { appId: id, ...state },
          update: state,
        });
        expect([code, least, (await gate('search', least)).code]).toEqual([code, least, exit]);
      },
      { timeout: 30_000, interval: 100 },
    );
  }
});
