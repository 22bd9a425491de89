// `testBrowser()`: a real Chromium, brought by npm inside a package, so that a machine without any browser runs
// the same tests and takes the same pictures. CHROME_PATH overrides it. Whoever asks for one closes it.
import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { chromium } from 'playwright-core';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const FLAGS = [
  '--no-sandbox',
  '--no-zygote',
  '--disable-gpu',
  '--disable-dev-shm-usage',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--font-render-hinting=none',
];

/** @returns {Promise<import('playwright-core').Browser>} */
export async function testBrowser() {
  return chromium.launch({ executablePath: process.env.CHROME_PATH ?? (await packagedChromium()), args: FLAGS });
}

// The package unpacks into the temporary folder and takes a half-written file of another test process for
// its own; so it unpacks into a folder of its own, which gets its name only when it is complete.
/** @returns {Promise<string>} its program */
async function packagedChromium() {
  const { version } = JSON.parse(readFileSync(join(root, 'node_modules/@sparticuz/chromium/package.json'), 'utf8'));
  const folder = join(tmpdir(), `headroom-chromium-${version}-${userInfo().uid}`);
  const program = join(folder, 'chromium');
  if (existsSync(program)) return program;
  const half = mkdtempSync(`${folder}-`);
  const script = `(await import('@sparticuz/chromium')).default.executablePath()`;
  await promisify(execFile)(process.execPath, ['--input-type=module', '-e', `await ${script}`], {
    cwd: root,
    env: { ...process.env, TMPDIR: half },
  });
  try {
    renameSync(half, folder);
  } catch {
    rmSync(half, { recursive: true, force: true }); // another process was first
  }
  return program;
}
