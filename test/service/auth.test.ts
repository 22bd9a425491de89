import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { WINDOW_MS } from '@/service/auth/attempts';
import { redeemLink } from '@/service/auth/redeem-link';
import { CACHE_MS, countActiveUsers, endSession, sessionUser } from '@/service/auth/sessions';
import { signIn } from '@/service/auth/sign-in';
import { LINK_MINUTES, makeSignInLink, signInLinkState } from '@/service/auth/sign-in-links';
import { forgetOldRows } from '@/service/housekeeping';
import type { TestDatabase } from '../support/database';
import { serviceDatabase } from './people';

const browser = { address: '192.0.2.1', userAgent: 'test' };
const password = 'correct horse battery';
let database: TestDatabase;
let nowAt = Date.UTC(2026, 0, 1);

beforeAll(async () => {
  database = await serviceDatabase({ now: () => nowAt });
});
afterAll(() => database.close());

beforeEach(async () => {
  await database.prisma.$executeRaw`TRUNCATE "user", team, sign_in_link, sign_in_attempt, audit_entry CASCADE`;
});

async function secretOf(link: Promise<{ url: string }>): Promise<string> {
  return new URL((await link).url).searchParams.get('link') ?? '';
}

async function firstOperator(email = 'ann@example.org') {
  const link = await secretOf(makeSignInLink({ purpose: 'first-operator' }));
  return redeemLink({ link, email, password, team: 'Shop' }, browser);
}

test('the first link makes an operator who is admin of a first team', async () => {
  const { sessionId } = await firstOperator('Ann@Example.org ');
  expect(await sessionUser(sessionId)).toMatchObject({ email: 'ann@example.org', operator: true });
  const member = await database.prisma.membership.findFirst({ include: { team: true } });
  expect(member).toMatchObject({ role: 'admin', team: { slug: 'shop', name: 'Shop' } });
});

test('only the SHA-256 of a link and argon2id of a password are stored', async () => {
  const link = await secretOf(makeSignInLink({ purpose: 'first-operator' }));
  await redeemLink({ link, email: 'ann@example.org', password }, browser);
  const stored = await database.prisma.signInLink.findFirstOrThrow();
  expect(Buffer.from(stored.hash).toString('base64url')).not.toContain(link);
  expect(stored.hash).toHaveLength(32);
  expect(Buffer.from(link, 'base64url')).toHaveLength(32);
  expect((await database.prisma.user.findFirstOrThrow()).passwordHash).toMatch(/^\$argon2id\$/);
});

test('a link works once, even when used twice at the same moment', async () => {
  const link = await secretOf(makeSignInLink({ purpose: 'first-operator' }));
  const use = (email: string) => redeemLink({ link, email, password }, browser);
  const results = await Promise.allSettled([use('a@example.org'), use('b@example.org')]);
  expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  await expect(use('c@example.org')).rejects.toMatchObject({ code: 'conflict' });
  expect(await database.prisma.user.count()).toBe(1);
});

test('two first links make one operator only, and the other one is spent', async () => {
  const other = await secretOf(makeSignInLink({ purpose: 'first-operator' }));
  await firstOperator();
  expect(await signInLinkState(other)).toEqual({ state: 'used' });
  await expect(makeSignInLink({ purpose: 'first-operator' })).rejects.toMatchObject({ code: 'conflict' });
});

test('a link ends after 15 minutes', async () => {
  const link = await secretOf(makeSignInLink({ purpose: 'first-operator' }));
  nowAt += LINK_MINUTES * 60_000;
  expect(await signInLinkState(link)).toEqual({ state: 'expired' });
  await expect(redeemLink({ link, email: 'a@example.org', password }, browser)).rejects.toMatchObject({
    code: 'conflict',
  });
});

test('a wrong field is named and leaves the link usable', async () => {
  const link = await secretOf(makeSignInLink({ purpose: 'first-operator' }));
  const short = redeemLink({ link, email: 'a@example.org', password: 'short' }, browser);
  await expect(short).rejects.toMatchObject({ code: 'invalid', field: 'password' });
  await expect(redeemLink({ link, email: 'nobody', password }, browser)).rejects.toMatchObject({ field: 'email' });
  expect(await signInLinkState(link)).toMatchObject({ state: 'usable' });
});

test('a later link lets a user back in and a new password ends the older sessions', async () => {
  const before = await firstOperator();
  const link = await secretOf(makeSignInLink({ purpose: 'existing-user', email: 'ANN@example.org' }));
  const after = await redeemLink({ link, password: 'another long password' }, browser);
  nowAt += CACHE_MS;
  expect(await sessionUser(before.sessionId)).toBeNull();
  expect(await sessionUser(after.sessionId)).not.toBeNull();
  await signIn({ email: 'ann@example.org', password: 'another long password' }, browser);
  expect(await database.prisma.auditEntry.count({ where: { actor: 'host:sign-in-link' } })).toBe(3);
});

test('a link for an unknown e-mail is refused', async () => {
  await expect(makeSignInLink({ purpose: 'existing-user', email: 'x@example.org' })).rejects.toMatchObject({
    code: 'not-found',
  });
});

