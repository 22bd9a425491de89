// What a browser loads for the app page, compressed, against its budget. Reads the last build, if there is one.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

const BUDGET_BYTES = 250_000;
const PAGE = 'apps/[app]/page';

/** @param {string} root @returns {{ problems: string[], detail: string }} */
export function bundleProblems(root) {
  const server = join(root, '.next', 'server', 'app');
  const manifest = join(server, `${PAGE}_client-reference-manifest.js`);
  if (!existsSync(manifest)) return { problems: [], detail: 'no build to measure' };
  const bytes = [...scriptsOf(root, manifest)].reduce(
    (sum, file) => sum + gzipSync(readFileSync(join(root, '.next', file))).length,
    0,
  );
  const detail = `app page: ${Math.round(bytes / 1000)} of ${BUDGET_BYTES / 1000} kB compressed`;
  const over = `${detail}. Look for a new import that reaches Recharts or another large package`;
  return {
    problems: bytes > BUDGET_BYTES ? [over] : bytes === 0 ? ['the build names no scripts of the app page'] : [],
    detail,
  };
}

/** @param {string} root @param {string} manifest */
function scriptsOf(root, manifest) {
  const { rootMainFiles } = JSON.parse(readFileSync(join(root, '.next', 'build-manifest.json'), 'utf8'));
  const source = readFileSync(manifest, 'utf8');
  const entries = JSON.parse(
    source.slice(source.indexOf('{', source.lastIndexOf('] = ')), source.lastIndexOf('}') + 1),
  );
  const modules = /** @type {{ chunks: string[] }[]} */ (Object.values(entries.clientModules));
  const files = modules.flatMap(({ chunks }) =>
    chunks.filter((chunk) => typeof chunk === 'string' && chunk.endsWith('.js')),
  );
  return new Set([...rootMainFiles, ...files.map((file) => decodeURI(file).replace(/^\/_next\//, ''))]);
}
