/** Who is let in by a provider, and tied to which account. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { SignInProvider } from '@/config/sign-in-settings';
import * as service from '@/service';
import { signInByProvider } from '@/service/auth/by-provider';
import { claimsOf, githubClaims } from '@/service/auth/claims';
import { joinAsNew, joinedBy } from '@/service/auth/join';
import { CACHE_MS, sessionUser } from '@/service/auth/sessions';
import { signIn } from '@/service/auth/sign-in';
import { invitationState } from '@/service/teams/invitations';
import type { Actor } from '@/service/views/views';
import type { TestDatabase } from '../support/database';
import { HOST, mailBy, person, serviceDatabase } from './people';

type User = Extract<Actor, { kind: 'user' }>;
const browser = { address: '192.0.2.1', userAgent: 'test' };
const password = 'correct horse battery';
const client = { clientId: 'headroom', clientSecret: 'a secret of the client' };
const corp: SignInProvider = { id: 'oidc', name: 'Corp', issuer: 'https://login.example.org/', ...client };
const github: SignInProvider = { id: 'github', name: 'GitHub', url: 'https://github.com', ...client };
let database: TestDatabase;
let nowAt = Date.UTC(2026, 4, 20, 12);
let smtpUrl: string | null = null;
let signInDomains: string[] = [];

beforeAll(async () => {
  database = await serviceDatabase({
    now: () => nowAt,
    mail: () => mailBy(smtpUrl),
    signIn: () => ({ providers: [corp, github], signInDomains }),
  });
});
afterAll(() => database.close());
beforeEach(async () => {
  signInDomains = [];
  smtpUrl = null;
  await database.prisma.$executeRaw`TRUNCATE "user", team, sign_in_link, sign_in_attempt, audit_entry CASCADE`;
  await person(database.prisma, 'admin@example.org', 'shop', 'admin');
});

interface Said {
  sub?: string;
  email?: unknown;
  verified?: unknown;
  provider?: SignInProvider;
  link?: string;
}
function enter({ sub = '1', email = 'ann@example.org', verified = true, provider = corp, link }: Said = {}) {
  const claims = claimsOf({ sub, email, email_verified: verified, name: 'Ann' });
  if (!claims) throw new Error('no claims');
  return signInByProvider({ provider, claims, browser, link: link ?? null });
}
const outcome = (asked: Promise<unknown>) =>
  asked.then(
    () => 'in',
    (error) => error.reason ?? error.code ?? String(error),
  );
const invited = async (email?: string, role: 'viewer' | 'editor' = 'editor') => {
  const { url } = await service.invite(HOST, 'shop', { role, ...(email ? { email } : {}) });
  return new URL(url).searchParams.get('link') ?? '';
};
const actions = async () =>
  (await database.prisma.auditEntry.findMany({ orderBy: { id: 'asc' } })).map(({ action }) => action);

describe('somebody new', () => {
  test('is refused where nobody invited the address, and nothing of them is kept', async () => {
    expect(await outcome(enter())).toBe('not-invited');
    expect(await database.prisma.user.count()).toBe(1);
    expect(await database.prisma.identity.count()).toBe(0);
  });

  test('is let in by an invitation to the address, which that uses up, into its team', async () => {
    const link = await invited('ann@example.org');
    const { sessionId, userId } = await enter({ email: 'Ann@Example.org' });
    expect(await sessionUser(sessionId)).toMatchObject({ email: 'ann@example.org', operator: false });
    expect(await database.prisma.membership.findFirst({ where: { userId } })).toMatchObject({ role: 'editor' });
    expect(await invitationState(link)).toEqual({ state: 'used' });
    const user = await database.prisma.user.findUniqueOrThrow({ where: { id: userId } });
    expect(user).toMatchObject({ name: 'Ann', passwordHash: null, vouchedAt: new Date(nowAt) });
    expect(await actions()).toEqual(['invite', 'join', 'linkIdentity', 'signIn']);
    const signedIn = await database.prisma.auditEntry.findFirstOrThrow({ where: { action: 'signIn' } });
    expect(signedIn).toMatchObject({ actor: `user:${userId}`, address: '192.0.2.1', details: { by: 'Corp' } });
  });

  test('is let in by the link of an open invitation, and not by that of somebody else’s', async () => {
    const theirs = await invited('bob@example.org');
    expect(await outcome(enter({ link: theirs }))).toBe('not-invited');
    const open = await invited();
    const { userId, email } = await enter({ link: open });
    const actor: User = { kind: 'user', userId, email, sessionId: '', operator: false, address: null };
    expect(await joinedBy(actor, open)).toBe('shop');
    expect(await joinedBy({ ...actor, userId: 1 }, open)).toBeNull();
    expect(await outcome(enter({ sub: '2', email: 'carl@example.org', link: open }))).toBe('not-invited');
  });

  test('an invitation that is used by a provider and by its form at the same moment makes one member', async () => {
    const link = await invited();
    const form = joinAsNew({ link, email: 'bob@example.org', password }, browser);
    const both = await Promise.all([outcome(enter({ link })), outcome(form)]);
    expect(both.filter((one) => one === 'in')).toHaveLength(1);
    expect(await database.prisma.user.count()).toBe(2);
    expect(await database.prisma.membership.count()).toBe(2);
  });

  test('is refused by an invitation that was withdrawn or has run out', async () => {
    await invited('ann@example.org');
    await database.prisma.invitation.updateMany({ data: { withdrawnAt: new Date(nowAt) } });
    expect(await outcome(enter())).toBe('not-invited');
    await invited('ann@example.org');
    nowAt += 8 * 86_400_000;
    expect(await outcome(enter())).toBe('not-invited');
  });

  test('of a listed domain may come in, and is in no team; of one that only ends like it, not', async () => {
    signInDomains = ['example.org'];
    const { userId } = await enter();
    expect(await database.prisma.membership.count({ where: { userId } })).toBe(0);
    for (const email of [
      'x@evil-example.org',
      'x@sub.example.org',
      'x@example.org.evil.net',
      '"x@example.org"@evil.net',
    ])
      expect([email, await outcome(enter({ sub: email, email }))]).not.toEqual([email, 'in']);
  });

  test.each([
    ['false', false],
    ['the word "true"', 'true'],
    ['1', 1],
    ['nothing', null],
  ])('whose address is verified as %s is refused, invited or of a listed domain', async (_, verified) => {
    signInDomains = ['example.org'];
    await invited('ann@example.org');
    expect(await outcome(enter({ verified }))).toBe('unverified');
    expect(await database.prisma.user.count()).toBe(1);
  });

  test('two browsers at the same moment make one account', async () => {
    signInDomains = ['example.org'];
    const both = await Promise.all([enter(), enter()]);
    expect(new Set(both.map(({ userId }) => userId)).size).toBe(1);
    expect(await database.prisma.identity.count()).toBe(1);
  });
});

describe('an account of the same address', () => {
  const byPassword = async (email = 'ann@example.org') =>
    joinAsNew({ link: await invited(), email, password }, browser);
  const bySign = () => outcome(signIn({ email: 'ann@example.org', password }, browser));

  test('is not touched by an address that is not verified', async () => {
    const { sessionId } = await byPassword();
    expect(await outcome(enter({ verified: false }))).toBe('unverified');
    expect([await bySign(), (await sessionUser(sessionId))?.email]).toEqual(['in', 'ann@example.org']);
    expect(await database.prisma.identity.count()).toBe(0);
  });

  test('whose address nobody had vouched for is taken from whoever typed it: password, browsers, links, tokens', async () => {
    const { sessionId, userId } = await byPassword();
    const squatter: User = {
      kind: 'user',
      userId,
      email: 'ann@example.org',
      sessionId,
      operator: false,
      address: null,
    };
    await service.ownSignInLink(squatter);
    expect(await database.prisma.signInLink.count({ where: { usedAt: null } })).toBe(1);
    await service.newApiToken(squatter, 'shop', { label: 'kept', scopes: ['read'], of: 'person' } as never);
    expect(await database.prisma.apiToken.count({ where: { revokedAt: null } })).toBe(1);
    const owner = await enter();
    expect(owner.userId).toBe(userId);
    nowAt += CACHE_MS;
    expect(await sessionUser(sessionId)).toBeNull();
    expect(await bySign()).toBe('invalid');
    expect(await database.prisma.signInLink.count({ where: { usedAt: null } })).toBe(0);
    expect(await database.prisma.apiToken.count({ where: { revokedAt: null } })).toBe(0);
    expect(await sessionUser(owner.sessionId)).toMatchObject({ userId });
    expect((await actions()).slice(-3)).toEqual(['confirmAddress', 'linkIdentity', 'signIn']);
  });

  test('whose address was vouched for keeps its password and its browsers', async () => {
    const { sessionId, userId } = await byPassword();
    await database.prisma.user.update({ where: { id: userId }, data: { vouchedAt: new Date(nowAt) } });
    await enter();
    expect([await bySign(), (await sessionUser(sessionId))?.userId]).toEqual(['in', userId]);
  });

  test('is not that of an address which looks like it: case is one, letters beyond ASCII are refused', async () => {
    await byPassword('kelvin@example.org');
    expect(await outcome(enter({ email: '\u212aelvin@example.org' }))).toBe('unverified');
    expect(await outcome(enter({ email: 'kelvin@ex\u0430mple.org' }))).toBe('unverified');
    expect(await outcome(enter({ email: 'kelvin@example.org\u0000' }))).toBe('unverified');
    expect(await outcome(enter({ email: 'KELVIN@EXAMPLE.ORG' }))).toBe('in');
    expect(await database.prisma.user.count()).toBe(2);
  });
});

describe('who was tied once', () => {
  test('comes in by the provider’s own id, whatever becomes of the address there', async () => {
    await invited('ann@example.org');
    const first = await enter();
    const later = await enter({ email: 'bob@example.org', verified: false });
    expect(later).toMatchObject({ userId: first.userId, email: 'ann@example.org' });
    expect(await outcome(enter({ sub: '2', email: 'ann@example.org', provider: github, verified: false }))).toBe(
      'unverified',
    );
  });

  test('is somebody else at another issuer with the same id', async () => {
    await invited('ann@example.org');
    await enter();
    const other = { ...corp, issuer: 'https://evil.example.net' } as SignInProvider;
    expect(await outcome(enter({ email: 'mallory@example.net', provider: other }))).toBe('not-invited');
  });

  test('sees it on the account page and can end it, unless nothing else lets them in', async () => {
    await invited('ann@example.org');
    const { userId, email } = await enter();
    const ann: User = { kind: 'user', userId, email, sessionId: '', operator: false, address: null };
    const tied = { provider: 'https://login.example.org', subject: '1' };
    const view = await service.account(ann);
    expect(view.identities).toMatchObject([{ ...tied, name: 'Corp', email, lastWayIn: true }]);
    await expect(service.unlinkIdentity(ann, tied)).rejects.toMatchObject({ code: 'conflict' });
    await enter({ sub: '77', provider: github });
    const both = [tied, { provider: 'github', subject: '77' }].map((one) => outcome(service.unlinkIdentity(ann, one)));
    expect((await Promise.all(both)).sort()).toEqual(['conflict', 'in']);
    smtpUrl = 'smtp://127.0.0.1:1';
    const [left] = (await service.account(ann)).identities;
    expect(left?.lastWayIn).toBe(false);
    await service.unlinkIdentity(ann, { provider: left?.provider ?? '', subject: left?.subject ?? '' });
    expect(await actions()).toContain('unlinkIdentity');
  });

  test('is not untied by anybody else', async () => {
    await invited('ann@example.org');
    await enter();
    const bob = (await person(database.prisma, 'bob@example.org', 'shop', 'admin')) as User;
    const tied = { provider: 'https://login.example.org', subject: '1' };
    await expect(service.unlinkIdentity(bob, tied)).rejects.toMatchObject({ code: 'not-found' });
  });
});

describe('what providers say', () => {
  test.each([
    ['nothing', undefined],
    ['no id', { email: 'a@example.org' }],
    ['an id that is a number', { sub: 7 }],
    ['an id without end', { sub: 'x'.repeat(256) }],
  ])('is not believed with %s', (_, said) => expect(claimsOf(said)).toBeNull());

  // The shapes of GitHub's REST API: GET /user and GET /user/emails.
  const user = { login: 'octocat', id: 583231, name: null, email: 'public@example.org' };
  const primary = { email: 'Octo@example.org', primary: true, verified: true, visibility: 'private' };
  const other = { email: 'other@example.org', primary: false, verified: true, visibility: null };

  test('of GitHub’s addresses the primary one counts, and only if it is verified; the public one never', () => {
    const of = (emails: unknown) => claimsOf(githubClaims(user, emails));
    expect(of([other, primary])).toEqual({
      subject: '583231',
      email: 'Octo@example.org',
      verified: true,
      name: 'octocat',
    });
    expect(of([{ ...primary, verified: false }, other])).toMatchObject({ verified: false });
    expect(of([other])).toMatchObject({ email: null, verified: false });
    expect(of({ message: 'Not Found' })).toMatchObject({ email: null, verified: false });
    expect(claimsOf(githubClaims({ message: 'Bad credentials' }, []))).toBeNull();
  });
});
