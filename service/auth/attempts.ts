/**
 * Rate limit and lock-out of sign-in, and of mail that anybody may ask for. A try is counted before the password
 * is looked at, so that many at once cannot slip through; success forgets the account's failures. Keys are hashed:
 * the table names neither people nor addresses, and unknown accounts lock just as known ones do.
 */
import { neighbourhood } from '@/config/sender-address';
import { ServiceError } from '../errors';
import { resources } from '../resources';
import { sha256 } from '../secrets';

export const WINDOW_MS = 15 * 60_000;
const TRIES_PER_ACCOUNT = 8;
/** An office shares an address, so it gets more. */
const TRIES_PER_ADDRESS = 40;

export interface Attempt {
  email: string;
  address: string | null;
}

/** How often something may be tried within 15 minutes. */
export interface Budget {
  /** What is counted, such as `account:…`: `budgetKey` makes it. */
  key: string;
  tries: number;
}

/** @param of whatever tells one from another; kept as a hash. Network addresses count by their neighbourhood. */
export function budgetKey(kind: string, of: string): string {
  const text = kind.endsWith('address') ? neighbourhood(of) : of;
  return `${kind}:${Buffer.from(sha256(text)).toString('base64url')}`;
}

function budgetsOf({ email, address }: Attempt): Budget[] {
  return [
    { key: budgetKey('account', email), tries: TRIES_PER_ACCOUNT },
    ...(address ? [{ key: budgetKey('address', address), tries: TRIES_PER_ADDRESS }] : []),
  ];
}

/** @throws ServiceError `too-many` when account or address has used its tries of the last 15 minutes. */
export async function countAttempt(attempt: Attempt): Promise<void> {
  if (await countTries(budgetsOf(attempt))) return;
  throw new ServiceError({
    code: 'too-many',
    message: 'Too many tries to sign in.',
    fix: 'Wait 15 minutes, or make a one-time link on the host: npm run sign-in-link -- EMAIL',
  });
}

/** Takes one try of each. @returns false when one of them is used up */
export async function countTries(budgets: Budget[]): Promise<boolean> {
  const { prisma, now } = resources();
  const at = new Date(now());
  const windowStart = new Date(now() - WINDOW_MS);
  for (const { key, tries } of budgets) {
    const rows = await prisma.$queryRaw<{ failures: number }[]>`
      INSERT INTO sign_in_attempt (key, failures, first_at, last_at) VALUES (${key}, 1, ${at}, ${at})
      ON CONFLICT (key) DO UPDATE SET
        failures = CASE WHEN sign_in_attempt.first_at < ${windowStart} THEN 1 ELSE sign_in_attempt.failures + 1 END,
        first_at = CASE WHEN sign_in_attempt.first_at < ${windowStart} THEN ${at} ELSE sign_in_attempt.first_at END,
        last_at = ${at}
      RETURNING failures`;
    if ((rows[0]?.failures ?? 0) > tries) return false;
  }
  return true;
}

/** A right password: the account starts anew, the address gets its try back. */
export async function forgetAttempts(attempt: Attempt): Promise<void> {
  const { prisma } = resources();
  for (const { key } of budgetsOf(attempt)) {
    if (key.startsWith('account:')) await prisma.signInAttempt.deleteMany({ where: { key } });
    else await prisma.signInAttempt.updateMany({ where: { key }, data: { failures: { decrement: 1 } } });
  }
}
