/** Every way in that needs no password, in a real browser, by a real provider; and what strangers try on the way. */
import { createHash, randomBytes } from 'node:crypto';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type MailReceiver, mailReceiver } from '../service/receivers';
import { openPage, signInFirst, testBrowser } from '../support/browser';
import { type CookieClient, cookieClient, locationOf } from '../support/cookie-client';
import { axeProblemsHere } from '../support/every-page';
import type { GithubServer } from '../support/github';
import { atProvider, type OidcServer } from '../support/oidc';
import { type Providers, signInProviders } from '../support/providers';
import { type Stack, startStack } from '../support/stack';

// A machine that is busy with something else is slow, not wrong.
vi.setConfig({ testTimeout: 180_000 });

let stack: Stack;
let browser: Browser;
let oidc: OidcServer;
let github: GithubServer;
let providers: Providers;
let mail: MailReceiver;
const errors: string[] = [];

beforeAll(async () => {
  [providers, mail] = await Promise.all([
    signInProviders({
      bob: { email: 'Bob@example.com', email_verified: true, name: 'Bob' },
      carl: { email: 'carl@example.com', email_verified: true },
      dora: { email: 'dora@example.com', email_verified: false },
      finn: { email: 'finn@example.net', email_verified: true },
      ada: { email: 'ada@example.com', email_verified: true },
    }),
    mailReceiver(),
  ]);
  const settings = async (url: string) => ({ ...(await providers.settings(url)), HEADROOM_SMTP_URL: mail.url });
  [stack, browser] = await Promise.all([startStack({ settings }), testBrowser()]);
  ({ oidc, github } = providers);
  const page = await open();
  await signInFirst(page, stack);
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await stack?.close();
  await Promise.all([providers?.close(), mail?.close()]);
});

/** A page of somebody new. */
const open = (): Promise<Page> => openPage(browser, errors);

async function invite(email: string | null): Promise<string> {
  const { prisma } = stack.database;
  const secret = randomBytes(32).toString('base64url');
  const { id: teamId } = await prisma.team.findUniqueOrThrow({ where: { slug: 'my-team' } });
  const hash = createHash('sha256').update(secret).digest();
  const expiresAt = new Date(Date.now() + 86_400_000);
  await prisma.invitation.create({ data: { teamId, hash, role: 'editor', email, expiresAt } });
  return `${stack.url}/join?link=${secret}`;
}

const atCorp = (page: Page, who: string) => atProvider(page, oidc, who);

async function signInAs(page: Page, who: string): Promise<void> {
  await page.goto(`${stack.url}/sign-in`);
  await page.getByRole('button', { name: 'Continue with Corp' }).click();
  await atCorp(page, who);
  await page.waitForURL(`${stack.url}/**`);
}

const roleOf = async (email: string) =>
  (await stack.database.prisma.membership.findFirst({ where: { user: { email } } }))?.role ?? null;

test('an invited address comes in by OpenID Connect: the button, the provider, back signed in', async () => {
  await invite('bob@example.com');
  const bob = await open();
  await signInAs(bob, 'bob');
  await bob.goto(`${stack.url}/account`);
  await bob.getByRole('heading', { name: 'You are signed in as bob@example.com.' }).waitFor();
  await bob.getByText('Set a password').first().waitFor();
  expect(await roleOf('bob@example.com')).toBe('editor');
  const [session] = (await bob.context().cookies(stack.url)).filter(({ name }) => name.includes('session-token'));
  expect(session).toMatchObject({ httpOnly: true, sameSite: 'Lax' });
  await bob.getByRole('button', { name: 'Sign out' }).first().click();
  await bob.waitForURL(`${stack.url}/sign-in`);
});

test('the tie is listed on the account page, ends there after a second look, and is tied anew by the next sign-in', async () => {
  const bob = await open();
  await signInAs(bob, 'bob');
  await bob.goto(`${stack.url}/account`);
  const tied = bob.locator('#providers li', { hasText: 'bob@example.com' });
  await tied.locator('summary').click();
  await tied.getByRole('button', { name: 'Unlink Corp' }).click();
  await tied.waitFor({ state: 'detached' });
  await bob.getByText('does not sign you in yet').first().waitFor();
  expect(await stack.database.prisma.identity.count()).toBe(0);
  await signInAs(await open(), 'bob');
  expect(await stack.database.prisma.identity.findFirst()).toMatchObject({ provider: oidc.issuer, subject: 'bob' });
});

