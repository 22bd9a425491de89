/** What a session's cookie is worth: after a sign-in over it, changed, and made by somebody else. */
import { encode } from 'next-auth/jwt';
import { hashPassword } from '@/service/auth/passwords';
import type { Stack } from '../../support/stack';
import { type Answer, actionsOfBuild, askAction, askPage, type Headers } from './ask';
import type { Who } from './callers';
import { form } from './line';
import { UNKNOWN } from './team';

const password = 'correct horse battery';
const account = (url: string, headers: Headers): Promise<Answer> =>
  askPage(url, { verb: 'account', path: () => '/account' }, headers, UNKNOWN);

/** Signs in where that person is signed in already. @returns what the cookie before, and the new one, are worth */
export async function signInOver({ url, database: { prisma }, secret }: Stack, { userId, actor }: Who) {
  const { id, email } = await prisma.user.update({
    where: { id: userId },
    data: { passwordHash: await hashPassword(password) },
  });
  const { id: sid } = await prisma.session.create({
    data: { id: crypto.randomUUID(), userId: id, createdAt: new Date(), expiresAt: new Date(Date.now() + 3_600_000) },
  });
  const cookie = `next-auth.session-token=${await encode({ token: { email: actor && email, sid }, secret })}`;
  const action = actionsOfBuild().get('app/sign-in/actions.ts#signInWithPassword');
  if (!action) throw new Error('no action signs in by password');
  const before = { savedAt: null, error: null };
  const line = { verb: 'anybody', args: () => [before, form({ email, password })] } as const;
  const { cookies } = await askAction(url, { ...action, page: '/sign-in' }, line, { cookie }, UNKNOWN);
  return {
    before: (await account(url, { cookie })).verdict,
    after: (await account(url, { cookie: cookies })).verdict,
  };
}

/** With a byte of it changed, with its end cut off, and whole but made with another secret. */
export async function forgedCookies({ url }: Stack, { headers, actor }: Who): Promise<string[]> {
  const [name = '', value = ''] = (headers.cookie ?? '').split(/=(.*)/s);
  const middle = Math.floor(value.length / 2);
  const changed = value.slice(0, middle) + (value[middle] === 'A' ? 'B' : 'A') + value.slice(middle + 1);
  const sid = actor?.kind === 'user' ? actor.sessionId : '';
  const another = await encode({ token: { sid }, secret: 'another secret of the same length, or about' });
  const given = [changed, value.slice(0, -4), another];
  return Promise.all(given.map(async (forged) => (await account(url, { cookie: `${name}=${forged}` })).verdict));
}
