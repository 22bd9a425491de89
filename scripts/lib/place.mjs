// Where an installation keeps its things: the data directory, its one supervisor, its secrets, PostgreSQL's home.
import { createHash, randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { canReach, postgresOwner, privateFolder } from './postgres-binaries.mjs';
import { Refusal } from './terminal.mjs';

/** @typedef {import('./postgres-binaries.mjs').Owner} Owner */
/** @typedef {{ pid: number, url?: string, collectorPort?: number, databaseUrl?: string, directDatabaseUrl?: string }} Supervisor */

const AS_ROOT = process.getuid?.() === 0;
/** Where PostgreSQL lives when we are root and its user cannot get into the clone. */
const SYSTEM_PLACE = '/var/lib/headroom';

/**
 * Makes the data directory and takes it for this process.
 * @param {string} dataDir
 * @returns {() => void} gives it back
 * @throws {Refusal} if another supervisor runs on it
 */
export function takeDataDir(dataDir) {
  try {
    mkdirSync(dataDir, { recursive: true });
    // PostgreSQL's user has to pass through; everything in it is closed to others by itself.
    if (statSync(dataDir).uid === process.getuid?.()) chmodSync(dataDir, AS_ROOT ? 0o711 : 0o700);
    writeSupervisor(dataDir, { pid: process.pid }, 'wx');
  } catch (error) {
    const { code } = /** @type {NodeJS.ErrnoException} */ (error);
    if (code === 'EACCES' || code === 'EPERM') throw new Refusal(notOurs(dataDir));
    if (code !== 'EEXIST') throw error;
    const other = readSupervisor(dataDir);
    if (other)
      throw new Refusal(
        `Headroom already runs on ${dataDir} (process ${other.pid}). Stop it first, or choose another HEADROOM_DATA_DIR.`,
      );
    writeSupervisor(dataDir, { pid: process.pid }, 'w');
  }
  return () => {
    if (readSupervisor(dataDir)?.pid === process.pid) rmSync(file(dataDir), { force: true });
  };
}

/**
 * The running supervisor of a data directory, or null.
 * @param {string} dataDir @returns {Supervisor | null}
 */
export function readSupervisor(dataDir) {
  try {
    /** @type {Supervisor} */
    const supervisor = JSON.parse(readFileSync(file(dataDir), 'utf8'));
    return isRunning(supervisor.pid, /start\.mjs|supervise/) ? supervisor : null;
  } catch {
    return null;
  }
}

/** @param {string} dataDir @param {Supervisor} supervisor @param {'wx' | 'w'} [flag] */
export function writeSupervisor(dataDir, supervisor, flag = 'w') {
  if (flag === 'wx') return writeFileSync(file(dataDir), JSON.stringify(supervisor), { flag, mode: 0o600 });
  writeFileSync(`${file(dataDir)}.new`, JSON.stringify(supervisor), { mode: 0o600 });
  renameSync(`${file(dataDir)}.new`, file(dataDir));
}

/**
 * A secret of this installation: made once, readable by its owner only.
 * @param {string} dataDir @param {string} name
 */
export function keptSecret(dataDir, name) {
  const path = join(dataDir, name);
  if (!existsSync(path)) writeFileSync(path, `${randomBytes(32).toString('hex')}\n`, { mode: 0o600, flag: 'wx' });
  return readFileSync(path, 'utf8').trim();
}

/**
 * Where PostgreSQL's data (and, if need be, a copy of its binaries) live, and who runs it.
 * @param {{ root: string, dataDir: string }} options
 * @returns {{ home: string, owner: Owner | undefined, elsewhere: boolean }}
 */
export function postgresHome({ root, dataDir }) {
  const pointer = join(dataDir, 'postgres-home');
  const before = existsSync(pointer) ? readFileSync(pointer, 'utf8').trim() : null;
  if (!AS_ROOT) {
    if (before)
      throw new Refusal(
        `The data of this installation live in ${before}, because it was started as root. Start it as root again.`,
      );
    if (existsSync(join(dataDir, 'postgres')) && statSync(join(dataDir, 'postgres')).uid !== process.getuid?.())
      throw new Refusal(notOurs(join(dataDir, 'postgres')));
    return { home: dataDir, owner: undefined, elsewhere: false };
  }
  const owner = ownerOfData(join(dataDir, 'postgres')) ?? postgresOwner();
  if (!before && canReach(dataDir, owner)) return { home: dataDir, owner, elsewhere: false };
  const home = before ?? join(SYSTEM_PLACE, createHash('sha256').update(root).digest('hex').slice(0, 16));
  mkdirSync(SYSTEM_PLACE, { recursive: true, mode: 0o755 });
  privateFolder(home, owner);
  writeFileSync(pointer, `${home}\n`);
  return { home, owner, elsewhere: true };
}

/** @param {number} pid @param {RegExp} program */
export function isRunning(pid, program) {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EPERM') return false;
  }
  try {
    // A process id may have been given to another program since.
    return program.test(readFileSync(`/proc/${pid}/cmdline`, 'utf8'));
  } catch {
    return process.platform !== 'linux';
  }
}

// Root on the clone of a plain user: PostgreSQL goes on as that user.
/** @param {string} folder @returns {Owner | undefined} */
function ownerOfData(folder) {
  if (!existsSync(join(folder, 'PG_VERSION'))) return undefined;
  const { uid, gid } = statSync(folder);
  return uid ? { uid, gid } : undefined;
}

const file = (/** @type {string} */ dataDir) => join(dataDir, 'supervisor.json');

/** @param {string} folder */
function notOurs(folder) {
  return `${folder} belongs to another user. Start Headroom as that user, give it to this one (chown -R), or choose another HEADROOM_DATA_DIR.`;
}
