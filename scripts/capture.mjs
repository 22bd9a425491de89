// `npm run capture -- NAME…`: runs real programs, keeps what they send for the tests (docs/signals.md).
import { build } from 'esbuild';

await build({
  entryPoints: ['scripts/capture/main.ts'],
  outfile: 'dist/capture/main.mjs',
  bundle: true,
  packages: 'external',
  platform: 'node',
  format: 'esm',
  logLevel: 'error',
});
const { capture } = await import(new URL('../dist/capture/main.mjs', import.meta.url).href);
await capture(process.argv.slice(2));
