/** Tying a provider to one's account from the account page: by whom, and to which address. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { SignInProvider } from '@/config/sign-in-settings';
import * as service from '@/service';
import { signInByProvider } from '@/service/auth/by-provider';
import { type Claims, claimsOf } from '@/service/auth/claims';
import { hashPassword } from '@/service/auth/passwords';
import { tieIdentity } from '@/service/auth/tie';
import type { Actor } from '@/service/views/views';
import type { TestDatabase } from '../support/database';
import { HOST, mailBy, serviceDatabase } from './people';
import { CORP as corp } from './roles-people';

const browser = { address: '192.0.2.1', userAgent: 'test' };
const password = 'correct horse battery';
const github: SignInProvider = { ...corp, id: 'github', name: 'GitHub', url: 'https://github.com' };
let database: TestDatabase;
let nowAt = Date.UTC(2026, 4, 20, 12);

beforeAll(async () => {
  database = await serviceDatabase({
    now: () => nowAt,
    mail: () => mailBy(null),
    signIn: () => ({ providers: [corp, github], signInDomains: ['example.org'] }),
  });
});
afterAll(() => database.close());
beforeEach(async () => {
  await database.prisma.$executeRaw`TRUNCATE "user", team, sign_in_link, sign_in_attempt, audit_entry CASCADE`;
});

const outcome = (asked: Promise<unknown>) =>
  asked.then(
    () => 'in',
    (error) => error.reason ?? error.code ?? String(error),
  );
function enter(sub: string, email: string, provider: SignInProvider = corp) {
  const claims = claimsOf({ sub, email, email_verified: true }) as Claims;
  return signInByProvider({ provider, claims, browser, link: null });
}
/** Ann, in by Corp, with this password. */
async function annIn(typed: string | null): Promise<Extract<Actor, { kind: 'user' }>> {
  const signedIn = await enter('1', 'ann@example.org');
  const passwordHash = typed === null ? null : await hashPassword(typed);
  await database.prisma.user.update({ where: { id: signedIn.userId }, data: { passwordHash } });
  return { kind: 'user', ...signedIn, operator: false, address: null };
}
const begin = (actor: Actor, given: { provider?: string; now?: string } = {}) =>
  outcome(service.linkIdentity(actor, { provider: 'github', ...given }, browser));
function tie(actor: Actor, said: Record<string, unknown> = {}) {
  const claims = claimsOf({ sub: 'gh-1', email: 'ann@home.example', email_verified: true, ...said });
  return outcome(tieIdentity(actor, github, claims as Claims));
}

test('tying asks for the password that holds, and counts each guess', async () => {
  const ann = await annIn(password);
  expect(await begin(ann)).toBe('invalid');
  expect(await begin(ann, { now: password })).toBe('in');
  expect(await begin(ann, { provider: 'unknown', now: password })).toBe('invalid');
  for (let guess = 0; guess < 8; guess++) await begin(ann, { now: `guess ${guess}` });
  expect(await begin(ann, { now: password })).toBe('too-many');
  expect(await begin(HOST, { now: password })).toBe('forbidden');
});

test('tying without a password is for who has just signed in', async () => {
  const ann = await annIn(null);
  expect(await begin(ann)).toBe('in');
  nowAt += 16 * 60_000;
  expect(await begin(ann)).toBe('conflict');
});

test('a verified address is tied, also another than the account’s; it stands in the audit and signs in from then on', async () => {
  const ann = await annIn(null);
  expect(await tie(ann, { email_verified: 'true' })).toBe('tie-unverified');
  expect(await tie(ann, { email: null })).toBe('tie-unverified');
  expect((await service.account(ann)).untied).toEqual([{ id: 'github', name: 'GitHub' }]);
  expect(await tie(ann)).toBe('in');
  expect(await tie(ann)).toBe('in');
  const { identities, untied } = await service.account(ann);
  expect(identities.map(({ providerId, email }) => [providerId, email])).toEqual([
    ['oidc', 'ann@example.org'],
    ['github', 'ann@home.example'],
  ]);
  expect(untied).toEqual([]);
  const said = await database.prisma.auditEntry.findMany({ where: { action: 'linkIdentity' }, orderBy: { id: 'asc' } });
  expect(said.map(({ actor, details }) => [actor, details])).toEqual([
    [`user:${ann.userId}`, { provider: 'https://login.example.org', email: 'ann@example.org' }],
    [`user:${ann.userId}`, { provider: 'github', email: 'ann@home.example' }],
  ]);
  expect((await enter('gh-1', 'ann@home.example', github)).userId).toBe(ann.userId);
});

test('what is somebody else’s is not tied: neither their account at the provider nor their address', async () => {
  const ann = await annIn(null);
  const bob = await enter('gh-2', 'bob@example.org', github);
  expect(await tie(ann, { sub: 'gh-2' })).toBe('tie-of-another');
  expect(await tie(ann, { sub: 'gh-3', email: 'bob@example.org' })).toBe('tie-address-of-another');
  for (const { userId } of [ann, bob]) expect(await database.prisma.identity.count({ where: { userId } })).toBe(1);
});

test('who typed an address that is not theirs and tied their own provider to it is out when its holder comes', async () => {
  const made = await database.prisma.user.create({
    data: { email: 'ann@example.org', passwordHash: await hashPassword(password) },
  });
  const actor = { userId: Number(made.id), sessionId: '', email: made.email, operator: false, address: null };
  const squatter: Actor = { kind: 'user', ...actor };
  const own = { sub: 'gh-eve', email: 'eve@elsewhere.example' };
  expect(await tie(squatter, own)).toBe('in');
  expect((await enter(own.sub, own.email, github)).userId).toBe(actor.userId);
  expect((await enter('1', 'ann@example.org')).userId).toBe(actor.userId);
  expect(await outcome(enter(own.sub, own.email, github))).toBe('not-invited');
  // What Ann ties from now on stays.
  expect(await tie(squatter)).toBe('in');
  await enter('1', 'ann@example.org');
  expect((await enter('gh-1', 'ann@home.example', github)).userId).toBe(actor.userId);
});
