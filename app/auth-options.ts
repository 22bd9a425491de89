/** next-auth's set-up: passwords and providers, a JWT that names our Session row, our own pages. */
import type { NextAuthOptions, Profile, User } from 'next-auth';
import Credentials from 'next-auth/providers/credentials';
import type { OAuthConfig } from 'next-auth/providers/oauth';
import type { SignInProvider } from '@/config/sign-in-settings';
import { SignInRefused, signInByProvider } from '@/service/auth/by-provider';
import { type Claims, claimsOf } from '@/service/auth/claims';
import { providerOf } from '@/service/auth/providers';
import { endSession, sessionUser } from '@/service/auth/sessions';
import { signIn } from '@/service/auth/sign-in';
import { TieRefused, tieIdentity } from '@/service/auth/tie';
import { isHttps, publicUrl, sessionSecret } from '@/service/configuration';
import { isServiceError } from '@/service/errors';
import { browser } from './browser';
import { ownPath } from './own-path';
import { goesOnTo, SESSION_SECONDS, sessionIdOfCookie } from './session-cookie';
import { takeTieCookie } from './tie-cookie';

/** What `signIn` below writes on next-auth's user for `jwt`. */
type Entered = User & { sid?: string };

/** @param provider the one that the request is about */
export function authOptions(provider: OAuthConfig<unknown> | null): NextAuthOptions {
  // next-auth reads its own address from the environment only.
  process.env.NEXTAUTH_URL = publicUrl();
  return {
    secret: sessionSecret(),
    useSecureCookies: isHttps(),
    session: { strategy: 'jwt', maxAge: SESSION_SECONDS },
    pages: { signIn: '/sign-in', signOut: '/sign-in', error: '/sign-in' },
    providers: [passwords, ...(provider ? [provider] : [])],
    callbacks: {
      signIn: async ({ user, account, profile }) =>
        account?.type === 'oauth' ? enterByProvider(user, account.provider, profile) : true,
      jwt: async ({ token, user }) => {
        if (user) return { sub: user.id, email: user.email, sid: (user as Entered).sid };
        if (typeof token.sid !== 'string' || !(await sessionUser(token.sid))) throw new SessionEnded();
        return token;
      },
      session: ({ session, token }) => ({ ...session, user: { email: token.email } }),
      redirect: ({ url, baseUrl }) => `${baseUrl}${pathOf(url)}`,
    },
    events: {
      signOut: async ({ token }) => {
        if (typeof token?.sid === 'string') await endSession(token.sid);
      },
    },
    logger: {
      // An ended session is no fault of ours; next-auth clears the cookie by itself.
      error: (code, facts) => {
        const inner = facts instanceof Error ? facts : facts.error;
        if (code !== 'JWT_SESSION_ERROR') console.error(`next-auth: ${code}: ${inner?.message ?? ''}`);
      },
      warn: () => {},
      debug: () => {},
    },
  };
}

const passwords = Credentials({
  credentials: { email: { label: 'E-mail' }, password: { label: 'Password', type: 'password' } },
  authorize: async (given) => {
    try {
      const user = await signIn({ email: given?.email, password: given?.password }, await browser());
      return { id: String(user.userId), email: user.email, sid: user.sessionId };
    } catch (error) {
      // next-auth hands this text to the page; null is its own "wrong".
      if (isServiceError(error) && error.code === 'too-many') throw new Error(error.message);
      if (isServiceError(error)) return null;
      throw error;
    }
  },
});

/** Opens our session for whom the provider vouches for. @returns true, or the page that says why not */
async function enterByProvider(user: Entered, id: string, profile: Profile | undefined): Promise<true | string> {
  const refused = (reason: string) => `${publicUrl()}/sign-in?${new URLSearchParams({ error: reason, by: id })}`;
  const provider = providerOf(id);
  const claims = claimsOf(profile);
  const tying = await takeTieCookie(id);
  if (tying !== null) return tieToAccount(user, { provider, claims, tying });
  if (!provider || !claims) return refused('broken-off');
  try {
    const before = await sessionIdOfCookie();
    const given = { provider, claims, browser: await browser(), link: await invitationOf() };
    const { userId, email, sessionId } = await signInByProvider(given);
    if (before) await endSession(before);
    Object.assign(user, { id: String(userId), email, sid: sessionId });
    return true;
  } catch (error) {
    if (error instanceof SignInRefused) return refused(error.reason);
    // An invitation that somebody else used up a moment ago.
    if (isServiceError(error)) return refused('not-invited');
    throw error;
  }
}

interface Tying {
  provider: SignInProvider | null;
  claims: Claims | null;
  /** The session that went to the provider. */
  tying: string;
}

/** Who is signed in stays so, in the same session, if it is the one that went there. */
async function tieToAccount(user: Entered, { provider, claims, tying }: Tying): Promise<true | string> {
  const refused = (reason: string) =>
    `${publicUrl()}/account?${new URLSearchParams({ error: reason, by: provider?.id ?? '' })}`;
  const here = (await sessionIdOfCookie()) === tying ? await sessionUser(tying) : null;
  if (!here || !provider || !claims) return refused('tie-broken-off');
  try {
    await tieIdentity({ ...here, address: (await browser()).address }, provider, claims);
    Object.assign(user, { id: String(here.userId), email: here.email, sid: here.sessionId });
    return true;
  } catch (error) {
    if (error instanceof TieRefused) return refused(error.reason);
    throw error;
  }
}

/** The secret of the invitation whose page sent them to the provider. */
async function invitationOf(): Promise<string | null> {
  const { pathname, searchParams } = new URL(pathOf((await goesOnTo()) ?? '/'), publicUrl());
  return pathname === '/join' ? searchParams.get('link') : null;
}

/** Of an address of ours its path; anything else is "/". */
function pathOf(url: string): string {
  const home = publicUrl();
  return ownPath(url.startsWith(`${home}/`) ? url.slice(home.length) : url);
}

class SessionEnded extends Error {
  override name = 'SessionEnded';
}
