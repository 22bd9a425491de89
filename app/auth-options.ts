/** next-auth's set-up: e-mail and password, a JWT that names our Session row, our own pages. */
import type { NextAuthOptions } from 'next-auth';
import Credentials from 'next-auth/providers/credentials';
import { endSession, sessionUser } from '@/service/auth/sessions';
import { signIn } from '@/service/auth/sign-in';
import { isHttps, publicUrl, sessionSecret } from '@/service/configuration';
import { isServiceError } from '@/service/errors';
import { browser } from './browser';
import { SESSION_SECONDS } from './session-cookie';

export function authOptions(): NextAuthOptions {
  // next-auth reads its own address from the environment only.
  process.env.NEXTAUTH_URL = publicUrl();
  return {
    secret: sessionSecret(),
    useSecureCookies: isHttps(),
    session: { strategy: 'jwt', maxAge: SESSION_SECONDS },
    pages: { signIn: '/sign-in', signOut: '/sign-in', error: '/sign-in' },
    providers: [
      Credentials({
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
      }),
    ],
    callbacks: {
      jwt: async ({ token, user }) => {
        if (user) return { ...token, sid: (user as { sid?: string }).sid };
        if (typeof token.sid !== 'string' || !(await sessionUser(token.sid))) throw new SessionEnded();
        return token;
      },
      session: ({ session, token }) => ({ ...session, user: { email: token.email } }),
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

class SessionEnded extends Error {
  override name = 'SessionEnded';
}
