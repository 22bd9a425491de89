// `npm run check`: everything that can be said in seconds without a database. Each check runs beside the others.
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installPackages } from './lib/install.mjs';
import { run } from './lib/run.mjs';
import { fail, step } from './lib/terminal.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
process.chdir(root);

try {
  await step('Packages', (say) => installPackages(root, say));
  const { generateClient } = await import('./lib/build.mjs');
  await generateClient(root);
} catch (error) {
  fail(error);
}

const { importProblems } = await import('./check/imports.mjs');
const { docLinkProblems } = await import('./check/doc-links.mjs');
const { bundleProblems } = await import('./check/bundle-budget.mjs');
const program = (/** @type {string} */ path) => join(root, 'node_modules', path);
const node = (/** @type {string[]} */ ...args) => run(process.execPath, args, { cwd: root });

const results = await Promise.all([
  check('format and lint', () =>
    node(program('@biomejs/biome/bin/biome'), 'check', '--max-diagnostics=50', '--error-on-warnings', '.'),
  ),
  check('types', () => node(program('typescript/bin/tsc'), '--noEmit')),
  check('dead code', () => node(program('knip/bin/knip.js'), '--no-progress', '--no-config-hints')),
  check('import rules', async () => refuse(await importProblems(root))),
  check('doc links', () => refuse(docLinkProblems(root))),
  check('page budget', () => {
    const { problems, detail } = bundleProblems(root);
    refuse(problems);
    return detail;
  }),
]);
process.exit(results.every(Boolean) ? 0 : 1);

/** @param {string} name @param {() => unknown} work @returns {Promise<boolean>} */
async function check(name, work) {
  const startedAt = Date.now();
  try {
    const detail = await work();
    const said =
      typeof detail === 'string' && detail.length < 100 && !detail.startsWith('npm') ? `  ${detail.trim()}` : '';
    process.stdout.write(`  ✓ ${name.padEnd(16)} ${((Date.now() - startedAt) / 1000).toFixed(1)} s${said}\n`);
    return true;
  } catch (error) {
    process.stdout.write(`  ✗ ${name}\n${error instanceof Error ? error.message : error}\n`);
    return false;
  }
}

/** @param {string[]} problems */
function refuse(problems) {
  if (problems.length) throw new Error(problems.map((line) => `    ${line}`).join('\n'));
}
