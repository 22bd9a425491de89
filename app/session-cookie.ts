/** next-auth's session cookie, for server actions that sign in without its client. */
import { cookies } from 'next/headers';
import { decode, encode } from 'next-auth/jwt';
import { SESSION_DAYS } from '@/service/auth/sessions';
import type { SignedIn } from '@/service/auth/sign-in';
import { isHttps, sessionSecret } from '@/service/configuration';

export const SESSION_SECONDS = SESSION_DAYS * 86_400;

/** The name that next-auth gives it: `__Secure-` tells browsers to insist on https. */
function sessionCookieName(): string {
  return isHttps() ? '__Secure-next-auth.session-token' : 'next-auth.session-token';
}

export async function setSessionCookie(signedIn: SignedIn): Promise<void> {
  const token = { sub: String(signedIn.userId), email: signedIn.email, sid: signedIn.sessionId };
  const value = await encode({ token, secret: sessionSecret(), maxAge: SESSION_SECONDS });
  (await cookies()).set(sessionCookieName(), value, {
    httpOnly: true,
    sameSite: 'lax',
    path: '/',
    secure: isHttps(),
    maxAge: SESSION_SECONDS,
  });
}

export async function clearSessionCookie(): Promise<void> {
  (await cookies()).delete({
    name: sessionCookieName(),
    path: '/',
    secure: isHttps(),
    httpOnly: true,
    sameSite: 'lax',
  });
}

/** Where next-auth goes on to after a provider: a path or an address of ours, as the browser asked for. */
export async function goesOnTo(): Promise<string | null> {
  const name = isHttps() ? '__Secure-next-auth.callback-url' : 'next-auth.callback-url';
  return (await cookies()).get(name)?.value ?? null;
}

/** The session id that the browser's cookie names, if the cookie is ours and whole. */
export async function sessionIdOfCookie(): Promise<string | null> {
  const value = (await cookies()).get(sessionCookieName())?.value;
  if (!value) return null;
  try {
    const token = await decode({ token: value, secret: sessionSecret() });
    return typeof token?.sid === 'string' ? token.sid : null;
  } catch {
    return null; // Cut off, forged, or made with an older secret: as good as none.
  }
}
