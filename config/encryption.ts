/**
 * Secrets of others that Headroom has to use again (a target's password), encrypted at rest: AES-256-GCM under
 * a key of the installation, bound to where they belong. The keys come from HEADROOM_ENCRYPTION_KEY, or from a
 * file of the data directory that is made once; either holds several while one is being replaced, newest first.
 */
import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { existsSync, linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** One key or several, newest first: 64 hexadecimal digits each. */
export type Keyring = Buffer[];

export interface KeyPlace {
  /** HEADROOM_ENCRYPTION_KEY, if it is set. */
  encryptionKeys: string | null;
  dataDir: string;
}

export class DecryptionError extends Error {
  override name = 'DecryptionError';
}

export const keyPattern = /^[0-9a-fA-F]{64}$/;
const keyFile = (dataDir: string) => join(dataDir, 'encryption-key');

/** The keys of now, read each time: a rotation changes them while processes run. Made if there are none. */
export function readKeyring({ encryptionKeys, dataDir }: KeyPlace): Keyring {
  if (encryptionKeys) return keysOf(encryptionKeys.split(','));
  if (!existsSync(keyFile(dataDir))) makeKeyFile(dataDir);
  return keysOf(readFileSync(keyFile(dataDir), 'utf8').split('\n'));
}

function keysOf(lines: string[]): Keyring {
  const keys = lines.map((line) => line.trim()).filter(Boolean);
  if (keys.length === 0 || !keys.every((key) => keyPattern.test(key))) {
    throw new Error('the encryption keys must be 64 hexadecimal digits each: `openssl rand -hex 32`');
  }
  return keys.map((key) => Buffer.from(key, 'hex'));
}

/** Complete or not there: of two processes that make it at once, one wins and both read the same. */
function makeKeyFile(dataDir: string): void {
  mkdirSync(dataDir, { recursive: true });
  const half = `${keyFile(dataDir)}.${process.pid}`;
  writeFileSync(half, `${randomBytes(32).toString('hex')}\n`, { mode: 0o600 });
  try {
    linkSync(half, keyFile(dataDir));
  } catch (error) {
    if ((error as { code?: string }).code !== 'EEXIST') throw error;
  } finally {
    rmSync(half, { force: true });
  }
}

/** Puts a fresh key before those in the file; older ones than the newest two are dropped. */
export function addKey({ dataDir }: KeyPlace): void {
  const [newest] = readKeyring({ encryptionKeys: null, dataDir });
  const lines = [randomBytes(32), newest].flatMap((key) => (key ? [key.toString('hex')] : []));
  writeFileSync(`${keyFile(dataDir)}.new`, `${lines.join('\n')}\n`, { mode: 0o600 });
  renameSync(`${keyFile(dataDir)}.new`, keyFile(dataDir));
}

/** Version 1: version, 4 bytes of the key's SHA-256, 12 of nonce, 16 of tag, then the text. */
const version = 1;
const headLength = 33;

/** Encrypts under the newest key. `belongsTo` must be given again to read it: a value moved elsewhere is void. */
export function encrypt(text: string, belongsTo: string, [key]: Keyring): Buffer<ArrayBuffer> {
  if (!key) throw new Error('there is no encryption key');
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  cipher.setAAD(Buffer.from(belongsTo));
  const inside = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return Buffer.concat([Buffer.of(version), idOf(key), nonce, cipher.getAuthTag(), inside]);
}

/** @throws DecryptionError if no key fits, or it was changed or belongs elsewhere */
export function decrypt(sealed: Uint8Array, belongsTo: string, keys: Keyring): string {
  const bytes = Buffer.from(sealed);
  if (bytes.length < headLength || bytes[0] !== version) throw new DecryptionError('this is no encrypted value');
  const key = keys.find((each) => isUnder(bytes, each));
  if (!key) throw new DecryptionError('its encryption key is not here');
  const cipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(5, 17), { authTagLength: 16 });
  cipher.setAAD(Buffer.from(belongsTo));
  cipher.setAuthTag(bytes.subarray(17, headLength));
  try {
    return Buffer.concat([cipher.update(bytes.subarray(headLength)), cipher.final()]).toString('utf8');
  } catch {
    throw new DecryptionError('it was changed, or belongs to something else');
  }
}

/** Whether a value was encrypted under this key. */
export function isUnder(sealed: Uint8Array, key: Buffer): boolean {
  return idOf(key).equals(sealed.subarray(1, 5));
}

function idOf(key: Buffer): Buffer {
  return createHash('sha256').update(key).digest().subarray(0, 4);
}
