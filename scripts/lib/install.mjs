// Packages: installed if they are missing or other than package-lock.json says. Needs nothing but Node and npm.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { alone } from './alone.mjs';
import { run } from './run.mjs';
import { Refusal } from './terminal.mjs';

/**
 * @param {string} root the clone
 * @param {(detail: string) => void} say
 */
export async function installPackages(root, say) {
  refuseOldNode(root);
  if (!whyInstall(root)) return say('up to date');
  // Two of them at once would remove each other's files.
  const waitsFor = (/** @type {number} */ pid) => say(`process ${pid} installs packages here: waiting for it`);
  await alone(join(root, '.installing'), waitsFor, () => install(root, say));
}

/** @param {string} root @param {(detail: string) => void} say */
async function install(root, say) {
  const reason = whyInstall(root);
  if (!reason) return say('up to date');
  say(`${reason}: installing`);
  const output = { cwd: root, said: (/** @type {string} */ line) => say(`${reason}: ${line.slice(0, 60)}`) };
  const quiet = ['--no-audit', '--no-fund', '--loglevel=error'];
  try {
    await npm(['ci', ...quiet], output);
  } catch (error) {
    // A registry that lacks the packages of other platforms makes `npm ci` refuse the lock file as a whole.
    if (!/in sync|EUSAGE/.test(String(error))) throw error;
    await npm(['install', '--no-save', ...quiet], output);
  }
  say(`${reason}: installed`);
}

/** @param {string[]} args @param {Parameters<typeof run>[2]} options */
function npm(args, options) {
  const script = process.env.npm_execpath;
  return script?.endsWith('.js') ? run(process.execPath, [script, ...args], options) : run('npm', args, options);
}

/**
 * Why packages have to be installed, or null.
 * @param {string} root
 */
export function whyInstall(root) {
  const there = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(there)) return 'first start';
  const wanted = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages;
  const installed = JSON.parse(readFileSync(there, 'utf8')).packages;
  for (const [path, { version, optional, peer }] of Object.entries(wanted)) {
    if (!path || (!(path in installed) && (optional || peer))) continue;
    if (installed[path]?.version !== version) return `${path.replace(/^.*node_modules\//, '')} changed`;
  }
  return null;
}

/** @param {string} root */
function refuseOldNode(root) {
  const { node } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).engines;
  const [major = 0, minor = 0] = node.match(/\d+/g).map(Number);
  const [haveMajor = 0, haveMinor = 0] = process.versions.node.split('.').map(Number);
  if (haveMajor < major || (haveMajor === major && haveMinor < minor)) {
    throw new Refusal(`Headroom needs Node ${major}.${minor} or newer; this is Node ${process.versions.node}.`);
  }
}
