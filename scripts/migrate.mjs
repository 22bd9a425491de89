// Brings a database to this release: first Prisma's migrations, then the store's, one runner at a time.
//   DATABASE_URL=… node scripts/migrate.mjs
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { withSchemaEngine } from './lib/schema-engine.mjs';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..');
/** Any fixed number: whoever migrates this database holds this transaction lock while doing so. */
const LOCK = 4_318_001;

/**
 * Applies what is missing of prisma/migrations (recorded in `_prisma_migrations`, as Prisma does) and of
 * store/migrations (recorded in `migration.telemetry`, each in a transaction of its own).
 * @param {string} url a direct connection, not a transaction pooler
 * @param {{ upTo?: number }} [options] upTo: nothing of a higher number, as an older release would
 * @returns {Promise<string[]>} the names of what was applied now, in order
 */
export async function migrate(url, { upTo = Number.POSITIVE_INFINITY } = {}) {
  const lock = newClient(url);
  await lock.connect();
  try {
    await lock.query('BEGIN');
    await lock.query('SELECT pg_advisory_xact_lock($1)', [LOCK]);
    const applied = [...(await applyPrisma(url, upTo)), ...(await applyStore(url, upTo))];
    await lock.query('COMMIT');
    return applied;
  } finally {
    await lock.end();
  }
}

/**
 * The SQL that makes schema.prisma's tables in an empty database: what a first migration would hold.
 * @param {string} url any database; nothing is changed in it
 */
export async function schemaSql(url) {
  const schema = await readFile(join(ROOT, 'prisma', 'schema.prisma'), 'utf8');
  const to = { tag: /** @type {const} */ ('schemaDatamodel'), files: [{ path: 'schema.prisma', content: schema }] };
  return withSchemaEngine({ schema, url }, async (engine) => {
    const { stdout } = await engine.diff({
      from: { tag: 'empty' },
      to,
      script: true,
      exitCode: null,
      filters: NO_FILTER,
    });
    return stdout ?? '';
  });
}

const NO_FILTER = { externalTables: [], externalEnums: [] };

// A connection that the server ends fails the query that waits on it, not the whole program.
/** @param {string} url */
function newClient(url) {
  return new pg.Client({ connectionString: url, application_name: 'headroom migrate' }).on('error', () => {});
}

/** @param {string} url @param {number} upTo */
async function applyPrisma(url, upTo) {
  const folder = join(ROOT, 'prisma', 'migrations');
  const schema = await readFile(join(ROOT, 'prisma', 'schema.prisma'), 'utf8');
  const migrationsList = {
    baseDir: folder,
    lockfile: { path: 'migration_lock.toml', content: await readFile(join(folder, 'migration_lock.toml'), 'utf8') },
    shadowDbInitScript: '',
    migrationDirectories: (await prismaMigrations(folder)).filter(({ path }) => numberOf(path) <= upTo),
  };
  return withSchemaEngine({ schema, url }, async (engine) => {
    const { appliedMigrationNames } = await engine.applyMigrations({ migrationsList, filters: NO_FILTER });
    return appliedMigrationNames.map((name) => `prisma/migrations/${name}`);
  });
}

/** "0021_access_change.sql" → 21; the two folders count together. @param {string} name */
const numberOf = (name) => Number.parseInt(name, 10);

/** @param {string} folder */
async function prismaMigrations(folder) {
  const names = (await readdir(folder)).filter((name) => existsSync(join(folder, name, 'migration.sql'))).sort();
  return Promise.all(
    names.map(async (name) => {
      const value = await readFile(join(folder, name, 'migration.sql'), 'utf8');
      return {
        path: name,
        migrationFile: { path: 'migration.sql', content: { tag: /** @type {const} */ ('ok'), value } },
      };
    }),
  );
}

/** @param {string} url @param {number} upTo */
async function applyStore(url, upTo) {
  const folder = join(ROOT, 'store', 'migrations');
  const client = newClient(url);
  await client.connect();
  try {
    await client.query(`
      CREATE SCHEMA IF NOT EXISTS migration;
      CREATE TABLE IF NOT EXISTS migration.telemetry (
        name text PRIMARY KEY, checksum text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now()
      )`);
    const done = new Map(
      (await client.query('SELECT name, checksum FROM migration.telemetry')).rows.map((row) => [
        row.name,
        row.checksum,
      ]),
    );
    const applied = [];
    for (const name of (await readdir(folder)).filter((file) => file.endsWith('.sql')).sort()) {
      if (numberOf(name) > upTo) continue;
      const sql = await readFile(join(folder, name), 'utf8');
      const checksum = createHash('sha256').update(sql).digest('hex');
      if (done.get(name) === checksum) continue;
      if (done.has(name)) {
        throw new Error(
          `store/migrations/${name} was changed after it was applied to this database. Put the old text back and write a new migration instead.`,
        );
      }
      await applyOne(client, name, sql, checksum);
      applied.push(`store/migrations/${name}`);
    }
    return applied;
  } finally {
    await client.end();
  }
}

/** @param {pg.Client} client @param {string} name @param {string} sql @param {string} checksum */
async function applyOne(client, name, sql, checksum) {
  await client.query('BEGIN');
  try {
    await client.query(sql);
    await client.query('INSERT INTO migration.telemetry (name, checksum) VALUES ($1, $2)', [name, checksum]);
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK');
    throw new Error(`store/migrations/${name} failed and was rolled back: ${/** @type {Error} */ (error).message}`, {
      cause: error,
    });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const url = process.env.DIRECT_DATABASE_URL ?? process.env.DATABASE_URL;
  if (!url) throw new Error('Set DATABASE_URL to the database to migrate.');
  const applied = await migrate(url);
  console.log(applied.length ? `applied ${applied.join(', ')}` : 'nothing to apply');
}
