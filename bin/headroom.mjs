#!/usr/bin/env node
// `npx headroom …`: of roadmaps, and of a running Headroom. Bundled in memory, so that a clone stays as it is.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
if (!existsSync(join(root, 'node_modules', 'esbuild'))) {
  console.error('The packages are not installed yet: run npm install first.');
  process.exit(2);
}
const { build } = await import('esbuild');
const { outputFiles } = await build({
  absWorkingDir: root,
  entryPoints: ['scripts/headroom/main.ts'],
  bundle: true,
  platform: 'node',
  format: 'esm',
  // The package's other door is CommonJS, which a module in memory cannot require.
  alias: { yaml: join(root, 'node_modules/yaml/browser/index.js') },
  write: false,
  logLevel: 'error',
});
const { headroom } = await import(
  `data:text/javascript;base64,${Buffer.from(outputFiles[0]?.contents ?? []).toString('base64')}`
);
process.exitCode = await headroom(process.argv.slice(2), { root, cwd: process.cwd() });
