import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { addKey, DecryptionError, decrypt, encrypt, isUnder, readKeyring } from '@/config/encryption';

let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'headroom-keys-'));
});
afterEach(() => rmSync(dataDir, { recursive: true }));

const own = () => readKeyring({ encryptionKeys: null, dataDir });

describe('a value at rest', () => {
  it('is read back with its key and its place, and differs each time', () => {
    const sealed = encrypt('pässword', 'target of app 7', own());
    expect(decrypt(sealed, 'target of app 7', own())).toBe('pässword');
    expect(sealed.includes('pässword')).toBe(false);
    expect(encrypt('pässword', 'target of app 7', own()).equals(sealed)).toBe(false);
  });

  it('is void elsewhere, when any byte was changed, and without its key', () => {
    const sealed = encrypt('password', 'here', own());
    expect(() => decrypt(sealed, 'there', own())).toThrow(DecryptionError);
    for (let i = 0; i < sealed.length; i++) {
      const changed = Buffer.from(sealed);
      changed[i] = (changed[i] as number) ^ 1;
      expect(() => decrypt(changed, 'here', own()), `byte ${i}`).toThrow(DecryptionError);
    }
    for (let end = 0; end < sealed.length; end++) {
      expect(() => decrypt(sealed.subarray(0, end), 'here', own()), `${end} bytes`).toThrow(DecryptionError);
    }
    const another = readKeyring({ encryptionKeys: 'a'.repeat(64), dataDir });
    expect(() => decrypt(sealed, 'here', another)).toThrow('its encryption key is not here');
  });
});

describe('the key', () => {
  it('is made once, for its owner only', () => {
    expect(own()).toEqual(own());
    expect(statSync(join(dataDir, 'encryption-key')).mode & 0o777).toBe(0o600);
    expect(readFileSync(join(dataDir, 'encryption-key'), 'utf8')).toMatch(/^[0-9a-f]{64}\n$/);
  });

  it('comes from the setting where there is one, the newest first', () => {
    const keys = readKeyring({ encryptionKeys: `${'a'.repeat(64)}, ${'b'.repeat(64)}`, dataDir });
    const before = encrypt('x', 'here', keys.slice(1));
    expect(decrypt(before, 'here', keys)).toBe('x');
    expect(isUnder(encrypt('x', 'here', keys), keys[0] as Buffer)).toBe(true);
  });

  it('is replaced while the one before it still reads, and no longer after the next time', () => {
    const sealed = encrypt('x', 'here', own());
    addKey({ encryptionKeys: null, dataDir });
    expect(own()).toHaveLength(2);
    expect(decrypt(sealed, 'here', own())).toBe('x');
    expect(statSync(join(dataDir, 'encryption-key')).mode & 0o777).toBe(0o600);
    addKey({ encryptionKeys: null, dataDir });
    expect(() => decrypt(sealed, 'here', own())).toThrow('its encryption key is not here');
  });
});