test('who is not invited, and whose address is not verified, is told so kindly, and no account is made', async () => {
  const carl = await open();
  await signInAs(carl, 'carl');
  await carl.getByText('You have no account here yet.').waitFor();
  await invite('dora@example.com');
  const dora = await open();
  await signInAs(dora, 'dora');
  await dora.getByText('Corp has not verified your e-mail address.').waitFor();
  const emails = ['carl@example.com', 'dora@example.com'];
  expect(await stack.database.prisma.user.count({ where: { email: { in: emails } } })).toBe(0);
});

test('an account that was made by password is tied only by its own verified address', async () => {
  oidc.people.ada = { email: 'ada@example.com', email_verified: false };
  const stranger = await open();
  await signInAs(stranger, 'ada');
  await stranger.getByText('Corp has not verified your e-mail address.').waitFor();
  oidc.people.ada = { email: 'ada@example.com', email_verified: true };
  const ada = await open();
  await signInAs(ada, 'ada');
  await ada.goto(`${stack.url}/account`);
  await ada.getByText('You operate this installation.').waitFor();
  // Her address was vouched for by the host, so the password stays.
  await ada.getByText('Change the password').waitFor();
});

test('an open invitation is used up through a provider, and leads into its team', async () => {
  const link = await invite(null);
  const finn = await open();
  await finn.goto(link);
  await finn.getByRole('button', { name: 'Join with Corp' }).click();
  await atCorp(finn, 'finn');
  await finn.waitForURL(`${stack.url}/?team=my-team`);
  expect(await roleOf('finn@example.net')).toBe('editor');
});

test('an invited address comes in by GitHub, if it is the primary one and verified', async () => {
  await invite('eve@example.com');
  github.user = { id: 583231, login: 'eve', name: 'Eve' };
  const other = { email: 'eve@example.com', primary: false, verified: true, visibility: null };
  github.emails = [{ email: 'eve@evil.example.net', primary: true, verified: true, visibility: 'public' }, other];
  const eve = await open();
  const enter = async () => {
    await eve.goto(`${stack.url}/sign-in`);
    await eve.getByRole('button', { name: 'Continue with GitHub Enterprise' }).click();
  };
  await enter();
  await eve.getByText('You have no account here yet.').waitFor();
  github.emails = [{ ...other, primary: true }];
  await enter();
  await eve.waitForURL(`${stack.url}/`);
  expect(await roleOf('eve@example.com')).toBe('editor');
  expect(await stack.database.prisma.identity.findFirst({ where: { subject: '583231' } })).toMatchObject({
    provider: github.url,
  });
});

test('a link by mail signs in; its page is the same for an address without an account', async () => {
  const page = await open();
  await page.goto(`${stack.url}/sign-in`);
  await page.getByRole('link', { name: 'Have a link sent' }).click();
  await page.getByRole('heading', { name: 'Sign in by mail.' }).waitFor();
  const said: string[] = [];
  for (const email of ['nobody@example.com', 'finn@example.net']) {
    await page.getByLabel('E-mail').fill(email);
    await page.getByRole('button', { name: /link$/ }).click();
    await page.getByRole('status').filter({ hasText: email }).waitFor();
    said.push(((await page.getByRole('status').textContent()) ?? '').replace(email, 'ADDRESS'));
  }
  expect(said[0]).toBe(said[1]);
  await expect.poll(() => mail.mails.length, { timeout: 30_000 }).toBe(1);
  expect(mail.mails[0]?.to).toEqual(['finn@example.net']);
  const text = mail.mails[0]?.raw.replaceAll('=\r\n', '').replaceAll('=3D', '=') ?? '';
  const link = /http:\/\/localhost:\d+\/sign-in\?link=[\w-]{43}/.exec(text)?.[0] ?? '';
  await page.goto(link);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL(`${stack.url}/`);
  const again = await open();
  await again.goto(link);
  await again.getByRole('heading', { name: 'This link has been used.' }).waitFor();
});

const client = () => cookieClient(stack.url);
const sessionOf = ({ jar }: CookieClient) => jar.get('next-auth.session-token');

