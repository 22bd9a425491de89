/** What a channel needs and nobody is shown again: the address of a webhook, the key that signs or routes. */
import { decrypt, encrypt, isUnder, type Keyring, readKeyring } from '@/config/encryption';
import { resources } from '../resources';

export interface ChannelSecret {
  url: string;
  /** webhook: signs; pagerduty: routes. */
  key?: string;
}

interface Place {
  id: string;
  teamId: bigint;
}

const placeOf = ({ id, teamId }: Place) => `notification channel ${id} of team ${teamId}`;

export function sealSecret(secret: ChannelSecret, place: Place): Buffer<ArrayBuffer> {
  return encrypt(JSON.stringify(secret), placeOf(place), readKeyring(resources().installation()));
}

/** @throws DecryptionError */
export function openSecret(sealed: Uint8Array, place: Place): ChannelSecret {
  return JSON.parse(decrypt(sealed, placeOf(place), readKeyring(resources().installation())));
}

/** The same under the newest key; null if it is already. @throws DecryptionError */
export function resealSecret(sealed: Uint8Array, place: Place, keys: Keyring): Buffer<ArrayBuffer> | null {
  const [newest] = keys;
  if (newest && isUnder(sealed, newest)) return null;
  return encrypt(decrypt(sealed, placeOf(place), keys), placeOf(place), keys);
}
