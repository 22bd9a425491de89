/** What somebody tries who wants Headroom to work itself to death, to go on after they were thrown out, or to be first twice. */
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import * as service from '@/service';
import { hashPassword } from '@/service/auth/passwords';
import { evaluateApp } from '@/service/evaluate/evaluate';
import { CHANNEL } from '@/service/live';
import { setResources } from '@/service/resources';
import { person, ROADMAP, signedIn } from '../service/people';
import { type CookieClient, cookieClient } from '../support/cookie-client';
import { type Stack, startStack } from '../support/stack';

// A machine that is busy with something else is slow, not wrong.
vi.setConfig({ testTimeout: 120_000 });

const password = 'correct horse battery';
let stack: Stack;
let ada: Awaited<ReturnType<typeof signedIn>>;
let appId: number;
const tokens = { api: '', read: '' };

beforeAll(async () => {
  stack = await startStack();
  const { prisma, pool } = stack.database;
  setResources({ prisma, telemetry: pool });
  ada = await signedIn(prisma, 'ada@example.com', 'shop', 'admin');
  await service.createApp(ada, { teamSlug: 'shop', name: 'checkout', roadmapId: ROADMAP });
  appId = Number((await prisma.app.findUniqueOrThrow({ where: { slug: 'checkout' } })).id);
  await evaluateApp(appId, Date.now());
  const scopes = ['read', 'write', 'deploy', 'manage', 'people', 'admin'] as const;
  tokens.api = (await service.newApiToken(ada, 'shop', { label: 'all', scopes: [...scopes] })).token;
  tokens.read = (await service.newReadToken(ada, 'checkout', {})).token;
}, 240_000);
afterAll(() => stack?.close());

function api(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return fetch(stack.url + path, {
    method,
    redirect: 'manual',
    headers: { authorization: `Bearer ${tokens.api}`, 'content-type': 'application/json', ...headers },
    ...(body === undefined ? {} : { body: text }),
  });
}

/** Somebody with a password, in a browser without a window. */
async function member(email: string, role: 'viewer' | 'editor' | 'admin') {
  const { prisma } = stack.database;
  const { userId } = (await person(prisma, email, 'shop', role)) as { userId: number };
  await prisma.user.update({ where: { id: userId }, data: { passwordHash: await hashPassword(password) } });
  const browser = cookieClient(stack.url);
  const { csrfToken } = await (await browser.ask('/api/auth/csrf')).json();
  const body = new URLSearchParams({ csrfToken, email, password, json: 'true' });
  await browser.ask('/api/auth/callback/credentials', { method: 'POST', body });
  expect((await browser.ask('/api/apps/checkout/metrics')).status).toBe(200);
  return { userId, browser };
}

const deep = (levels: number) => '['.repeat(levels) + ']'.repeat(levels);

test('a JSON nested without end is refused in words, with a key to repeat it and without', async () => {
  for (const body of [
    deep(30_000),
    `{"name":${deep(20_000)}}`,
    `{"name":"x","roadmapId":"${ROADMAP}","x":${deep(60)}}`,
  ])
    for (const headers of [{}, { 'idempotency-key': 'a-key' }] as Record<string, string>[]) {
      const answer = await api('POST', '/api/v1/apps', body, headers);
      expect([answer.status, (await answer.json()).error.field]).toEqual([400, 'body']);
    }
});

test('a text that would be parsed for minutes is refused before', async () => {
  for (const text of ['[a,'.repeat(40) + 'b,'.repeat(90_000), '&a '.repeat(80_000), '- \n'.repeat(80_000)]) {
    const answer = await (await api('POST', '/api/v1/roadmaps/check', { text })).json();
    expect(JSON.stringify(answer)).toMatch(/lines and parts|brackets at once/);
  }
});

test('many calls in one request of an assistant cost as much as many requests', async () => {
  const { token } = await service.newApiToken(ada, 'shop', { label: 'greedy', scopes: ['read'] });
  const calls = Array.from({ length: 100 }, (_, id) => ({
    jsonrpc: '2.0',
    id,
    method: 'tools/call',
    params: { name: 'listApps', arguments: {} },
  }));
  const accept = 'application/json, text/event-stream';
  const ask = async () => (await api('POST', '/mcp', calls, { authorization: `Bearer ${token}`, accept })).text();
  const text = (await Promise.all([ask(), ask(), ask(), ask(), ask()])).join('');
  expect(text).toContain('checkout');
  expect(text).toContain('more than 10 times a second');
});

test('a query of Prometheus’s kind has a bounded number of selectors, and a form of bounded patterns', async () => {
  const ask = (path: string) =>
    fetch(`${stack.url}/prometheus/api/v1/${path}`, { headers: { authorization: `Bearer ${tokens.read}` } });
  const labels = await ask(`series?${new URLSearchParams(Array.from({ length: 500 }, () => ['match[]', 'up']))}`);
  expect([labels.status, (await labels.json()).errorType]).toEqual([400, 'bad_data']);
  const large = await ask(`query?${new URLSearchParams({ query: `{__name__=~"(?:${'a?'.repeat(490)}){1000}"}` })}`);
  expect([large.status, (await large.json()).errorType]).toEqual([400, 'bad_data']);
});

test('no picture is made on demand, and every page there is carries its policy', async () => {
  expect((await fetch(`${stack.url}/_next/image?url=%2Fsign-in&w=640&q=75`)).status).toBe(404);
  for (const path of ['/icon.svgx', '/favicon.icon', '/_next/imagex', '/_next/static', '/no-such-page']) {
    const answer = await fetch(stack.url + path, { redirect: 'manual' });
    expect([path, answer.headers.get('content-security-policy') ?? '']).toEqual([
      path,
      expect.stringContaining("frame-ancestors 'none'"),
    ]);
  }
});

