// `npm run bench:ingest`: bundles the bench (ours only; packages stay outside) and runs it.
import { build } from 'esbuild';
import { migrate } from '../scripts/migrate.mjs';

await build({
  entryPoints: ['ingest', 'ingest-load', 'ingest-rows'].map((name) => `bench/${name}.ts`),
  outdir: 'dist/bench',
  outExtension: { '.js': '.mjs' },
  bundle: true,
  packages: 'external',
  platform: 'node',
  format: 'esm',
  logLevel: 'error',
});
const { bench } = await import(new URL('../dist/bench/ingest.mjs', import.meta.url).href);
await bench(migrate);
