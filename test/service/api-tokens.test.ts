/** Tokens of the API: what they may do, for whom, how long. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as service from '@/service';
import { tokenActor, waitOf } from '@/service/auth/api-token';
import { roles } from '@/service/roles';
import { roleOfScope, scopeOf } from '@/service/scopes';
import type { Actor } from '@/service/views/views';
import type { TestDatabase } from '../support/database';
import { ROADMAP, serviceDatabase, signedIn } from './people';

let database: TestDatabase;
let nowAt = Date.UTC(2026, 4, 20, 12);
let manager: Actor;
let viewer: Actor;
let slug: string;
let elsewhere: string;

beforeAll(async () => {
  database = await serviceDatabase({ now: () => nowAt });
  manager = await signedIn(database.prisma, 'manager@example.org', 'shop', 'manager');
  viewer = await signedIn(database.prisma, 'viewer@example.org', 'shop', 'viewer');
  ({ slug } = await service.createApp(manager, { teamSlug: 'shop', name: 'Checkout', roadmapId: ROADMAP }));
  // A manager of two teams: the token is good for one of them.
  const { id } = await database.prisma.team.create({ data: { slug: 'elsewhere', name: 'Elsewhere' } });
  const userId = manager.kind === 'user' ? manager.userId : 0;
  await database.prisma.membership.create({ data: { teamId: id, userId, role: 'admin' } });
  ({ slug: elsewhere } = await service.createApp(manager, { teamSlug: 'elsewhere', name: 'Else', roadmapId: ROADMAP }));
});
afterAll(() => database.close());

const codeOf = (asked: Promise<unknown>) =>
  asked.then(
    () => 'done',
    (error) => error.code ?? `bug: ${error.stack}`,
  );
async function made(who: Actor, input: Parameters<typeof service.newApiToken>[2]) {
  const { id, token } = await service.newApiToken(who, 'shop', input);
  return { id, token, actor: (await tokenActor(token, '192.0.2.7')) as Actor };
}

test('a token does what its scopes say, in its team alone', async () => {
  const { actor } = await made(manager, { label: 'dashboards', scopes: ['read'] });
  expect(await codeOf(service.appView(actor, slug))).toBe('done');
  expect((await service.overview(actor)).team.slug).toBe('shop');
  expect(await codeOf(service.appView(actor, elsewhere))).toBe('not-found');
  expect(await codeOf(service.overview(actor, 'elsewhere'))).toBe('not-found');
  expect(await service.markDeployment(actor, slug, { version: '1' }).catch((error) => error.toJSON())).toMatchObject({
    code: 'forbidden',
    message: 'This token may not do that: it has read, and this needs deploy.',
    fix: 'Make a token with the scope deploy.',
  });
  expect(await codeOf(service.newApiToken(actor, 'shop', { label: 'more', scopes: ['read'] }))).toBe('forbidden');
  expect(await codeOf(service.status(actor))).toBe('forbidden');
});

test('a token never does more than its person may, and less as soon as they may less', async () => {
  expect(await codeOf(service.newApiToken(viewer, 'shop', { label: 'x', scopes: ['write'] }))).toBe('forbidden');
  expect(await codeOf(service.newApiToken(viewer, 'shop', { label: 'x', of: 'team', scopes: ['read'] }))).toBe(
    'forbidden',
  );
  const editor = await signedIn(database.prisma, 'editor@example.org', 'shop', 'editor');
  const { actor } = await made(editor, { label: 'pipeline', scopes: ['deploy', 'read'] });
  expect(await codeOf(service.markDeployment(actor, slug, { version: '2.4.1' }))).toBe('done');
  expect(await database.prisma.auditEntry.findFirst({ orderBy: { id: 'desc' } })).toMatchObject({
    action: 'markDeployment',
    actor: `user:${editor.kind === 'user' && editor.userId}`,
    address: '192.0.2.7',
    details: { version: '2.4.1', token: expect.any(Number) },
  });
  const userId = editor.kind === 'user' ? editor.userId : 0;
  await database.prisma.membership.updateMany({ where: { userId }, data: { role: 'viewer' } });
  expect(await codeOf(service.markDeployment(actor, slug, { version: '2.4.2' }))).toBe('forbidden');
  await database.prisma.membership.deleteMany({ where: { userId } });
  expect(await codeOf(service.appView(actor, slug))).toBe('not-found');
});

test('a team’s token acts without anybody, with the role of its scopes', async () => {
  const { actor } = await made(manager, { label: 'ci', of: 'team', scopes: ['deploy'] });
  const at = new Date(nowAt - 60_000).toISOString();
  expect(await service.markDeployment(actor, slug, { version: '3', at })).toEqual({ version: '3', at: nowAt - 60_000 });
  expect(await service.markDeployment(actor, slug, { version: '3', at })).toEqual({ version: '3', at: nowAt - 60_000 });
  const rows = await database.prisma.deploymentMark.findMany({ where: { version: '3' } });
  expect(rows).toHaveLength(1);
  expect(await codeOf(service.tickStep(actor, slug, 'x', { status: 'done' }))).toBe('forbidden');
  const chart = await service.chart(manager, slug, {
    signals: ['latency.p95'],
    fromAt: nowAt - 3_600_000,
    toAt: nowAt,
  });
  expect(chart.deployments).toContainEqual({ version: '3', at: nowAt - 60_000 });
});

test('it ends by revocation within 5 seconds, and by its day', async () => {
  const { id, token } = await made(manager, { label: 'short', scopes: ['read'], days: 1 });
  await service.revokeApiToken(manager, 'shop', id);
  nowAt += 5_000;
  expect(await tokenActor(token, null)).toBeNull();
  const other = await made(manager, { label: 'a day', scopes: ['read'], days: 1 });
  nowAt += 86_400_000 - 1;
  expect(await tokenActor(other.token, null)).not.toBeNull();
  nowAt += 1;
  expect(await tokenActor(other.token, null)).toBeNull();
  expect(await tokenActor(`hra_${'x'.repeat(43)}`, null)).toBeNull();
});

test('one’s own are listed and ended by oneself, all of the team by managers; never the secret', async () => {
  const { id, token } = await made(viewer, { label: 'mine', scopes: ['read'] });
  const other = await made(manager, { label: 'theirs', scopes: ['read'] });
  expect((await service.apiTokens(viewer, 'shop')).tokens.map(({ label }) => label)).toEqual(['mine']);
  expect(await codeOf(service.revokeApiToken(viewer, 'shop', other.id))).toBe('not-found');
  const all = await service.apiTokens(manager, 'shop');
  expect(all.tokens.map(({ label }) => label)).toEqual(expect.arrayContaining(['mine', 'theirs', 'ci']));
  expect(JSON.stringify(all)).not.toContain(token.slice(8));
  expect(all.tokens.find((it) => it.id === id)).toMatchObject({ of: 'viewer@example.org', mine: false });
  expect(await codeOf(service.revokeApiToken(manager, 'shop', id))).toBe('done');
});

test('a token has a budget of requests, refilled evenly', async () => {
  const { actor } = await made(manager, { label: 'busy', scopes: ['read'] });
  if (actor.kind === 'system') throw new Error('no token');
  const waits = Array.from({ length: 121 }, () => waitOf(actor));
  expect(waits.slice(0, 120)).toEqual(Array(120).fill(0));
  expect(waits[120]).toBe(1);
  nowAt += 1_000;
  expect(Array.from({ length: 11 }, () => waitOf(actor)).filter((wait) => wait > 0)).toHaveLength(1);
});

test('twenty tokens a person, no more', async () => {
  const many = await signedIn(database.prisma, 'many@example.org', 'shop', 'viewer');
  for (let i = 0; i < 20; i++) await made(many, { label: `t${i}`, scopes: ['read'] });
  expect(await codeOf(service.newApiToken(many, 'shop', { label: 'more', scopes: ['read'] }))).toBe('conflict');
  // One that has come to its day is in use no more.
  const ended = { label: 't0', user: { email: 'many@example.org' } };
  await database.prisma.apiToken.updateMany({ where: ended, data: { expiresAt: new Date(nowAt) } });
  await made(many, { label: 'more', scopes: ['read'] });
});

test('a scope’s verbs need no more than the role that may give it away', () => {
  const rank = ['signed-in', 'viewer', 'editor', 'manager', 'admin', 'operator'];
  for (const [verb, needs] of Object.entries(roles)) {
    const scope = scopeOf(verb as keyof typeof roles);
    if (scope !== null) expect([verb, rank.indexOf(needs)]).toEqual([verb, expect.any(Number)]);
    if (scope !== null) expect(rank.indexOf(needs)).toBeLessThanOrEqual(rank.indexOf(roleOfScope[scope]));
  }
});

test('a session that has ended makes no token, even where it is still remembered', async () => {
  const gone = await signedIn(database.prisma, 'gone@example.org', 'shop', 'manager');
  await database.prisma.session.update({ where: { id: gone.sessionId }, data: { endedAt: new Date(nowAt) } });
  for (const of of ['person', 'team'] as const)
    expect(await codeOf(service.newApiToken(gone, 'shop', { label: 'late', of, scopes: ['read'] }))).toBe('forbidden');
  expect(await database.prisma.apiToken.count({ where: { label: 'late' } })).toBe(0);
});
