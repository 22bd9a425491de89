/** What somebody tries who means no good, against the real Headroom: other people's keys, bodies, heads and addresses. */
import { request } from 'node:http';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import * as service from '@/service';
import { hashPassword } from '@/service/auth/passwords';
import { evaluateApp } from '@/service/evaluate/evaluate';
import { setResources } from '@/service/resources';
import { person, ROADMAP, signedIn } from '../service/people';
import { cookieClient } from '../support/cookie-client';
import { type Stack, startStack } from '../support/stack';
import { actionsOfBuild } from './walk/ask';

// A machine that is busy with something else is slow, not wrong.
vi.setConfig({ testTimeout: 120_000 });

const MiB = 1024 * 1024;
const password = 'correct horse battery';
let stack: Stack;
let ada: Awaited<ReturnType<typeof signedIn>>;
const tokens: Record<'api' | 'read' | 'ingest' | 'foreign', string> = { api: '', read: '', ingest: '', foreign: '' };
let secret: { app: string; report: string; dashboard: string; roadmap: string };

beforeAll(async () => {
  stack = await startStack();
  const { prisma, pool } = stack.database;
  setResources({ prisma, telemetry: pool });
  ada = await signedIn(prisma, 'ada@example.com', 'shop', 'admin');
  await prisma.user.update({ where: { id: ada.userId }, data: { passwordHash: await hashPassword(password) } });
  const app = await service.createApp(ada, { teamSlug: 'shop', name: 'checkout', roadmapId: ROADMAP });
  tokens.ingest = app.token;
  await evaluated('checkout');
  const scopes = ['read', 'write', 'deploy', 'manage', 'people', 'admin'] as const;
  tokens.api = (await service.newApiToken(ada, 'shop', { label: 'all', scopes: [...scopes] })).token;
  tokens.read = (await service.newReadToken(ada, 'checkout', {})).token;
  const eve = await signedIn(prisma, 'eve@evil.example', 'evil', 'admin');
  tokens.foreign = (await service.newApiToken(eve, 'evil', { label: 'all', scopes: [...scopes] })).token;
  await person(prisma, 'bob@example.com', 'shop', 'viewer');
  secret = {
    app: app.slug,
    report: (await service.makeTeamReport(ada, 'shop', {})).id,
    dashboard: (await service.createDashboard(ada, 'shop', { name: 'Ours' })).id,
    roadmap: 'checkout',
  };
}, 240_000);
afterAll(() => stack?.close());

/** A report needs advice. */
async function evaluated(slug: string): Promise<void> {
  const { id } = await stack.database.prisma.app.findUniqueOrThrow({ where: { slug } });
  await evaluateApp(Number(id), Date.now());
}

const api = (path: string, token: string | null, more: RequestInit = {}) =>
  fetch(`${stack.url}${path}`, {
    redirect: 'manual',
    ...more,
    headers: { ...(token === null ? {} : { authorization: `Bearer ${token}` }), ...more.headers },
  });
const metrics = (token: string) =>
  fetch(`${stack.collectorUrl}/v1/metrics`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: '{"resourceMetrics":[]}',
  });

test('a key opens its own door alone: ingest, reading and API tokens cannot stand for one another', async () => {
  for (const wrong of [
    tokens.read,
    tokens.ingest,
    tokens.api.slice(0, -1),
    `${tokens.api}x`,
    tokens.api.toUpperCase(),
    '',
  ])
    expect([wrong, (await api('/api/v1/apps', wrong)).status]).toEqual([wrong, 401]);
  for (const wrong of [tokens.api, tokens.ingest])
    expect((await api('/prometheus/api/v1/labels', wrong)).status).toBe(401);
  for (const wrong of [tokens.api, tokens.read]) expect((await metrics(wrong)).status).toBe(401);
  expect((await metrics(tokens.ingest)).status).toBe(200);
  // Neither an address nor another scheme carries it: addresses stand in logs.
  expect((await api(`/api/v1/apps?token=${tokens.api}&access_token=${tokens.api}`, null)).status).toBe(401);
  const basic = Buffer.from(`x:${tokens.api}`).toString('base64');
  expect((await api('/api/v1/apps', null, { headers: { authorization: `Basic ${basic}` } })).status).toBe(401);
});

test('a revoked token is refused everywhere, and its answer is that of one that never was', async () => {
  const { token, id } = await service.newApiToken(ada, 'shop', { label: 'leaked', scopes: ['read'] });
  expect((await api('/api/v1/apps', token)).status).toBe(200);
  await service.revokeApiToken(ada, 'shop', id);
  await vi.waitFor(async () => expect((await api('/api/v1/apps', token)).status).toBe(401), { timeout: 15_000 });
  const [revoked, never] = await Promise.all([
    api('/api/v1/apps', token),
    api('/api/v1/apps', `hra_${'x'.repeat(43)}`),
  ]);
  expect(await revoked.text()).toBe(await never.text());
  expect((await api('/mcp', token, { method: 'POST', body: '{}' })).status).toBe(401);
});

