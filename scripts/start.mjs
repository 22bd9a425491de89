// `npm start`: everything, on a machine that has only Node and npm. Until the packages are installed this
// file and what it imports use Node's own modules only; up.mjs, which needs packages, is loaded after that.
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installPackages } from './lib/install.mjs';
import { handleSignals, isStopping, stopAll } from './lib/shutdown.mjs';
import { bold, fail, step } from './lib/terminal.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
process.chdir(root);
process.stdout.write(`\n  ${bold('Headroom')}\n\n`);
handleSignals();
try {
  await step('Packages', (say) => installPackages(root, say));
  const { up } = await import('./lib/up.mjs');
  await up({ root, dev: process.argv.includes('--dev') });
} catch (error) {
  // What fails because it is being stopped is no failure; whoever stops it ends the program.
  if (!isStopping()) {
    await stopAll();
    fail(error);
  }
}
