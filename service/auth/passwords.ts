/** Passwords: argon2id, and the same work whether an account exists or not. */
import { hash, verify } from '@node-rs/argon2';
import { z } from 'zod';

// argon2id (the library's default) at OWASP's first choice: 19 MiB, 2 passes, 1 lane; about 20 ms a try.
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

export const newPassword = z
  .string()
  .min(12, 'at least 12 characters; a few plain words are fine')
  .max(128, 'at most 128 characters');

export function hashPassword(password: string): Promise<string> {
  return hash(password, COST);
}

let nobody: Promise<string> | undefined;

/** `stored` is null for an unknown account or one without a password: costs the same, answers false. */
export async function passwordMatches(stored: string | null, given: string): Promise<boolean> {
  nobody ??= hashPassword('no account has this password');
  const right = await verify(stored ?? (await nobody), given.slice(0, 1_000));
  return right && stored !== null;
}