test('with every scope of another team nothing of ours is read, changed or told apart from nothing', async () => {
  const paths = (of: typeof secret) => [
    ['GET', `/apps/${of.app}/headroom`],
    ['GET', `/apps/${of.app}/tokens`],
    ['POST', `/apps/${of.app}/tokens`],
    ['DELETE', `/apps/${of.app}`],
    ['GET', `/reports/${of.report}`],
    ['GET', `/reports/${of.report}/file?format=csv`],
    ['GET', `/dashboards/${of.dashboard}`],
    ['DELETE', `/dashboards/${of.dashboard}`],
  ];
  const none = { app: 'no-such-app', report: 'A'.repeat(22), dashboard: 'A'.repeat(12), roadmap: '' };
  const told = async (of: typeof secret) =>
    Promise.all(
      paths(of).map(async ([method = '', path = '']) => {
        const body = method === 'GET' ? {} : { body: '{}', headers: { 'content-type': 'application/json' } };
        const answer = await api(`/api/v1${path}`, tokens.foreign, { method, ...body });
        return [answer.status, await answer.text()];
      }),
    );
  expect(await told(secret)).toEqual(await told(none));
  // A panel of theirs that asks one of our apps.
  const { id } = await (await post('/api/v1/dashboards', tokens.foreign, { name: 'Theirs' })).json();
  const question = { metric: 'up', value: 'last', filters: [], groupBy: [], across: 'sum' };
  const panel = await post(`/api/v1/dashboards/${id}/panels`, tokens.foreign, {
    app: secret.app,
    title: 'x',
    question,
  });
  expect(panel.status).toBe(404);
});

const post = (path: string, token: string | null, body: unknown) =>
  api(path, token, { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } });

/** Sends a body of so many MiB, or as much of it as is taken. @returns the status, or `closed` */
function pour(path: string, mebibytes: number, headers: Record<string, string>): Promise<number | 'closed'> {
  return new Promise((resolve) => {
    const sending = request(`${stack.url}${path}`, { method: 'POST', headers }, (answer) => {
      resolve(answer.statusCode ?? 0);
      answer.resume();
      sending.destroy();
    });
    sending.on('error', () => resolve('closed'));
    const piece = Buffer.alloc(MiB, 'a');
    let left = mebibytes;
    const more = (): void => {
      while (left-- > 0) if (!sending.write(piece)) return void sending.once('drain', more);
      sending.end();
    };
    more();
  });
}

test('a body of any size is refused where it is too large, by whoever sends it', async () => {
  const json = { 'content-type': 'application/json' };
  const form = { 'content-type': 'application/x-www-form-urlencoded' };
  const bearer = { authorization: `Bearer ${tokens.api}` };
  const refused = [400, 401, 403, 404, 405, 413, 'closed'];
  expect(refused).toContain(await pour('/api/v1/apps', 80, json));
  expect(refused).toContain(await pour('/api/v1/apps', 80, { ...json, ...bearer }));
  expect(refused).toContain(
    await pour('/mcp', 80, { ...json, ...bearer, accept: 'application/json, text/event-stream' }),
  );
  expect(refused).toContain(await pour('/api/auth/callback/credentials', 80, form));
  const id = actionsOfBuild().get('app/sign-in/actions.ts#mailLink')?.id ?? '';
  expect(refused).toContain(
    await pour('/sign-in', 80, { 'next-action': id, 'content-type': 'text/plain;charset=UTF-8' }),
  );
  expect(await pour('/sign-in', 2, { 'next-action': id, 'content-type': 'text/plain;charset=UTF-8' })).toBe(413);
  for (const path of ['/sign-in', '/api/auth/callback/credentials', '/api/v1/apps'])
    expect(await pour(path, 80, { ...json, 'content-length': String(80 * MiB) })).toBe(413);
  expect((await fetch(`${stack.url}/sign-in`)).status).toBe(200);
});

test('a head that is too large, and an address that is too long, are refused without harm', async () => {
  const status = await new Promise((resolve) => {
    const sending = request(`${stack.url}/sign-in`, { headers: { 'x-much': 'a'.repeat(100_000) } }, (answer) =>
      resolve(answer.statusCode),
    );
    sending.on('error', () => resolve('closed'));
    sending.end();
  });
  expect([431, 'closed']).toContain(status);
  expect([400, 404, 414, 431]).toContain((await api(`/api/v1/apps/${'a'.repeat(12_000)}/headroom`, tokens.api)).status);
});

