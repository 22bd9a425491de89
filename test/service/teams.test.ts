import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import * as service from '@/service';
import { joinAs, joinAsNew } from '@/service/auth/join';
import { CACHE_MS, openSession, sessionUser } from '@/service/auth/sessions';
import { INVITATION_DAYS, invitationState } from '@/service/teams/invitations';
import type { Actor, Role } from '@/service/views/views';
import type { TestDatabase } from '../support/database';
import { HOST, person, serviceDatabase } from './people';

type User = Extract<Actor, { kind: 'user' }>;
const browser = { address: '192.0.2.1', userAgent: 'test' };
const password = 'correct horse battery';
let database: TestDatabase;
let nowAt = Date.UTC(2026, 4, 20, 12);
let admin: User;
let manager: User;
let viewer: User;

beforeAll(async () => {
  database = await serviceDatabase({ now: () => nowAt });
});
afterAll(() => database.close());

beforeEach(async () => {
  await database.prisma.$executeRaw`TRUNCATE "user", team, sign_in_attempt, audit_entry CASCADE`;
  const made = async (role: Role) => (await person(database.prisma, `${role}@example.org`, 'shop', role)) as User;
  [admin, manager, viewer] = [await made('admin'), await made('manager'), await made('viewer')];
});

const session = (user: User) => database.prisma.$transaction((tx) => openSession(tx, BigInt(user.userId), browser));
const secretOf = ({ url }: { url: string }) => new URL(url).searchParams.get('link') ?? '';
const linkFor = async (role: Role = 'editor', email?: string) =>
  secretOf(await service.invite(admin, 'shop', { role, ...(email ? { email } : {}) }));
const roleOf = async (user: { userId: number }) =>
  (await database.prisma.membership.findFirst({ where: { userId: user.userId } }))?.role ?? null;
const code = (asked: Promise<unknown>) =>
  asked.then(
    () => 'done',
    (error) => (error.field ? `${error.code} ${error.field}` : (error.code ?? String(error))),
  );

test('a link makes somebody new a member with its role, once, and only its SHA-256 is kept', async () => {
  const link = await linkFor('editor');
  const stored = await database.prisma.invitation.findFirstOrThrow();
  expect(stored.hash).toHaveLength(32);
  expect(Buffer.from(link, 'base64url')).toHaveLength(32);
  const joined = await joinAsNew({ link, email: 'New@example.org', password, name: 'New' }, browser);
  expect(joined).toMatchObject({ email: 'new@example.org', team: 'shop' });
  expect(await sessionUser(joined.sessionId)).toMatchObject({ email: 'new@example.org', operator: false });
  expect(await roleOf(joined)).toBe('editor');
  expect(await invitationState(link)).toEqual({ state: 'used' });
  expect(await code(joinAsNew({ link, email: 'other@example.org', password }, browser))).toBe('conflict');
});

test('a link that two use at the same moment makes one member', async () => {
  const link = await linkFor();
  const use = (email: string) => code(joinAsNew({ link, email, password }, browser));
  expect((await Promise.all([use('a@example.org'), use('b@example.org')])).sort()).toEqual(['conflict', 'done']);
  expect(await database.prisma.user.count()).toBe(4);
});

test('somebody with an account joins as who they are; a member keeps their role and the link', async () => {
  const other = (await person(database.prisma, 'other@example.org', 'elsewhere', 'admin')) as User;
  const link = await linkFor('admin');
  expect(await code(joinAs(viewer, link))).toBe('conflict');
  expect(await roleOf(viewer)).toBe('viewer');
  expect(await joinAs(other, link)).toBe('shop');
  expect((await service.viewer(other)).teams.map(({ slug, role }) => [slug, role])).toEqual([
    ['shop', 'admin'],
    ['elsewhere', 'admin'],
  ]);
});

test('an invitation for an address is for nobody else', async () => {
  const other = (await person(database.prisma, 'other@example.org', 'elsewhere', 'admin')) as User;
  const link = await linkFor('viewer', 'Ann@Example.org');
  expect(await code(joinAs(other, link))).toBe('forbidden');
  const joined = await joinAsNew({ link, email: 'mallory@example.org', password }, browser);
  expect(joined.email).toBe('ann@example.org');
});

test('an address with an account makes no second one, costs a try, and leaves the link usable', async () => {
  const link = await linkFor();
  const use = () => code(joinAsNew({ link, email: 'viewer@example.org', password }, browser));
  for (let tries = 0; tries < 8; tries++) expect(await use()).toBe('invalid');
  expect(await use()).toBe('too-many');
  expect(await invitationState(link)).toMatchObject({ state: 'open' });
  const short = joinAsNew({ link, email: 'new@example.org', password: 'short' }, browser);
  expect(await code(short)).toBe('invalid password');
});

test('a link ends after 7 days, and at once when it is withdrawn', async () => {
  const withdrawn = await service.invite(admin, 'shop', { role: 'viewer' });
  await service.withdrawInvitation(manager, 'shop', withdrawn.id);
  expect(await invitationState(secretOf(withdrawn))).toEqual({ state: 'withdrawn' });
  const link = await linkFor();
  nowAt += INVITATION_DAYS * 86_400_000;
  expect(await invitationState(link)).toEqual({ state: 'expired' });
  for (const dead of [secretOf(withdrawn), link, 'no-such-link'])
    expect(await code(joinAsNew({ link: dead, email: 'new@example.org', password }, browser))).toBe('conflict');
});