test('the way to a provider carries state, a PKCE challenge and a nonce, new each time', async () => {
  const [first, second] = [await client().begin('/', 'oidc'), await client().begin('/', 'oidc')].map(
    (url) => new URL(url),
  );
  for (const name of ['state', 'code_challenge', 'nonce'])
    expect([name, (first?.searchParams.get(name) ?? '').length > 20, first?.searchParams.get(name)]).toEqual([
      name,
      true,
      expect.not.stringMatching(`^${second?.searchParams.get(name)}$`),
    ]);
  expect(first?.searchParams.get('code_challenge_method')).toBe('S256');
  expect(first?.origin).toBe(oidc.issuer);
});

test('nobody is led away by callbackUrl', async () => {
  for (const to of [
    'https://evil.example',
    '//evil.example',
    '/\\evil.example',
    `${stack.url}.evil.example/`,
    'javascript:alert(1)',
  ]) {
    const one = client();
    const back = locationOf(await one.ask(await one.begin(to)));
    const after = locationOf(await one.ask(back));
    expect([to, new URL(after, stack.url).origin]).toEqual([to, stack.url]);
    expect(sessionOf(one)).toBeTruthy();
  }
});

test('an answer of the provider works once, in the browser that asked, with its state', async () => {
  const victim = client();
  const back = locationOf(await victim.ask(await victim.begin()));
  const attacker = client();
  // The answer of one browser in another, with no state and with the other's.
  expect(locationOf(await attacker.ask(back))).toContain('error=OAuthCallback');
  const own = new URL(await attacker.begin()).searchParams.get('state') ?? '';
  const swapped = new URL(back);
  swapped.searchParams.set('state', own);
  expect(locationOf(await attacker.ask(swapped.href))).toContain('error=OAuthCallback');
  expect(sessionOf(attacker)).toBeUndefined();
  // In its own it was not used up by that: GitHub gave the code away with the second try, so a new one is needed.
  const again = locationOf(await victim.ask(await victim.begin()));
  expect(new URL(locationOf(await victim.ask(again)), stack.url).pathname).toBe('/');
  expect(sessionOf(victim)).toBeTruthy();
  victim.jar.delete('next-auth.session-token');
  expect(locationOf(await victim.ask(again))).toContain('error=OAuthCallback');
  expect(sessionOf(victim)).toBeUndefined();
});

test('another site can neither begin nor end a sign-in', async () => {
  const one = client();
  const { csrfToken } = await (await one.ask('/api/auth/csrf')).json();
  const post = (more: RequestInit) => one.ask('/api/auth/signin/github', { method: 'POST', ...more });
  const right = new URLSearchParams({ csrfToken, json: 'true' });
  expect((await post({ body: right, headers: { origin: 'https://evil.example' } })).status).toBe(403);
  const wrong = new URLSearchParams({ csrfToken: 'x'.repeat(64), json: 'true' });
  expect(await (await post({ body: wrong })).text()).not.toContain(github.url);
  expect(locationOf(await one.ask('/api/auth/signin/github?callbackUrl=/'))).toMatch(/\/sign-in/);
  expect((await one.ask('/api/auth/signin/nobody', { method: 'POST', body: right })).status).toBeLessThan(500);
  expect(one.jar.has('next-auth.state')).toBe(false);
});

test('what stands in the address of the sign-in page is never shown', async () => {
  const html = await (await fetch(`${stack.url}/sign-in?error=<b>call+0800</b>&by=Your+bank`)).text();
  expect(html).toContain('was not finished');
  expect(html).not.toMatch(/call 0800<|Your bank<|>Your bank/);
});

test('axe finds nothing serious on the pages of strangers, and nothing went wrong in the browser', async () => {
  const page = await open();
  const problems: string[] = [];
  const paths = [
    '/sign-in',
    '/sign-in?error=not-invited&by=oidc',
    '/sign-in/mail',
    (await invite(null)).slice(stack.url.length),
  ];
  for (const path of paths) {
    await page.goto(stack.url + path);
    problems.push(...(await axeProblemsHere(page, path)));
  }
  await signInAs(page, 'bob');
  await page.goto(`${stack.url}/account`);
  await page.locator('#providers summary').first().click();
  problems.push(...(await axeProblemsHere(page, '/account')));
  expect([...problems, ...errors]).toEqual([]);
});