test('a page of another site can neither sign anybody in nor do anything as them', async () => {
  const id = actionsOfBuild().get('app/sign-in/actions.ts#signInWithPassword')?.id ?? '';
  const forged = (origin: string, cookie = '') => {
    const body = new FormData();
    body.set(`$ACTION_ID_${id}`, '');
    body.set('email', 'ada@example.com');
    body.set('password', password);
    return fetch(`${stack.url}/sign-in`, {
      method: 'POST',
      body,
      redirect: 'manual',
      headers: { origin, ...(cookie ? { cookie } : {}) },
    });
  };
  for (const origin of ['https://evil.example', 'null', `${stack.url}.evil.example`])
    for (const cookie of ['', 'x=y']) {
      const answer = await forged(origin, cookie);
      expect([origin, answer.headers.getSetCookie().join()]).toEqual([
        origin,
        expect.not.stringContaining('session-token'),
      ]);
      expect(answer.status).toBeGreaterThanOrEqual(400);
    }
});

test('every cookie is for this site’s own requests, and none that matters is for scripts', async () => {
  const one = cookieClient(stack.url);
  const csrf = await one.ask('/api/auth/csrf');
  const lines = csrf.headers.getSetCookie();
  expect(lines.length).toBeGreaterThan(0);
  for (const line of lines) {
    expect(line).toMatch(/HttpOnly/i);
    expect(line).toMatch(/SameSite=Lax/i);
  }
});

test.each([
  'http://2130706433/metrics',
  'http://0x7f000001/metrics',
  'http://0177.0.0.1/metrics',
  'http://127.1/metrics',
  'http://127.0.0.1./metrics',
  'http://①②⑦.⓪.⓪.①/metrics',
  'http://[::1]/metrics',
  'http://[::ffff:127.0.0.1]/metrics',
  'http://[::ffff:7f00:1]/metrics',
  'http://[64:ff9b::7f00:1]/metrics',
  'http://[2002:7f00:1::]/metrics',
  'http://0.0.0.0/metrics',
  'http://[::]/metrics',
  'http://localhost/metrics',
  'http://169.254.169.254/latest/meta-data/',
  'http://[fd00:ec2::254]/latest/meta-data/',
  'http://10.0.0.1/metrics',
  'http://100.64.0.1/metrics',
  'http://user:pass@example.com/metrics',
  'file:///etc/passwd',
  'gopher://127.0.0.1:6379/_INFO',
])('neither target nor webhook leads to %s', async (url) => {
  const told = await Promise.all([
    post(`/api/v1/apps/${secret.app}/targets`, tokens.api, { url }),
    post('/api/v1/channels', tokens.api, { kind: 'webhook', name: url, url, events: ['crossing.opened'] }),
    post('/api/v1/channels', tokens.api, { kind: 'slack', name: url, url, events: ['crossing.opened'] }),
  ]);
  for (const answer of told) {
    const { error } = await answer.json();
    expect([answer.status, error?.code, error?.field]).toEqual([400, 'invalid', 'url']);
  }
});

test('a name that would write a head, a row or a page of its own is refused or is text', async () => {
  for (const name of ['x\r\nBcc: eve@evil.example', 'x\u0000', 'x\u2028y', 'checkout\u202Etuokcehc'])
    expect((await post('/api/v1/apps', tokens.api, { name, roadmapId: ROADMAP })).status).toBe(400);
  const name = '=HYPERLINK("http://evil.example")<img src=x onerror=alert(1)>';
  const { slug } = await (await post('/api/v1/apps', tokens.api, { name, roadmapId: ROADMAP })).json();
  await evaluated(slug);
  const { id } = await (await post(`/api/v1/apps/${slug}/reports`, tokens.api, {})).json();
  const file = async (format: string) => (await api(`/api/v1/reports/${id}/file?format=${format}`, tokens.api)).text();
  expect(await file('csv')).not.toMatch(/(^|,|")=HYPERLINK/m);
  expect(await file('markdown')).not.toMatch(/(?<!\\)<img/);
  const one = cookieClient(stack.url);
  const { url } = await (await post(`/api/v1/reports/${id}/shares`, tokens.api, { days: 1 })).json();
  const page = await (await one.ask(new URL(url).pathname)).text();
  expect(page).toContain('HYPERLINK');
  expect(page).not.toContain('<img src=x');
  expect(
    (
      await api(`/api/v1/apps/${slug}`, tokens.api, {
        method: 'DELETE',
        body: JSON.stringify({ name }),
        headers: { 'content-type': 'application/json' },
      })
    ).status,
  ).toBe(204);
});

test('an account locks, from however many addresses it is tried', async () => {
  const enter = async (typed: string, from: string) => {
    const one = cookieClient(stack.url);
    const { csrfToken } = await (await one.ask('/api/auth/csrf')).json();
    const body = new URLSearchParams({ csrfToken, email: 'ada@example.com', password: typed, json: 'true' });
    const headers = { 'x-forwarded-for': from };
    await one.ask('/api/auth/callback/credentials', { method: 'POST', body, headers });
    return one.jar.has('next-auth.session-token');
  };
  expect(await enter(password, '192.0.2.1')).toBe(true);
  for (let guess = 0; guess < 9; guess++)
    expect(await enter(`guess number ${guess}`, `192.0.2.${guess + 2}`)).toBe(false);
  expect(await enter(password, '192.0.2.200')).toBe(false);
});
