// Prisma's schema engine as WebAssembly: the same engine as `prisma migrate`, with nothing to download.
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { PrismaPg } from '@prisma/adapter-pg';
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';
import pg from 'pg';

const require = createRequire(import.meta.url);

/**
 * Runs `work` with the engine bound to one database, and closes its connections afterwards.
 * @template T
 * @param {{ schema: string, url: string }} options schema: the text of schema.prisma; url: a direct connection.
 * @param {(engine: import('@prisma/schema-engine-wasm').SchemaEngine) => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withSchemaEngine({ schema, url }, work) {
  const { SchemaEngine } = await engineModule();
  // A pool of ours, because freeing the engine does not end a pool that the adapter made.
  const pool = new pg.Pool({ connectionString: url, max: 2, application_name: 'headroom migrate' }).on(
    'error',
    () => {},
  );
  try {
    const adapter = bindMigrationAwareSqlAdapterFactory(new PrismaPg(pool));
    const engine = await SchemaEngine.new({ datamodels: [['schema.prisma', schema]] }, () => {}, adapter);
    try {
      return await work(engine);
    } finally {
      engine.free();
    }
  } finally {
    await pool.end();
  }
}

/** @type {Promise<typeof import('@prisma/schema-engine-wasm')> | undefined} */
let loaded;

// Node 20 cannot import .wasm files, so the module is compiled by hand with its own glue code as imports.
function engineModule() {
  loaded ??= (async () => {
    const folder = dirname(require.resolve('@prisma/schema-engine-wasm'));
    const glue = await import('@prisma/schema-engine-wasm/schema_engine_bg');
    const bytes = await readFile(join(folder, 'schema_engine_bg.wasm'));
    const { instance } = await WebAssembly.instantiate(bytes, {
      './schema_engine_bg.js': /** @type {WebAssembly.ModuleImports} */ (/** @type {unknown} */ (glue)),
    });
    /** @type {any} */ (glue).__wbg_set_wasm(instance.exports);
    /** @type {any} */ (instance.exports).__wbindgen_start();
    return glue;
  })();
  return loaded;
}
