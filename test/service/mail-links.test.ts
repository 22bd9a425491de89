/** Sign-in links and invitations by mail, to a real mail server. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import * as service from '@/service';
import { WINDOW_MS } from '@/service/auth/attempts';
import { joinAsNew } from '@/service/auth/join';
import { mailSignInLink } from '@/service/auth/mail-link';
import { redeemLink } from '@/service/auth/redeem-link';
import { CACHE_MS, sessionUser } from '@/service/auth/sessions';
import { signIn } from '@/service/auth/sign-in';
import { signInLinkState } from '@/service/auth/sign-in-links';
import { setResources } from '@/service/resources';
import { invitationState } from '@/service/teams/invitations';
import type { Actor } from '@/service/views/views';
import type { TestDatabase } from '../support/database';
import { installed, mailBy, person, serviceDatabase } from './people';
import { type MailReceiver, mailReceiver } from './receivers';

const browser = { address: '192.0.2.1', userAgent: 'test' };
const password = 'correct horse battery';
let database: TestDatabase;
let mail: MailReceiver;
let nowAt = Date.UTC(2026, 4, 20, 12);
let smtpUrl: string | null = null;
let admin: Actor;

beforeAll(async () => {
  mail = await mailReceiver();
  database = await serviceDatabase({
    now: () => nowAt,
    mail: () => mailBy(smtpUrl),
    installation: () => installed(),
  });
});
afterAll(async () => {
  await mail.close();
  await database.close();
});
beforeEach(async () => {
  smtpUrl = mail.url;
  mail.mails.length = 0;
  mail.refuseWith = null;
  await database.prisma.$executeRaw`TRUNCATE "user", team, sign_in_link, sign_in_attempt, audit_entry CASCADE`;
  admin = await person(database.prisma, 'ann@example.org', 'shop', 'admin');
});

const ask = async (email: unknown, from = browser) => (await mailSignInLink(email, from)).sent;
const code = (asked: Promise<unknown>) =>
  asked.then(
    () => 'done',
    (error) => (error.field ? `${error.code} ${error.field}` : (error.code ?? String(error))),
  );
/** The secret in the last mail, its soft line breaks undone. */
const mailed = () =>
  /\?link=([\w-]{43})/.exec(mail.mails.at(-1)?.raw.replaceAll('=\r\n', '').replaceAll('=3D', '=') ?? '')?.[1] ?? '';

test('a link is mailed to the address of an account; it signs in once, and only its SHA-256 is kept', async () => {
  await ask(' Ann@Example.org ');
  expect(mail.mails).toMatchObject([{ to: ['ann@example.org'] }]);
  const link = mailed();
  expect(Buffer.from((await database.prisma.signInLink.findFirstOrThrow()).hash).toString('base64url')).not.toBe(link);
  expect(await signInLinkState(link)).toMatchObject({ state: 'usable', purpose: 'mail', endsPassword: false });
  const { sessionId } = await redeemLink({ link }, browser);
  expect(await sessionUser(sessionId)).toMatchObject({ email: 'ann@example.org' });
  expect(await code(redeemLink({ link }, browser))).toBe('conflict');
  const rows = await database.prisma.auditEntry.findMany({ orderBy: { id: 'asc' } });
  expect(rows.map(({ actor, action }) => `${actor} ${action}`)).toEqual([
    'mail:sign-in-link makeSignInLink',
    expect.stringMatching(/^user:\d+ confirmAddress$/),
    expect.stringMatching(/^user:\d+ signIn$/),
  ]);
  expect(rows[0]?.details).toEqual({ purpose: 'mail', email: 'ann@example.org', from: '192.0.2.1' });
  expect(JSON.stringify(rows.map(({ details }) => details))).not.toContain(link);
});

test('two who use it at the same moment: one is in', async () => {
  await ask('ann@example.org');
  const link = mailed();
  const both = await Promise.all([code(redeemLink({ link }, browser)), code(redeemLink({ link }, browser))]);
  expect(both.sort()).toEqual(['conflict', 'done']);
  expect(await database.prisma.session.count()).toBe(1);
});

test('it ends after 15 minutes', async () => {
  await ask('ann@example.org');
  nowAt += 15 * 60_000;
  expect(await signInLinkState(mailed())).toEqual({ state: 'expired' });
  expect(await code(redeemLink({ link: mailed() }, browser))).toBe('conflict');
});

test('an address without an account is answered just so, and gets nothing', async () => {
  expect(await code(mailSignInLink('nobody@example.org', browser))).toBe('done');
  await ask('nobody@example.org');
  expect([mail.mails.length, await database.prisma.signInLink.count()]).toEqual([0, 0]);
});

test('nobody who asks waits for a look at the account: it begins after the answer', async () => {
  const { prisma } = database;
  let looks = 0;
  const watched = prisma.$extends({
    query: {
      user: {
        $allOperations: ({ args, query }) => {
          looks += 1;
          return query(args);
        },
      },
    },
  });
  setResources({ prisma: watched as unknown as typeof prisma });
  try {
    const counted: number[] = [];
    for (const email of ['ann@example.org', 'nobody@example.org']) {
      const before = looks;
      const { sent } = await mailSignInLink(email, browser);
      counted.push(looks - before);
      await sent;
      expect(looks).toBeGreaterThan(before);
    }
    expect(counted).toEqual([0, 0]);
  } finally {
    setResources({ prisma });
  }
});

