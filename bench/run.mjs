// `npm run bench:…`: installs what is missing, bundles a bench (ours only; packages stay outside) and runs it. What a
// bench says is alone on stdout.
import { fileURLToPath } from 'node:url';
import { installPackages } from '../scripts/lib/install.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
await installPackages(root, (detail) => detail !== 'up to date' && console.error(detail));
const { generateClient } = await import('../scripts/lib/build.mjs');
await generateClient(root);
const { migrate } = await import('../scripts/migrate.mjs');
const { build, stop } = await import('esbuild');

const [name = 'ingest', ...args] = process.argv.slice(2);
await build({
  entryPoints: [name, 'ingest-load', 'ingest-rows'].map((entry) => `bench/${entry}.ts`),
  outdir: 'dist/bench',
  outExtension: { '.js': '.mjs' },
  bundle: true,
  packages: 'external',
  platform: 'node',
  format: 'esm',
  logLevel: 'error',
});
await stop();
const { bench } = await import(new URL(`../dist/bench/${name}.mjs`, import.meta.url).href);
await bench(migrate, args);
