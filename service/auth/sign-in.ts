/** Sign-in with e-mail and password: one answer for every kind of wrong, after the same work. */
import { ServiceError } from '../errors';
import { emailInput } from '../inputs/email';
import { resources } from '../resources';
import { countAttempt, forgetAttempts } from './attempts';
import { passwordMatches } from './passwords';
import { auditSignIn, type Browser, openSession } from './sessions';

export { emailInput };

export interface SignedIn {
  sessionId: string;
  userId: number;
  email: string;
}

const wrong = () =>
  new ServiceError({
    code: 'invalid',
    message: 'E-mail and password do not match.',
    fix: 'Check both. Forgotten? On the host: npm run sign-in-link -- EMAIL',
  });

/** @throws ServiceError `invalid` (never says which of the two is wrong) or `too-many`. */
export async function signIn(given: { email: unknown; password: unknown }, browser: Browser): Promise<SignedIn> {
  const email = emailInput.safeParse(given.email);
  if (!email.success || typeof given.password !== 'string' || given.password === '') throw wrong();
  const attempt = { email: email.data, address: browser.address };
  await countAttempt(attempt);
  const { prisma } = resources();
  const user = await prisma.user.findUnique({ where: { email: email.data } });
  if (!(await passwordMatches(user?.passwordHash ?? null, given.password)) || !user) throw wrong();
  await forgetAttempts(attempt);
  const sessionId = await prisma.$transaction(async (tx) => {
    // A password that was changed meanwhile opens nothing: whoever changes it waits for this, or this for them.
    const still = await tx.$queryRaw<unknown[]>`
      SELECT 1 FROM "user" WHERE id = ${user.id} AND password_hash = ${user.passwordHash} FOR SHARE`;
    if (still.length === 0) throw wrong();
    await auditSignIn(tx, user, 'password', browser);
    return openSession(tx, user.id, browser);
  });
  return { sessionId, userId: Number(user.id), email: user.email };
}
