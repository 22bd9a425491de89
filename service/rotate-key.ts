/** The installation's encryption key, replaced: everything that is sealed is sealed again under the newest one. */
import { addKey, type KeyPlace, type Keyring, readKeyring } from '@/config/encryption';
import { audit, type Transaction } from './audit';
import { resealCredential } from './ingest/target-credential';
import { resealSecret } from './notifications/channel-secret';
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
    const sealed = [...(await credentials(tx)), ...(await channelSecrets(tx))];
    let resealed = 0;
    let unreadable = 0;
    for (const { reseal, write } of sealed) {
      try {
        const anew = reseal(keys);
        if (anew) resealed += (await write(anew)).count;
      } catch {
        unreadable++;
      }
    }
    await audit(tx, { actor: 'host:rotate-key', action: 'rotateKey', details: { resealed, unreadable } });
    return { made, resealed, unreadable };
  });
}

/** `write` does so only where the value is as it was read: whoever entered a new one meanwhile has used the newest key. */
interface Sealed {
  reseal: (keys: Keyring) => Buffer<ArrayBuffer> | null;
  write: (anew: Buffer<ArrayBuffer>) => Promise<{ count: number }>;
}

async function credentials(tx: Transaction): Promise<Sealed[]> {
  const rows = await tx.scrapeTarget.findMany({ where: { credential: { not: null } } });
  return rows.flatMap(({ id, appId, url, credential }) =>
    credential === null
      ? []
      : {
          reseal: (keys) => resealCredential(credential, { appId, url }, keys),
          write: (anew) => tx.scrapeTarget.updateMany({ where: { id, credential }, data: { credential: anew } }),
        },
  );
}

async function channelSecrets(tx: Transaction): Promise<Sealed[]> {
  const rows = await tx.notificationChannel.findMany({ where: { secret: { not: null } } });
  return rows.flatMap(({ id, teamId, secret }) =>
    secret === null
      ? []
      : {
          reseal: (keys) => resealSecret(secret, { id, teamId }, keys),
          write: (anew) => tx.notificationChannel.updateMany({ where: { id, secret }, data: { secret: anew } }),
        },
  );
}
