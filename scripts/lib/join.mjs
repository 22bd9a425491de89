// For programs on the host beside a running Headroom: takes over its database and addresses.
import { join } from 'node:path';
import { settingsModule } from './build.mjs';
import { keptSecret, readSupervisor } from './place.mjs';
import { Refusal } from './terminal.mjs';

/**
 * Sets DATABASE_URL and what goes with it in this process's environment, from the settings or, with an
 * embedded PostgreSQL, from the `npm start` that runs on the data directory.
 * @param {string} root the clone
 * @throws {Refusal} if neither is there
 */
export async function joinRunning(root) {
  const { readSettings } = await settingsModule(root);
  const given = readSettings(process.env);
  const supervisor = readSupervisor(given.dataDir);
  const databaseUrl = given.databaseUrl ?? supervisor?.databaseUrl;
  if (!databaseUrl)
    throw new Refusal(`Headroom does not run on ${given.dataDir}. Start it first, in another terminal: npm start`);
  Object.assign(process.env, {
    DATABASE_URL: databaseUrl,
    DIRECT_DATABASE_URL: given.directDatabaseUrl ?? supervisor?.directDatabaseUrl ?? databaseUrl,
    HEADROOM_URL: process.env.HEADROOM_URL ?? supervisor?.url ?? given.url,
    HEADROOM_COLLECTOR_PORT: process.env.HEADROOM_COLLECTOR_PORT ?? supervisor?.collectorPort ?? given.collectorPort,
    HEADROOM_DATA_DIR: given.dataDir,
    HEADROOM_SECRET: given.secret ?? keptSecret(given.dataDir, 'secret'),
  });
  return { host: join(root, 'dist', 'host.mjs') };
}
