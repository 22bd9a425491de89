/**
 * One-time sign-in links: 256 random bits in the address, only their SHA-256 in the database.
 */

export type SignInLinkPurpose = 'first-operator' | 'existing-user';

/** What the sign-in page shows for a link, without using it up. */
export type SignInLinkState =
  | { state: 'usable'; purpose: SignInLinkPurpose; email: string | null; expiresAt: number }
  | { state: 'used' | 'expired' | 'unknown' };

/**
 * Makes a link that works once, for 15 minutes.
 * @throws ServiceError `not-found` for an unknown e-mail, `conflict` if an operator exists already.
 */
export async function makeSignInLink(_input: {
  purpose: SignInLinkPurpose;
  email?: string;
}): Promise<{ url: string; expiresAt: number }> {
  throw new Error('makeSignInLink is not built yet');
}

/** Whether nobody operates this installation yet (then `npm start` prints a link). */
export async function needsFirstOperator(): Promise<boolean> {
  throw new Error('needsFirstOperator is not built yet');
}

export async function signInLinkState(_secret: string): Promise<SignInLinkState> {
  throw new Error('signInLinkState is not built yet');
}