test('after three an account’s links are enough for 15 minutes, known or not, and passwords go on working', async () => {
  const ann = await person(database.prisma, 'bob@example.org', 'shop', 'viewer');
  await service.changePassword(ann, { password }, browser);
  for (const email of ['bob@example.org', 'nobody@example.org']) {
    const asked = Array.from({ length: 5 }, () => code(ask(email)));
    expect((await Promise.all(asked)).sort()).toEqual(['done', 'done', 'done', 'too-many', 'too-many']);
  }
  expect(mail.mails).toHaveLength(3);
  expect(await code(signIn({ email: 'bob@example.org', password }, browser))).toBe('done');
  nowAt += WINDOW_MS + 1;
  expect(await code(ask('bob@example.org'))).toBe('done');
});

test('one network asks for twenty addresses at most, an IPv6 one as a whole', async () => {
  const from = (host: number) => ({ ...browser, address: `2001:db8::${host.toString(16)}` });
  const asked: string[] = [];
  for (let i = 0; i < 22; i++) asked.push(await code(ask(`u${i}@example.org`, from(i))));
  expect(asked.filter((one) => one === 'too-many')).toHaveLength(2);
});

test.each([
  ['no address', 'ann'],
  ['a list', ['ann@example.org']],
  ['nothing', null],
  ['two lines', 'a@b.org\nBcc: c@d.org'],
])('%s is refused by its field', async (_, given) =>
  expect(await code(mailSignInLink(given, browser))).toBe('invalid email'),
);

test('a first mailed link takes an account from whoever typed its address, and may set a password', async () => {
  const { url } = await service.invite(admin, 'shop', { role: 'viewer' });
  const open = new URL(url).searchParams.get('link') ?? '';
  const squatter = await joinAsNew({ link: open, email: 'bob@example.org', password }, browser);
  await ask('bob@example.org');
  expect(await signInLinkState(mailed())).toMatchObject({ endsPassword: true });
  const owner = await redeemLink({ link: mailed(), password: 'a password of my own' }, browser);
  nowAt += CACHE_MS;
  expect([await sessionUser(squatter.sessionId), (await sessionUser(owner.sessionId))?.email]).toEqual([
    null,
    'bob@example.org',
  ]);
  expect(await code(signIn({ email: 'bob@example.org', password }, browser))).toBe('invalid');
  expect(await code(signIn({ email: 'bob@example.org', password: 'a password of my own' }, browser))).toBe('done');
});

test('without a mail server nobody is promised mail', async () => {
  smtpUrl = null;
  expect(await code(mailSignInLink('ann@example.org', browser))).toBe('unavailable');
});

test('an invitation is mailed when that is asked for, and the link is shown all the same', async () => {
  const made = await service.invite(admin, 'shop', { role: 'editor', email: 'New@example.org', send: true });
  expect(made.mail).toEqual({ code: 'sent', to: 'new@example.org' });
  expect(mail.mails).toMatchObject([{ to: ['new@example.org'] }]);
  expect(mail.mails[0]?.raw).toContain('Subject: Join shop in Headroom');
  expect(new URL(made.url).searchParams.get('link')).toBe(mailed());
  expect(await invitationState(mailed())).toMatchObject({ state: 'open', role: 'editor', email: 'new@example.org' });
  expect((await service.invite(admin, 'shop', { role: 'editor', email: 'new@example.org' })).mail).toBeNull();
  expect(await code(service.invite(admin, 'shop', { role: 'editor', send: true }))).toBe('invalid email');
  const { details } = await database.prisma.auditEntry.findFirstOrThrow({ orderBy: { id: 'asc' } });
  expect(details).toMatchObject({ send: true, email: 'new@example.org' });
});

test('an invitation whose letter is refused is open, and says why it was not mailed', async () => {
  mail.refuseWith = 550;
  const made = await service.invite(admin, 'shop', { role: 'viewer', email: 'new@example.org', send: true });
  expect(made.mail).toMatchObject({ code: 'failed', error: expect.stringContaining('550') });
  smtpUrl = null;
  const other = await service.invite(admin, 'shop', { role: 'viewer', email: 'new@example.org', send: true });
  expect(other.mail).toMatchObject({ code: 'failed' });
  expect(await database.prisma.invitation.count({ where: { usedAt: null, withdrawnAt: null } })).toBe(2);
});

test('nobody’s mailbox is filled with invitations: three in 15 minutes', async () => {
  const send = () => service.invite(admin, 'shop', { role: 'viewer', email: 'new@example.org', send: true });
  const made = [await send(), await send(), await send(), await send()].map((one) => one.mail?.code);
  expect(made).toEqual(['sent', 'sent', 'sent', 'failed']);
  expect(mail.mails).toHaveLength(3);
});

test('a team’s name cannot write the letter’s head', async () => {
  await database.prisma.team.updateMany({ data: { name: 'Shop\r\nBcc: everybody@example.net\r\n\r\nHello' } });
  await service.invite(admin, 'shop', { role: 'viewer', email: 'new@example.org', send: true });
  expect(mail.mails[0]?.to).toEqual(['new@example.org']);
  expect(mail.mails[0]?.raw).not.toMatch(/^Bcc:/m);
});
