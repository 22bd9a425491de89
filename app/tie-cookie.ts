/** That this browser is on its way to tie a provider to its account: sealed, for its session alone, for minutes. */
import { cookies } from 'next/headers';
import { decode, encode } from 'next-auth/jwt';
import { TIE_MINUTES } from '@/service/auth/tie';
import { isHttps, sessionSecret } from '@/service/configuration';

const NAME = () => (isHttps() ? '__Secure-headroom.tie' : 'headroom.tie');
const PATH = '/api/auth';
/** A key of its own: neither cookie can stand for the other. */
const SALT = 'headroom.tie';

export async function setTieCookie(to: { provider: string; sessionId: string }): Promise<void> {
  const maxAge = TIE_MINUTES * 60;
  const value = await encode({ token: { ...to }, secret: sessionSecret(), maxAge, salt: SALT });
  (await cookies()).set(NAME(), value, { httpOnly: true, sameSite: 'lax', path: PATH, secure: isHttps(), maxAge });
}

/** Takes it: the session that went to this provider to tie it; null where nobody did. */
export async function takeTieCookie(provider: string): Promise<string | null> {
  const jar = await cookies();
  const value = jar.get(NAME())?.value;
  if (!value) return null;
  jar.delete({ name: NAME(), path: PATH, secure: isHttps(), httpOnly: true, sameSite: 'lax' });
  try {
    const token = await decode({ token: value, secret: sessionSecret(), salt: SALT });
    return token?.provider === provider && typeof token.sessionId === 'string' ? token.sessionId : null;
  } catch {
    return null; // Cut off, forged, or too old.
  }
}
