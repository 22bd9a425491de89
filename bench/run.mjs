// `npm run bench:ingest` and `npm run bench:fleet`: bundles a bench (ours only; packages stay outside) and runs it.
import { build } from 'esbuild';
import { migrate } from '../scripts/migrate.mjs';

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
const { bench } = await import(new URL(`../dist/bench/${name}.mjs`, import.meta.url).href);
await bench(migrate, args);
