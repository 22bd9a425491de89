// `npm run bench:blocks`: bundles the bench (ours only; packages stay outside) and runs it.
import { build } from 'esbuild';
import { migrate } from '../scripts/migrate.mjs';

await build({
  entryPoints: { blocks: 'bench/blocks.ts' },
  outdir: 'dist/bench',
  outExtension: { '.js': '.mjs' },
  bundle: true,
  packages: 'external',
  platform: 'node',
  format: 'esm',
  logLevel: 'error',
});
const { bench } = await import(new URL('../dist/bench/blocks.mjs', import.meta.url).href);
await bench(migrate);
