import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import * as service from '@/service';
import { redeemLink } from '@/service/auth/redeem-link';
import { CACHE_MS, openSession, sessionUser } from '@/service/auth/sessions';
import { signIn } from '@/service/auth/sign-in';
import type { Actor } from '@/service/views/views';
import type { TestDatabase } from '../support/database';
import { person, ROADMAP, serviceDatabase } from './people';

type User = Extract<Actor, { kind: 'user' }>;
const browser = { address: '192.0.2.1', userAgent: 'Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0' };
const password = 'correct horse battery';
let database: TestDatabase;
let nowAt = Date.UTC(2026, 4, 20, 12);
let ann: User;
let bob: User;

beforeAll(async () => {
  const signIn = () => ({ providers: [], signInDomains: [] });
  database = await serviceDatabase({ now: () => nowAt, signIn });
});
afterAll(() => database.close());
beforeEach(async () => {
  await database.prisma.$executeRaw`TRUNCATE "user", team, sign_in_link, sign_in_attempt, audit_entry CASCADE`;
  ann = await signedIn('ann@example.org');
  bob = await signedIn('bob@example.org');
});

const open = (user: User) => database.prisma.$transaction((tx) => openSession(tx, BigInt(user.userId), browser));
async function signedIn(email: string): Promise<User> {
  const user = (await person(database.prisma, email, 'shop', 'admin')) as User;
  return { ...user, sessionId: await open(user) };
}
const code = (asked: Promise<unknown>) =>
  asked.then(
    () => 'done',
    (error) => (error.field ? `${error.code} ${error.field}` : (error.code ?? String(error))),
  );

test('sessions are listed, this one first, and each can be ended, within five seconds elsewhere', async () => {
  const other = await open(ann);
  expect((await service.account(ann)).sessions).toMatchObject([
    { id: ann.sessionId, here: true, address: '192.0.2.1' },
    { id: other, here: false },
  ]);
  expect(await sessionUser(other)).not.toBeNull();
  await service.endSessions(ann, other);
  expect(await sessionUser(other)).toBeNull();
  const [second, third] = [await open(ann), await open(ann)];
  await service.endSessions(ann, 'others');
  nowAt += CACHE_MS;
  expect(await Promise.all([second, third, ann.sessionId, bob.sessionId].map((id) => sessionUser(id)))).toMatchObject([
    null,
    null,
    { email: 'ann@example.org' },
    { email: 'bob@example.org' },
  ]);
});

test('nobody ends another person’s session', async () => {
  expect(await code(service.endSessions(ann, bob.sessionId))).toBe('not-found');
  expect(await code(service.endSessions(ann, "' OR 1=1 --"))).toBe('invalid input');
  expect(await sessionUser(bob.sessionId)).not.toBeNull();
});

test('a change of password asks for the one that holds, ends every session and opens one anew', async () => {
  const first = await service.changePassword(ann, { password }, browser);
  expect(await sessionUser(ann.sessionId)).toBeNull();
  expect(await sessionUser(first.sessionId)).toMatchObject({ email: 'ann@example.org' });
  const change = (now: string, next: string) => service.changePassword(ann, { now, password: next }, browser);
  expect(await code(change('wrong', 'another long password'))).toBe('invalid now');
  expect(await code(change(password, 'short'))).toBe('invalid password');
  const second = await change(password, 'another long password');
  expect([await sessionUser(first.sessionId), await sessionUser(second.sessionId)]).toMatchObject([null, {}]);
  expect(await code(signIn({ email: 'ann@example.org', password }, browser))).toBe('invalid');
  expect(await code(signIn({ email: 'ann@example.org', password: 'another long password' }, browser))).toBe('done');
  expect(
    (await database.prisma.user.findFirstOrThrow({ where: { email: 'bob@example.org' } })).passwordHash,
  ).toBeNull();
});

test('guesses of the password that holds are counted as tries to sign in', async () => {
  await service.changePassword(ann, { password }, browser);
  const guess = () => code(service.changePassword(ann, { now: 'wrong', password: 'another long password' }, browser));
  for (let tries = 0; tries < 8; tries++) expect(await guess()).toBe('invalid now');
  expect(await guess()).toBe('too-many');
});

