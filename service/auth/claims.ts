/** What a provider says of a person, in one shape: that of OpenID Connect. */

export interface Claims {
  /** The provider's own id of them. */
  subject: string;
  /** As the provider writes it; null: it names none. */
  email: string | null;
  /** The provider has made sure that the address is theirs: said in so many words. */
  verified: boolean;
  name: string | null;
}

/** Null: it does not say who it is. Anything but `true` is not verified: some providers send the word "true". */
export function claimsOf(said: unknown): Claims | null {
  if (typeof said !== 'object' || said === null) return null;
  const { sub, email, email_verified, name } = said as Record<string, unknown>;
  if (typeof sub !== 'string' || sub === '' || sub.length > 255) return null;
  return {
    subject: sub,
    email: typeof email === 'string' && email !== '' ? email : null,
    verified: email_verified === true,
    name: typeof name === 'string' && name.trim() !== '' ? clean(name) : null,
  };
}

// What the database cannot keep, and what would not stay on one line.
const clean = (name: string) => name.replace(/\p{C}/gu, '').trim().slice(0, 80);

/**
 * GitHub has no claims: its answers to /user and /user/emails as such. Only the primary address counts, because
 * that is where it writes to.
 */
export function githubClaims(user: unknown, emails: unknown): Record<string, unknown> {
  const { id, login, name } = (user ?? {}) as Record<string, unknown>;
  const primary = (Array.isArray(emails) ? emails : []).find((one) => one?.primary === true);
  return {
    sub: typeof id === 'number' ? String(id) : undefined,
    name: name || login,
    email: primary?.email,
    email_verified: primary?.verified,
  };
}
