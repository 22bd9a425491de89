/** Tying a further provider to one's account, with a real provider, and what others try on the way. */
import { decode, encode } from 'next-auth/jwt';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { openPage, password, signInFirst, testBrowser } from '../support/browser';
import { cookieClient, locationOf } from '../support/cookie-client';
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
let ada: Page;
const errors: string[] = [];

beforeAll(async () => {
  providers = await signInProviders({ work: { email: 'ada@work.example', email_verified: false } });
  [stack, browser] = await Promise.all([startStack({ settings: providers.settings }), testBrowser()]);
  ({ oidc, github } = providers);
  ada = await openPage(browser, errors);
  await signInFirst(ada, stack);
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await stack?.close();
  await providers?.close();
});

const corp = () => ada.locator('#providers li', { hasText: 'Corp' });
const ties = () => stack.database.prisma.identity.findMany({ select: { provider: true, subject: true, email: true } });
const sessionCookie = async () =>
  (await ada.context().cookies(stack.url)).find(({ name }) => name === 'next-auth.session-token')?.value ?? '';
const sidOf = async (value: string) => (await decode({ token: value, secret: stack.secret }))?.sid;

async function link(typed: string): Promise<void> {
  await ada.goto(`${stack.url}/account`);
  await corp().locator('summary').click();
  await corp().getByLabel('Your password here').fill(typed);
  await corp().getByRole('button', { name: 'Link Corp' }).click();
}

test('a wrong password goes nowhere', async () => {
  await link('not the password');
  await corp().getByText('This is not your password.').waitFor();
  expect(await axeProblemsHere(ada, '/account')).toEqual([]);
});

test('an address that the provider has not verified is not linked, and the page says so', async () => {
  await link(password);
  await atProvider(ada, oidc, 'work');
  await ada.getByText('Corp has not verified your e-mail address.').waitFor();
  expect(new URL(ada.url()).pathname).toBe('/account');
  expect(await ties()).toEqual([]);
});

test('a verified one is linked to who is signed in, who stays in the same session, and signs in from then on', async () => {
  oidc.people.work = { email: 'ada@work.example', email_verified: true };
  const before = await sidOf(await sessionCookie());
  await ada.context().clearCookies({ domain: '127.0.0.1' });
  await link(password);
  await ada.waitForURL(`${oidc.issuer}/**`);
  await atProvider(ada, oidc, 'work');
  await ada.waitForURL(`${stack.url}/account`);
  await corp().getByText('ada@work.example').waitFor();
  expect(await sidOf(await sessionCookie())).toBe(before);
  expect((await ada.context().cookies(`${stack.url}/api/auth`)).map(({ name }) => name)).not.toContain('headroom.tie');
  expect(await ties()).toEqual([{ provider: oidc.issuer, subject: 'work', email: 'ada@work.example' }]);
  const said = await stack.database.prisma.auditEntry.findFirst({ where: { action: 'linkIdentity' } });
  expect(said).toMatchObject({ details: { provider: oidc.issuer, email: 'ada@work.example' } });

  const again = await openPage(browser, errors);
  await again.goto(`${stack.url}/sign-in`);
  await again.getByRole('button', { name: 'Continue with Corp' }).click();
  await atProvider(again, oidc, 'work');
  await again.waitForURL(`${stack.url}/`);
  await again.goto(`${stack.url}/account`);
  await again.getByRole('heading', { name: 'You are signed in as ada@example.com.' }).waitFor();
});

test('a way to a provider that another session began, or nobody, links nothing', async () => {
  github.user = { id: 77, login: 'eve', name: 'Eve' };
  github.emails = [{ email: 'eve@evil.example', primary: true, verified: true, visibility: null }];
  const session = await sessionCookie();
  const tie = (sessionId: unknown, provider: string, salt = 'headroom.tie') =>
    encode({ token: { provider, sessionId } as never, secret: stack.secret, maxAge: 60, salt });
  const back = async (cookie: string | null) => {
    const one = cookieClient(stack.url);
    one.jar.set('next-auth.session-token', session);
    const answer = locationOf(await one.ask(await one.begin('/account')));
    if (cookie !== null) one.jar.set('headroom.tie', cookie);
    return new URL(locationOf(await one.ask(answer)), stack.url);
  };
  const before = await ties();
  const sid = await sidOf(session);
  // Eve's own account at the provider, in a browser of Ada's that never asked for it.
  expect((await back(null)).pathname).toBe('/sign-in');
  expect((await back(await tie(sid, 'oidc'))).pathname).toBe('/sign-in');
  expect((await back(await tie(sid, 'github', ''))).pathname).toBe('/sign-in');
  const other = await back(await tie('11111111-2222-4333-8444-555555555555', 'github'));
  expect([other.pathname, other.searchParams.get('error')]).toEqual(['/account', 'tie-broken-off']);
  expect(await ties()).toEqual(before);
  expect((await back(await tie(sid, 'github'))).pathname).toBe('/account');
  expect(await ties()).toContainEqual({ provider: github.url, subject: '77', email: 'eve@evil.example' });
  expect(errors).toEqual([]);
});
