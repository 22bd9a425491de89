// `npm run rotate-key`: a new encryption key for the credentials at rest, and everything under it. Audited.
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { joinRunning } from './lib/join.mjs';
import { fail } from './lib/terminal.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
process.chdir(root);
try {
  const { host } = await joinRunning(root);
  const { rotateKey, keyPlace, disconnect } = await import(new URL(`file://${host}`).href);
  const { made, resealed, unreadable } = await rotateKey(keyPlace());
  await disconnect();
  console.log(
    `\n${made ? 'A new key is in the data directory' : 'The first key of HEADROOM_ENCRYPTION_KEY is in use'}: ${resealed} credential(s) encrypted anew.`,
  );
  if (unreadable) console.log(`${unreadable} cannot be read with the keys of now: enter them again in the settings.`);
} catch (error) {
  fail(error);
}
