/** The credential of a scrape target: sealed when it is entered, opened when it is sent, never shown. */
import { decrypt, encrypt, isUnder, type Keyring } from '@/config/encryption';

export type TargetCredential =
  | { kind: 'basic'; username: string; password: string }
  | { kind: 'bearer'; token: string };

/** Which target a sealed credential belongs to: under another address it is void. */
export interface CredentialPlace {
  appId: number | bigint;
  url: string;
}

const placeOf = ({ appId, url }: CredentialPlace) => `scrape target of app ${appId}: ${url}`;

/** The Authorization header, sealed for its place. */
export function sealCredential(given: TargetCredential, place: CredentialPlace, keys: Keyring): Buffer<ArrayBuffer> {
  const pair = given.kind === 'basic' ? Buffer.from(`${given.username}:${given.password}`).toString('base64') : '';
  return encrypt(given.kind === 'basic' ? `Basic ${pair}` : `Bearer ${given.token}`, placeOf(place), keys);
}

/** The Authorization header. @throws DecryptionError */
export function openCredential(sealed: Uint8Array, place: CredentialPlace, keys: Keyring): string {
  return decrypt(sealed, placeOf(place), keys);
}

/** The same credential under the newest key; null if it is already. @throws DecryptionError */
export function resealCredential(
  sealed: Uint8Array,
  place: CredentialPlace,
  keys: Keyring,
): Buffer<ArrayBuffer> | null {
  const [newest] = keys;
  if (newest && isUnder(sealed, newest)) return null;
  return encrypt(openCredential(sealed, place, keys), placeOf(place), keys);
}