test('an unknown account and a wrong password read the same', async () => {
  await firstOperator();
  const facts = (email: string) => signIn({ email, password: 'wrong' }, browser).catch((error) => error.toJSON());
  expect(await facts('ann@example.org')).toEqual(await facts('nobody@example.org'));
});

test('an account locks after eight tries at once, known or not, and opens after 15 minutes', async () => {
  await firstOperator();
  for (const email of ['ann@example.org', 'nobody@example.org']) {
    const tries = Array.from({ length: 12 }, () =>
      signIn({ email, password: 'wrong' }, { ...browser, address: null }).catch((error) => error.code),
    );
    expect((await Promise.all(tries)).sort()).toEqual([...Array(8).fill('invalid'), ...Array(4).fill('too-many')]);
  }
  const right = () => signIn({ email: 'ann@example.org', password }, browser);
  await expect(right()).rejects.toMatchObject({ code: 'too-many' });
  nowAt += WINDOW_MS + 1;
  await expect(right()).resolves.toMatchObject({ email: 'ann@example.org' });
});

test('an address locks after forty tries over many accounts', async () => {
  const codes: string[] = [];
  for (let index = 0; index < 42; index++) {
    codes.push(await signIn({ email: `u${index}@example.org`, password: 'x' }, browser).catch((error) => error.code));
  }
  expect(codes.filter((code) => code === 'too-many')).toHaveLength(2);
});

test('a password that is taken away while somebody signs in with it opens no session', async () => {
  const { userId } = await firstOperator();
  const { prisma } = database;
  const before = await prisma.session.count();
  let outcome: Promise<string> | undefined;
  await prisma.$transaction(
    async (tx) => {
      await tx.user.update({ where: { id: userId }, data: { passwordHash: null } });
      outcome = signIn({ email: 'ann@example.org', password }, browser).then(
        () => 'in',
        (error) => error.code,
      );
      // It has looked at the old password by the time that it waits for this row.
      await expect
        .poll(
          async () =>
            (
              await prisma.$queryRaw<{ n: number }[]>`
          SELECT count(*)::int AS n FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`
            )[0]?.n,
          { timeout: 8_000 },
        )
        .toBe(1);
    },
    { timeout: 10_000 },
  );
  expect(await outcome).toBe('invalid');
  expect(await prisma.session.count()).toBe(before);
});

test('an ended session ends here at once and elsewhere within five seconds', async () => {
  const { sessionId } = await firstOperator();
  expect(await sessionUser(sessionId)).not.toBeNull();
  await database.prisma.session.update({ where: { id: sessionId }, data: { endedAt: new Date(nowAt) } });
  expect(await sessionUser(sessionId)).not.toBeNull();
  nowAt += CACHE_MS;
  expect(await sessionUser(sessionId)).toBeNull();
  const again = await signIn({ email: 'ann@example.org', password }, browser);
  expect(await sessionUser(again.sessionId)).not.toBeNull();
  await endSession(again.sessionId);
  expect(await sessionUser(again.sessionId)).toBeNull();
});

test('a session id that is no uuid is nobody', async () => {
  expect(await sessionUser("' OR 1=1 --")).toBeNull();
});

test('people count as active for 24 hours after they last used a session, also after a restart', async () => {
  const { sessionId } = await firstOperator();
  expect(await countActiveUsers()).toBe(0);
  await sessionUser(sessionId);
  const again = await signIn({ email: 'ann@example.org', password }, browser);
  await sessionUser(again.sessionId);
  globalThis.headroomSessions?.clear();
  expect(await countActiveUsers()).toBe(1);
  nowAt += 23 * 3_600_000;
  await sessionUser(sessionId);
  nowAt += 2 * 3_600_000;
  expect(await countActiveUsers()).toBe(1);
  nowAt += 86_400_000;
  expect(await countActiveUsers()).toBe(0);
});

test('rows that have served are forgotten, and a session in use is not', async () => {
  const { sessionId } = await firstOperator();
  const ended = await signIn({ email: 'ann@example.org', password }, browser);
  await endSession(ended.sessionId);
  await signIn({ email: 'ann@example.org', password: 'wrong' }, browser).catch(() => {});
  await database.prisma.outbox.create({ data: { key: 'old', kind: 'x', payload: {}, createdAt: new Date(nowAt) } });
  await database.prisma.session.update({
    where: { id: sessionId },
    data: { expiresAt: new Date(nowAt + 90 * 86_400_000) },
  });
  await forgetOldRows(nowAt + 29 * 86_400_000);
  expect(await database.prisma.session.count()).toBe(2);
  expect([await database.prisma.signInAttempt.count(), await database.prisma.signInLink.count()]).toEqual([0, 0]);
  await forgetOldRows(nowAt + 31 * 86_400_000);
  expect((await database.prisma.session.findMany()).map(({ id }) => id)).toEqual([sessionId]);
  expect(await database.prisma.outbox.count()).toBe(0);
});
