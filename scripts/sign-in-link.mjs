// `npm run sign-in-link -- EMAIL`: whoever may run programs on this host can let a user back in. Audited.
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { joinRunning } from './lib/join.mjs';
import { fail, Refusal } from './lib/terminal.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
process.chdir(root);
try {
  const email = process.argv[2];
  if (!email) throw new Refusal('Whose link? npm run sign-in-link -- ada@example.com');
  const { host } = await joinRunning(root);
  const { makeSignInLink, disconnect } = await import(new URL(`file://${host}`).href);
  const { url, expiresAt } = await makeSignInLink({ purpose: 'existing-user', email });
  await disconnect();
  console.log(`\nWorks once, until ${new Date(expiresAt).toTimeString().slice(0, 5)}:\n${url}`);
} catch (error) {
  fail(
    /** @type {Error} */ (error).name === 'ServiceError' ? new Refusal(/** @type {Error} */ (error).message) : error,
  );
}