test('nobody invites above their role, and an inviter who falls takes their invitations along', async () => {
  expect(await code(service.invite(manager, 'shop', { role: 'admin' }))).toBe('invalid role');
  const [asManager, asViewer] = [
    secretOf(await service.invite(manager, 'shop', { role: 'manager' })),
    secretOf(await service.invite(manager, 'shop', { role: 'viewer' })),
  ];
  await service.changeRole(admin, 'shop', { userId: manager.userId, role: 'editor' });
  expect([await invitationState(asManager), await invitationState(asViewer)]).toEqual([
    { state: 'withdrawn' },
    { state: 'withdrawn' },
  ]);
  const second = (await person(database.prisma, 'second@example.org', 'shop', 'admin')) as User;
  const high = secretOf(await service.invite(second, 'shop', { role: 'admin' }));
  const low = secretOf(await service.invite(second, 'shop', { role: 'editor' }));
  await service.changeRole(admin, 'shop', { userId: second.userId, role: 'manager' });
  expect([(await invitationState(high)).state, (await invitationState(low)).state]).toEqual(['withdrawn', 'open']);
});

test('the last admin can neither leave nor fall nor be removed, even when two go at once', async () => {
  expect(await code(service.leaveTeam(admin, 'shop'))).toBe('conflict');
  expect(await code(service.removeMember(admin, 'shop', admin.userId))).toBe('conflict');
  expect(await code(service.changeRole(admin, 'shop', { userId: admin.userId, role: 'viewer' }))).toBe('conflict');
  const second = (await person(database.prisma, 'second@example.org', 'shop', 'admin')) as User;
  const both = await Promise.all([code(service.leaveTeam(admin, 'shop')), code(service.leaveTeam(second, 'shop'))]);
  expect(both.sort()).toEqual(['conflict', 'done']);
  expect(await database.prisma.membership.count({ where: { role: 'admin' } })).toBe(1);
});

test('a change of role and a removal end the member’s sessions, elsewhere within five seconds', async () => {
  const [changed, removed, kept] = [await session(manager), await session(viewer), await session(admin)];
  for (const id of [changed, removed, kept]) expect(await sessionUser(id)).not.toBeNull();
  await service.changeRole(admin, 'shop', { userId: manager.userId, role: 'editor' });
  await service.removeMember(admin, 'shop', viewer.userId);
  expect([await sessionUser(changed), await sessionUser(removed)]).toEqual([null, null]);
  nowAt += CACHE_MS;
  expect(await sessionUser(kept)).not.toBeNull();
  expect(await code(service.teamView(viewer, 'shop'))).toBe('not-found');
});

test('a member of another team cannot be changed through this one, nor an invitation withdrawn', async () => {
  const other = (await person(database.prisma, 'other@example.org', 'elsewhere', 'admin')) as User;
  const theirs = await service.invite(other, 'elsewhere', { role: 'viewer' });
  expect(await code(service.changeRole(admin, 'shop', { userId: other.userId, role: 'viewer' }))).toBe('not-found');
  expect(await code(service.removeMember(admin, 'shop', other.userId))).toBe('not-found');
  expect(await code(service.withdrawInvitation(admin, 'shop', theirs.id))).toBe('not-found');
  expect(await invitationState(secretOf(theirs))).toMatchObject({ state: 'open' });
  expect(await code(service.teamView(admin, 'elsewhere'))).toBe('not-found');
});

test('a team has its maker as admin; invitations are seen by those who may invite', async () => {
  const { slug } = await service.createTeam({ ...viewer, operator: true }, 'Payments & Co');
  expect(slug).toBe('payments-co');
  expect((await service.teamView(viewer, slug)).members).toMatchObject([{ role: 'admin', lastAdmin: true }]);
  await service.invite(admin, 'shop', { role: 'viewer', email: 'ann@example.org' });
  expect((await service.teamView(manager, 'shop')).invitations).toMatchObject([
    { email: 'ann@example.org', invitedBy: 'admin@example.org' },
  ]);
  expect((await service.teamView(viewer, 'shop')).invitations).toBeNull();
});

test('who joined, fell and left stands in the audit, and no secret does', async () => {
  const link = await linkFor('editor', 'new@example.org');
  const joined = await joinAsNew({ link, email: 'new@example.org', password }, browser);
  await service.changeRole(admin, 'shop', { userId: joined.userId, role: 'viewer' });
  await service.removeMember(admin, 'shop', joined.userId);
  const rows = await database.prisma.auditEntry.findMany({ orderBy: { id: 'asc' }, where: { teamId: { not: null } } });
  expect(rows.map(({ action }) => action)).toEqual(['invite', 'join', 'changeRole', 'removeMember']);
  expect(rows[2]?.details).toEqual({ email: 'new@example.org', from: 'editor', to: 'viewer' });
  expect(rows.every(({ address }) => address !== null)).toBe(true);
  expect(JSON.stringify(rows.map(({ details }) => details))).not.toContain(link);
});

test('a hundred open invitations are enough', async () => {
  for (let made = 0; made < 100; made++) await service.invite(HOST, 'shop', { role: 'viewer' });
  expect(await code(service.invite(admin, 'shop', { role: 'viewer' }))).toBe('conflict');
});