test('a link for another device signs in as its maker, once', async () => {
  const { url } = await service.ownSignInLink(ann);
  const link = new URL(url).searchParams.get('link') ?? '';
  const there = await redeemLink({ link }, browser);
  expect(await sessionUser(there.sessionId)).toMatchObject({ email: 'ann@example.org' });
  expect(await code(redeemLink({ link }, browser))).toBe('conflict');
  const { actor } = await database.prisma.auditEntry.findFirstOrThrow({ where: { action: 'makeSignInLink' } });
  expect(actor).toBe(`user:${ann.userId}`);
});

test('a new password and the end of all other browsers end links that were made before', async () => {
  const made = async () => new URL((await service.ownSignInLink(ann)).url).searchParams.get('link') ?? '';
  const first = await made();
  await service.endSessions(ann, 'others');
  expect(await code(redeemLink({ link: first }, browser))).toBe('conflict');
  const second = await made();
  await service.changePassword(ann, { password }, browser);
  expect(await code(redeemLink({ link: second }, browser))).toBe('conflict');
});

test('a session that has ended makes no link, even where it is still remembered', async () => {
  await database.prisma.session.update({ where: { id: ann.sessionId }, data: { endedAt: new Date(nowAt) } });
  expect(await code(service.ownSignInLink(ann))).toBe('forbidden');
  expect(await database.prisma.signInLink.count()).toBe(0);
});

test('a team’s audit says what changed, by whom and from where, and nothing of another team', async () => {
  const stranger = (await person(database.prisma, 'stranger@example.org', 'elsewhere', 'admin')) as User;
  await service.createApp(stranger, { name: 'Theirs', roadmapId: ROADMAP });
  await service.createApp(ann, { name: 'Checkout', roadmapId: ROADMAP });
  await service.invite(ann, 'shop', { role: 'viewer', email: 'new@example.org' });
  const { entries, next, actions } = await service.auditView(bob, 'shop');
  expect(entries).toMatchObject([
    { action: 'invite', who: 'ann@example.org', address: '192.0.2.9', details: { email: 'new@example.org' } },
    { action: 'createApp', who: 'ann@example.org', app: 'Checkout' },
  ]);
  expect([next, actions]).toEqual([null, ['createApp', 'invite']]);
  const of = async (filter: object) =>
    (await service.auditView(ann, 'shop', filter)).entries.map(({ action }) => action);
  expect(await of({ action: 'createApp' })).toEqual(['createApp']);
  expect(await of({ who: 'bob@example.org' })).toEqual([]);
  expect(await of({ before: entries[0]?.id })).toEqual(['createApp']);
});

test('the audit as CSV takes what people wrote as text, and as JSON it is whole', async () => {
  await service.createTeam({ ...ann, operator: true }, 'Pay');
  await service.renameTeam(ann, 'pay', '=HYPERLINK("http://evil.example")');
  await database.prisma.auditEntry.updateMany({ where: { action: 'renameTeam' }, data: { actor: '=1+1' } });
  const csv = await service.exportAudit(ann, 'pay', 'csv');
  expect(csv.body.split('\r\n')[0]).toBe('at,who,action,app,address,details');
  expect(csv.body.split('\r\n')[1]).toContain(",'=1+1,renameTeam,");
  const json = JSON.parse((await service.exportAudit(ann, 'pay', 'json')).body);
  expect(json.entries.map(({ action }: { action: string }) => action)).toEqual(['renameTeam', 'createTeam']);
  expect(await code(service.exportAudit(ann, 'pay', 'xml'))).toBe('invalid format');
});

test('a long audit is read page by page, each entry once', async () => {
  const { id } = await database.prisma.team.findUniqueOrThrow({ where: { slug: 'shop' } });
  const row = { teamId: id, actor: `user:${ann.userId}`, action: 'tickStep' };
  await database.prisma.auditEntry.createMany({ data: Array.from({ length: 250 }, () => row) });
  const seen = new Set<number>();
  let before: number | undefined;
  for (let page = 0; page < 3; page++) {
    const view = await service.auditView(ann, 'shop', { before });
    for (const entry of view.entries) seen.add(entry.id);
    before = view.next ?? undefined;
  }
  expect([seen.size, before]).toEqual([250, undefined]);
});
