// The import rules between rooms (.dependency-cruiser.cjs). A rule that cannot see is worse than none, so this
// fails when nothing was read, and when the planted violations of test/fixtures/imports are not found.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import swc from '@swc/core';

const require = createRequire(import.meta.url);
/** @type {string[]} */
const ROOMS = require('./rooms.cjs');
/** Fewer edges than this means that imports are not seen at all. */
const EXPECTED_EDGES = 100;

// dependency-cruiser asks swc for TypeScript without JSX, whatever the file's name says.
const parseFileSync = swc.parseFileSync.bind(swc);
swc.parseFileSync = /** @type {typeof swc.parseFileSync} */ (
  (file, options) =>
    parseFileSync(file, /** @type {import('@swc/core').ParseOptions} */ ({ ...options, tsx: file.endsWith('x') }))
);

/**
 * @param {string} root
 * @returns {Promise<string[]>} one line a violation, with the reason
 */
export async function importProblems(root) {
  const { violations, edges } = await cruiseIn(root, ROOMS);
  if (edges < EXPECTED_EDGES) return [`only ${edges} imports were seen: the reader of imports is broken`];
  const planted = await cruiseIn(join(root, 'test', 'fixtures', 'imports'), ['advisor', 'app']);
  const missed = ['advisor imports downwards only', 'app imports downwards only'].filter(
    (rule) => !planted.violations.some((line) => line.includes(rule)),
  );
  return [
    ...violations,
    ...missed.map((rule) => `the planted violation of "${rule}" in test/fixtures/imports was not found`),
  ];
}

/** @param {string} baseDir @param {string[]} folders */
async function cruiseIn(baseDir, folders) {
  const { cruise } = await import('dependency-cruiser');
  const { forbidden, options } = require('../../.dependency-cruiser.cjs');
  const alias = { '@': baseDir };
  const { output } = await cruise(
    folders,
    { ...options, baseDir, validate: true, ruleSet: { forbidden } },
    { ...options.enhancedResolveOptions, alias },
  );
  const { modules, summary } = /** @type {import('dependency-cruiser').ICruiseResult} */ (output);
  const reasons = new Map(forbidden.map((rule) => /** @type {const} */ ([rule.name, rule.comment])));
  return {
    edges: modules.reduce((sum, module) => sum + module.dependencies.length, 0),
    violations: summary.violations.map(
      ({ from, to, rule }) => `${from} imports ${to} (${rule.name}): ${reasons.get(rule.name)}`,
    ),
  };
}
