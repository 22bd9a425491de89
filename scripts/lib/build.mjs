// Everything that is made from the sources: Prisma's client, the bundles of our processes, Next's build.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './run.mjs';

/** What each process is bundled from. Only our own code: packages stay in node_modules. */
export const ENTRIES = {
  telemetry: 'telemetry/register.ts',
  collector: 'collectors/main.ts',
  worker: 'worker/main.ts',
  host: 'scripts/host.ts',
};

const SOURCES = [
  'advisor',
  'app',
  'catalogue',
  'collectors',
  'components',
  'config',
  'instrumentation.ts',
  'next.config.js',
  'package-lock.json',
  'postcss.config.mjs',
  'prisma/adapter.ts',
  'prisma/client.ts',
  'prisma/schema.prisma',
  'proxy.ts',
  'public',
  'scripts/host.ts',
  'scripts/lib/build.mjs',
  'service',
  'store',
  'telemetry',
  'tsconfig.json',
  'worker',
];

/** @typedef {(detail: string) => void} Say */

/** Makes Prisma's client if the schema changed. @param {string} root */
export async function generateClient(root) {
  const stamp = join(root, 'prisma', 'generated', '.made-from');
  const from = hashOf(root, ['prisma/schema.prisma', 'node_modules/prisma/package.json']);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === from) return;
  await run(process.execPath, [join(root, 'node_modules', 'prisma', 'build', 'index.js'), 'generate'], {
    cwd: root,
    // The client needs no engine; without this setting the command would try to download one all the same.
    env: {
      ...process.env,
      PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
      PRISMA_HIDE_UPDATE_MESSAGE: '1',
      CHECKPOINT_DISABLE: '1',
    },
  });
  writeFileSync(stamp, from);
}

/** Builds what `npm start` runs, unless the sources are those of the last build. @param {string} root @param {Say} say */
export async function build(root, say) {
  say('comparing sources');
  await generateClient(root);
  const stamp = join(root, 'dist', 'built-from');
  const from = hashOf(root, SOURCES);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === from && existsSync(join(root, '.next', 'BUILD_ID')))
    return say('up to date');
  say('bundling collector and worker');
  await bundle(root, Object.keys(ENTRIES));
  say('building pages (takes about a minute the first time)');
  await run(process.execPath, [join(root, 'node_modules', 'next', 'dist', 'bin', 'next'), 'build'], {
    cwd: root,
    env: { ...process.env, NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' },
  });
  writeFileSync(stamp, from);
  say('built');
}

/** @param {string} root @param {string[]} names of ENTRIES */
export async function bundle(root, names) {
  const esbuild = await import('esbuild');
  await esbuild.build(bundleOptions(root, names));
  // Its process would stay beside us for as long as we run.
  await esbuild.stop();
}

/** @param {string} root @param {string[]} names @returns {import('esbuild').BuildOptions} */
export function bundleOptions(root, names) {
  const entries = Object.entries(ENTRIES).filter(([name]) => names.includes(name));
  return {
    absWorkingDir: root,
    entryPoints: Object.fromEntries(entries.map(([name, path]) => [name, join(root, path)])),
    outdir: join(root, 'dist'),
    outExtension: { '.js': '.mjs' },
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    target: 'node20',
    sourcemap: true,
    logLevel: 'silent',
  };
}

/**
 * The checked settings, from their TypeScript source. Nothing is written: a clone may belong to another user.
 * @param {string} root
 * @returns {Promise<typeof import('../../config/settings')>}
 */
export async function settingsModule(root) {
  const esbuild = await import('esbuild');
  const { outputFiles } = await esbuild.build({
    entryPoints: [join(root, 'config', 'settings.ts')],
    bundle: true,
    platform: 'node',
    format: 'esm',
    write: false,
  });
  await esbuild.stop();
  return import(`data:text/javascript;base64,${Buffer.from(outputFiles[0]?.contents ?? []).toString('base64')}`);
}

/** @param {string} root @param {string[]} paths files and folders; what is missing counts as empty */
function hashOf(root, paths) {
  const hash = createHash('sha256').update(process.version);
  const add = (/** @type {string} */ path) => {
    const at = join(root, path);
    if (!existsSync(at)) return;
    const entries = readdirSyncOrNull(at);
    if (entries) for (const entry of entries.sort()) add(join(path, entry));
    else hash.update(`${path}\0`).update(readFileSync(at)).update('\0');
  };
  for (const path of paths) add(path);
  return hash.digest('hex');
}

/** @param {string} path */
function readdirSyncOrNull(path) {
  try {
    return readdirSync(path);
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'ENOTDIR') return null;
    throw error;
  }
}
