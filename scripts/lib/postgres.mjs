// A PostgreSQL of our own: makes its data directory, starts it on loopback and stops it.
import { spawn, spawnSync } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { POSTGRES_MAJOR, privateFolder } from './postgres-binaries.mjs';

/** @typedef {import('./postgres-binaries.mjs').Owner} Owner */
/** @typedef {{ native: string, dataDir: string, password: string, owner: Owner | undefined }} Cluster */
/** @typedef {{ url: string, port: number, pid: number, exited: Promise<number | null>, stop: (signal?: NodeJS.Signals) => Promise<void> }} RunningPostgres */

/** The database that holds Headroom's tables, and the role that owns it. */
const DATABASE = 'headroom';
const ROLE = 'headroom';

/**
 * Makes the data directory if there is none yet; refuses one of another major version.
 * @param {Cluster} cluster
 * @returns {boolean} true when it was made now
 */
export function initPostgres({ native, dataDir, password, owner }) {
  const versionFile = join(dataDir, 'PG_VERSION');
  if (existsSync(versionFile)) {
    const version = readFileSync(versionFile, 'utf8').trim();
    if (version === POSTGRES_MAJOR) return false;
    throw new Error(otherVersion(dataDir, version));
  }
  privateFolder(dataDir, owner);
  const folder = mkdtempSync(join(tmpdir(), 'headroom-initdb-'));
  const passwordFile = join(folder, 'password');
  try {
    writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
    if (owner) for (const path of [folder, passwordFile]) chownSync(path, owner.uid, owner.gid);
    const run = spawnSync(
      join(native, 'bin', 'initdb'),
      [
        `--pgdata=${dataDir}`,
        '--auth=scram-sha-256',
        `--username=${ROLE}`,
        `--pwfile=${passwordFile}`,
        '--encoding=UTF8',
        '--locale=C',
        '--no-sync',
      ],
      { ...owner, cwd: '/', encoding: 'utf8' },
    );
    if (run.status !== 0)
      throw new Error(`initdb could not make ${dataDir}: ${run.error?.message ?? run.stderr.trim()}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return true;
}

/**
 * Starts the cluster and makes Headroom's database in it if it is new.
 * @param {Cluster & { port: number, settings?: Record<string, string | number>, log?: (line: string) => void }} options
 * @returns {Promise<RunningPostgres>}
 */
export async function startPostgres({ native, dataDir, password, owner, port, settings = {}, log = () => {} }) {
  const all = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    port,
    log_timezone: 'UTC',
    timezone: 'UTC',
    ...settings,
  };
  const flags = Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  // Its own process group, so that Ctrl-C in the terminal reaches the supervisor only, which stops things in order.
  const child = spawn(join(native, 'bin', 'postgres'), ['-D', dataDir, ...flags], {
    ...owner,
    cwd: '/',
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  /** @type {Promise<number | null>} */
  const exited = new Promise((resolve) => child.once('exit', (code) => resolve(code)));
  await ready(child, log);
  const url = `postgresql://${ROLE}:${encodeURIComponent(password)}@127.0.0.1:${port}/${DATABASE}`;
  const stop = async (/** @type {NodeJS.Signals} */ signal = 'SIGINT') => {
    if (child.exitCode === null && child.signalCode === null) child.kill(signal);
    await exited;
  };
  try {
    await makeDatabase(url);
  } catch (error) {
    await stop();
    throw error;
  }
  return { url, port, pid: child.pid ?? 0, exited, stop };
}

/** A port of loopback that nothing listens on at this moment. */
export function freePort() {
  return new Promise((/** @type {(port: number) => void} */ resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

/** @param {import('node:child_process').ChildProcess} child @param {(line: string) => void} log */
function ready(child, log) {
  return new Promise((/** @type {(value?: undefined) => void} */ resolve, reject) => {
    let said = '';
    child.once('error', reject);
    child.once('exit', (code) =>
      reject(new Error(`PostgreSQL stopped while starting (exit code ${code}): ${said.trim()}`)),
    );
    child.stderr?.setEncoding('utf8').on('data', (/** @type {string} */ text) => {
      for (const line of text.split('\n')) if (line.trim()) log(line);
      if (said.length < 4000) said += text;
      if (text.includes('database system is ready to accept connections')) resolve();
    });
  });
}

/** @param {string} url */
async function makeDatabase(url) {
  const { default: pg } = await import('pg');
  const admin = new pg.Client({ connectionString: url.replace(/\/[^/]*$/, '/postgres') });
  await admin.connect();
  try {
    const { rowCount } = await admin.query('SELECT 1 FROM pg_database WHERE datname = $1', [DATABASE]);
    if (!rowCount) await admin.query(`CREATE DATABASE ${DATABASE}`);
  } finally {
    await admin.end();
  }
}

/** @param {string} dataDir @param {string} version */
function otherVersion(dataDir, version) {
  return [
    `The data directory ${dataDir} was made by PostgreSQL ${version}; this Headroom brings PostgreSQL ${POSTGRES_MAJOR}, which cannot read it.`,
    `Either start the Headroom release that made it, dump its database with pg_dump ${version}, move the directory away and restore the dump here,`,
    `or run a PostgreSQL ${version} on it yourself and set DATABASE_URL. Nothing in the directory was changed.`,
  ].join('\n');
}