/** What arrives on a live stream until it ends, or until `stop`. */
async function listen(browser: CookieClient) {
  const answer = await browser.ask('/api/apps/checkout/live');
  expect(answer.status).toBe(200);
  const heard: string[] = [];
  const reader = (answer.body as ReadableStream<Uint8Array>).getReader();
  const ended = (async () => {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      heard.push(Buffer.from(value).toString());
    }
  })();
  return { heard, ended };
}

test('who is thrown out hears no further minute, and reads nothing 5 seconds later', async () => {
  const { userId, browser } = await member('mallory@example.com', 'editor');
  const stream = await listen(browser);
  await service.removeMember(ada, 'shop', userId);
  // Longer than a session is remembered.
  await vi.waitFor(async () => expect((await browser.ask('/api/apps/checkout/metrics')).status).toBe(401), 15_000);
  const before = stream.heard.length;
  await evaluateApp(appId, Date.now() + 60_000);
  await stack.database.pool.query(`NOTIFY ${CHANNEL}`);
  await stream.ended;
  expect(stream.heard.slice(before).join('')).not.toContain('event: minute');
  for (const path of ['/', '/apps/checkout', '/teams/shop'])
    expect((await browser.ask(path)).headers.get('location')).toContain('/sign-in');
});

test('two admins who throw each other out at one moment: one stays, and the team keeps an admin', async () => {
  const { prisma } = stack.database;
  const [bea, cleo] = await Promise.all(
    ['bea@example.com', 'cleo@example.com'].map((email) => signedIn(prisma, email, 'duel', 'admin')),
  );
  if (!bea || !cleo) throw new Error('nobody');
  const outcomes = await Promise.allSettled([
    service.removeMember(bea, 'duel', cleo.userId),
    service.removeMember(cleo, 'duel', bea.userId),
    service.changeRole(bea, 'duel', { userId: cleo.userId, role: 'viewer' }),
    service.changeRole(cleo, 'duel', { userId: bea.userId, role: 'viewer' }),
    service.leaveTeam(bea, 'duel'),
    service.leaveTeam(cleo, 'duel'),
  ]);
  expect(outcomes.some(({ status }) => status === 'rejected')).toBe(true);
  expect(await prisma.membership.count({ where: { team: { slug: 'duel' }, role: 'admin' } })).toBe(1);
});

test('one key to repeat, twenty times at one moment, makes one app', async () => {
  const asked = Array.from({ length: 20 }, () =>
    api('POST', '/api/v1/apps', { name: 'Once', roadmapId: ROADMAP }, { 'idempotency-key': 'once-and-no-more' }),
  );
  const statuses = (await Promise.all(asked)).map(({ status }) => status);
  expect(statuses.filter((status) => status === 201).length).toBeGreaterThan(0);
  expect(statuses.filter((status) => ![201, 409].includes(status))).toEqual([]);
  expect(await stack.database.prisma.app.count({ where: { name: 'Once' } })).toBe(1);
});

test('a field that nobody offered changes nothing: neither role, nor operator, nor team', async () => {
  const { prisma } = stack.database;
  const mass = { operator: true, role: 'admin', teamId: 1, team: 'other', synthetic: true, id: 1, __proto__: { a: 1 } };
  const asked: [string, string, object][] = [
    ['POST', '/api/v1/invitations', { ...mass, role: 'viewer', invitedBy: 1 }],
    ['PUT', '/api/v1/team/name', { name: 'Shop', ...mass }],
    ['POST', '/api/v1/apps/checkout/tokens', { ...mass }],
    ['POST', '/api/v1/apps/checkout/deployments', { version: '1', ...mass }],
    ['POST', '/api/v1/dashboards', { name: 'x', ...mass }],
  ];
  for (const [method, path, body] of asked) {
    const answer = await api(method, path, body);
    expect([path, answer.status]).not.toEqual([path, 500]);
  }
  expect(await prisma.user.count({ where: { operator: true } })).toBe(0);
  expect(await prisma.membership.count({ where: { team: { slug: 'shop' }, role: 'admin' } })).toBe(1);
  expect(await prisma.app.count({ where: { synthetic: true } })).toBe(0);
});

test('what a badge and a shared report answer names one tenant’s and says who may keep it', async () => {
  const { id } = await (await api('POST', '/api/v1/apps/checkout/reports', {})).json();
  const { url } = await (await api('POST', `/api/v1/reports/${id}/shares`, { days: 1 })).json();
  const link = new URL(url).pathname;
  for (const path of [link, `${link}/file?format=csv`, `${link}/file?format=pdf`, `${link}/file?format=html`]) {
    const answer = await fetch(stack.url + path);
    expect([path, answer.headers.get('cache-control')]).toEqual([path, expect.stringContaining('no-store')]);
    expect(answer.headers.get('etag')).toBeNull();
    expect(answer.headers.get('referrer-policy')).toBe('no-referrer');
  }
  const { path } = await (await api('PUT', '/api/v1/apps/checkout/badge')).json();
  const badge = await fetch(stack.url + path);
  expect(badge.headers.get('cache-control')).toBe('public, max-age=60');
  expect(badge.headers.get('set-cookie')).toBeNull();
  expect(badge.headers.get('content-security-policy')).toContain("default-src 'none'");
  const forged = [path.replace(/.\.svg$/, 'A.svg'), path.replace('checkout', 'once'), path.replace('.svg', '.svg/x')];
  for (const address of forged) expect((await fetch(stack.url + address)).status).toBe(404);
});
