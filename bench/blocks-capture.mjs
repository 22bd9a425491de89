// `node bench/blocks-capture.mjs FOLDER [real minutes]`: captures telemetry of real senders for bench:blocks.
import { build } from 'esbuild';

await build({
  entryPoints: { shop: 'scripts/demo/shop.ts', load: 'scripts/demo/load.ts', capture: 'bench/blocks-capture.ts' },
  outdir: 'dist/bench',
  outExtension: { '.js': '.mjs' },
  bundle: true,
  packages: 'external',
  platform: 'node',
  format: 'esm',
  logLevel: 'error',
});
const { capture } = await import(new URL('../dist/bench/capture.mjs', import.meta.url).href);
await capture(process.argv[2] ?? '.', Number(process.argv[3] ?? 12));
process.exit(0);
