/** The few settings that service needs, in one place. */

/** The installation's public address, without a slash at its end. */
export function publicUrl(): string {
  return (process.env.HEADROOM_URL ?? 'http://localhost:3000').replace(/\/+$/, '');
}

/** Encrypts session cookies. */
export function sessionSecret(): string {
  const secret = process.env.HEADROOM_SECRET;
  if (!secret) throw new Error('HEADROOM_SECRET is not set: start through `npm start`, or set it.');
  return secret;
}

/** Cookies are `Secure` only where the public address is https. */
export function isHttps(): boolean {
  return publicUrl().startsWith('https:');
}
