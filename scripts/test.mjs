// `npm test`: installs what is missing, builds, runs every test and ends with the line `N passed, N failed`.
//   npm test -- test/store        only some files
//   npm test -- --no-browser      without the tests in a browser (and the build they need)
//   npm run test:faults           the long form of test/faults, one file after another: about half an hour
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installPackages } from './lib/install.mjs';
import { fail, step } from './lib/terminal.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
process.chdir(root);
const given = process.argv.slice(2);
const faults = given.includes('--faults');
const browser = !given.includes('--no-browser') && !faults;
const files = given.filter((argument) => argument !== '--no-browser' && argument !== '--faults');
if (faults && files.length === 0) files.push('test/faults');
const results = join(root, 'test-results', 'results.json');

try {
  await step('Packages', (say) => installPackages(root, say));
  const { build, generateClient } = await import('./lib/build.mjs');
  await step('Build', (say) => (browser ? build(root, say) : generateClient(root)));
} catch (error) {
  process.stdout.write('\n0 passed, 1 failed\n');
  fail(error);
}

mkdirSync(dirname(results), { recursive: true });
rmSync(results, { force: true });
const status = await vitest([
  'run',
  '--reporter=default',
  '--reporter=json',
  `--outputFile.json=${results}`,
  ...(browser ? [] : ['--exclude', 'test/browser/**']),
  ...(faults ? ['--no-file-parallelism'] : []),
  ...files,
]);
const { passed, failed } = count();
// An error outside of any test (a leak, a file that does not load) is a failure too.
const counted = status !== 0 && failed === 0 ? 1 : failed;
process.stdout.write(`\n${passed} passed, ${counted} failed\n`);
process.exit(counted ? 1 : 0);

/** @param {string[]} args @returns {Promise<number>} */
function vitest(args) {
  // A setting of the machine must not change what the tests see.
  const env = /** @type {NodeJS.ProcessEnv} */ (
    Object.fromEntries(
      Object.entries(process.env).filter(
        ([name]) => !/^(HEADROOM_|DATABASE_URL$|DIRECT_DATABASE_URL$|OTEL_)/.test(name),
      ),
    )
  );
  if (faults) env.FAULTS = 'long';
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [join(root, 'node_modules', 'vitest', 'vitest.mjs'), ...args], {
      cwd: root,
      env,
      stdio: 'inherit',
    });
    child.once('exit', (code) => resolve(code ?? 1));
  });
}

function count() {
  if (!existsSync(results)) return { passed: 0, failed: 1 };
  const { numPassedTests, numFailedTests, testResults } = JSON.parse(readFileSync(results, 'utf8'));
  const unloaded = testResults.filter(
    (/** @type {{ status: string, assertionResults: { status: string }[] }} */ file) =>
      file.status === 'failed' && !file.assertionResults.some(({ status: of }) => of === 'failed'),
  );
  return { passed: numPassedTests, failed: numFailedTests + unloaded.length };
}
