// `npm run demo`: bundles the demo's programs (ours only; packages stay outside) and runs it.
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

if (!existsSync(new URL('../node_modules/esbuild', import.meta.url))) {
  console.error('The packages are not installed yet. Start Headroom first, in another terminal: npm start');
  process.exit(1);
}
const { build } = await import('esbuild');
await build({
  entryPoints: ['main', 'shop', 'load'].map((name) => `scripts/demo/${name}.ts`),
  outdir: 'dist/demo',
  outExtension: { '.js': '.mjs' },
  bundle: true,
  packages: 'external',
  platform: 'node',
  format: 'esm',
  sourcemap: true,
  logLevel: 'error',
});
try {
  // The running Headroom's settings: its database, its ports, its data directory.
  const { joinRunning } = await import('./lib/join.mjs');
  await joinRunning(join(dirname(fileURLToPath(import.meta.url)), '..'));
  const { demo } = await import(new URL('../dist/demo/main.mjs', import.meta.url).href);
  await demo(process.argv.slice(2));
} catch (error) {
  console.error(`\n${error instanceof Error ? error.message : error}`);
  process.exit(1);
}
