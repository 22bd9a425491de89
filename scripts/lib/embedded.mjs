// The embedded PostgreSQL of an installation: started, kept running, stopped last.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isRunning, keptSecret, postgresHome } from './place.mjs';
import { initPostgres, startPostgres } from './postgres.mjs';
import { POSTGRES_MAJOR, runnableBinaries } from './postgres-binaries.mjs';
import { isStopping, stopLater } from './shutdown.mjs';
import { Refusal } from './terminal.mjs';

/** SQLSTATE invalid_password. */
const WRONG_PASSWORD = '28P01';
const BACK_OFF_MS = [1_000, 2_000, 5_000, 15_000];

/** @typedef {ReturnType<typeof postgresHome>} Home */

/**
 * @param {{ root: string, dataDir: string, home: Home, port: number, say: (detail: string) => void }} options
 * @returns {Promise<string>} its connection string
 */
export async function embeddedPostgres({ root, dataDir, home: { home, owner, elsewhere }, port, say }) {
  const cluster = {
    native: runnableBinaries({ root, copyTo: join(home, 'binaries'), owner }),
    dataDir: join(home, 'postgres'),
    password: keptSecret(dataDir, 'postgres-password'),
    owner,
  };
  say(`making ${cluster.dataDir}`);
  try {
    initPostgres(cluster);
  } catch (error) {
    throw new Refusal(/** @type {Error} */ (error).message);
  }
  say(`starting on port ${port}`);
  let server = await startPostgres({ ...cluster, port }).catch((error) => {
    throw error.code === WRONG_PASSWORD ? new Refusal(otherPassword(cluster.dataDir, dataDir)) : error;
  });
  let restarts = 0;
  /** @returns {Promise<void>} */
  const watch = () =>
    server.exited.then(async (code) => {
      while (!isStopping()) {
        const waitMs = BACK_OFF_MS[Math.min(restarts++, BACK_OFF_MS.length - 1)] ?? 1_000;
        process.stdout.write(`  ! PostgreSQL stopped (exit code ${code}); starting it again in ${waitMs / 1000} s\n`);
        await new Promise((resolve) => setTimeout(resolve, waitMs));
        try {
          if (isStopping()) return;
          server = await startPostgres({ ...cluster, port });
          process.stdout.write('  PostgreSQL runs again\n');
          return watch();
        } catch (error) {
          process.stdout.write(`  ! ${/** @type {Error} */ (error).message}\n`);
        }
      }
    });
  void watch();
  stopLater({ stop: () => server.stop('SIGINT'), kill: () => void server.stop('SIGQUIT') });
  const why = elsewhere ? ` (the postgres user cannot get into ${root})` : '';
  say(`PostgreSQL ${POSTGRES_MAJOR} on 127.0.0.1:${port}, data in ${cluster.dataDir}${why}`);
  return server.url;
}

/** @param {string} data @param {string} dataDir */
function otherPassword(data, dataDir) {
  const file = join(dataDir, 'postgres-password');
  return `${data} was made with another password than ${file} holds.\nIf it is a restored backup, put the postgres-password of its installation there, then start again. Nothing was changed.`;
}

/**
 * A supervisor that was killed leaves its PostgreSQL behind. Who holds the data directory may stop it.
 * @param {Home} home
 */
export async function stopOrphan({ home }) {
  const pidFile = join(home, 'postgres', 'postmaster.pid');
  if (!existsSync(pidFile)) return;
  const pid = Number(readFileSync(pidFile, 'utf8').split('\n')[0]);
  if (!pid || !isRunning(pid, /postgres/)) return;
  process.stdout.write(`  Stopping the PostgreSQL that an earlier start left behind (process ${pid})\n`);
  process.kill(pid, 'SIGINT');
  const deadlineAt = Date.now() + 20_000;
  while (isRunning(pid, /postgres/)) {
    if (Date.now() > deadlineAt)
      throw new Refusal(`PostgreSQL (process ${pid}) in ${home} does not stop. Stop it, then start again.`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
