/** The installation's encryption key, replaced: everything that is sealed is sealed again under the newest one. */
import { addKey, type KeyPlace, readKeyring } from '@/config/encryption';
import { audit } from './audit';
import { resealCredential } from './ingest/target-credential';
import { resources } from './resources';

export interface Rotated {
  /** The key was made now; false: HEADROOM_ENCRYPTION_KEY gives it. */
  made: boolean;
  resealed: number;
  /** Values that no key of now can read. */
  unreadable: number;
}

/** Processes may run meanwhile: they read the keys anew for each value, and the key before this one still reads. */
export async function rotateKey(place: KeyPlace): Promise<Rotated> {
  const made = place.encryptionKeys === null;
  if (made) addKey(place);
  const keys = readKeyring(place);
  return resources().prisma.$transaction(async (tx) => {
    const rows = await tx.scrapeTarget.findMany({ where: { credential: { not: null } } });
    let resealed = 0;
    let unreadable = 0;
    for (const { id, appId, url, credential } of rows) {
      if (!credential) continue;
      try {
        const sealed = resealCredential(credential, { appId, url }, keys);
        if (!sealed) continue;
        // Only as it was read: whoever entered a new one meanwhile has used the newest key.
        resealed += (await tx.scrapeTarget.updateMany({ where: { id, credential }, data: { credential: sealed } }))
          .count;
      } catch {
        unreadable++;
      }
    }
    await audit(tx, { actor: 'host:rotate-key', action: 'rotateKey', details: { resealed, unreadable } });
    return { made, resealed, unreadable };
  });
}
