// Every page of the app, from the build's own route table, so that a new page cannot be forgotten.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const QUIET_MS = 250;
const SETTLE_MS = 20_000;
/** Next's own: they are no addresses. */
const NO_ADDRESS = /^\/_/;

/**
 * @param {string} root of a clone that is built
 * @returns {{ pages: string[], handlers: string[] }} patterns such as /apps/[app], sorted
 */
export function routeTable(root) {
  /** @type {Record<string, string>} */
  const table = JSON.parse(readFileSync(join(root, '.next', 'app-path-routes-manifest.json'), 'utf8'));
  const ending = (/** @type {string} */ end) =>
    Object.entries(table)
      .filter(([file, pattern]) => file.endsWith(end) && !NO_ADDRESS.test(pattern))
      .map(([, pattern]) => pattern)
      .sort();
  return { pages: ending('/page'), handlers: ending('/route') };
}

/**
 * Goes to one address of each pattern. What stands in brackets is found by following links, from / on, so a
 * page that nothing links to is not reached.
 * @param {import('playwright-core').Page} page signed in
 * @param {object} options
 * @param {string} options.url of the running Headroom
 * @param {string[]} options.patterns of pages
 * @param {string[]} [options.start] addresses to know from the beginning, before those that are found
 * @param {(at: { pattern: string, path: string }) => Promise<unknown>} visit called on each page when it is settled
 * @returns {Promise<string[]>} patterns that were not reached
 */
export async function visitEach(page, { url, patterns, start = [] }, visit) {
  const known = [...start, ...patterns.filter((pattern) => !pattern.includes('['))];
  const left = new Set(patterns);
  for (;;) {
    const next = known
      .map((path) => ({ path, pattern: patternOf(path, patterns) }))
      .find(({ pattern }) => pattern && left.has(pattern));
    if (!next?.pattern) return [...left];
    left.delete(next.pattern);
    await open(page, url + next.path);
    const hrefs = await page.locator('a[href^="/"]').evaluateAll((links) => links.map((a) => a.getAttribute('href')));
    known.push(...hrefs.flatMap((href) => (href ? [href.replace(/[?#].*/, '')] : [])));
    await visit({ path: next.path, pattern: next.pattern });
  }
}

/**
 * Opens an address and waits until nothing is loading any more; the live stream never ends and does not count.
 * @param {import('playwright-core').Page} page
 * @param {string} address
 */
export async function open(page, address) {
  const loading = new Set();
  let changedAt = Date.now();
  const begin = (/** @type {import('playwright-core').Request} */ request) => {
    if (!request.url().endsWith('/live')) loading.add(request);
    changedAt = Date.now();
  };
  const end = (/** @type {import('playwright-core').Request} */ request) => {
    loading.delete(request);
    changedAt = Date.now();
  };
  page.on('request', begin).on('requestfinished', end).on('requestfailed', end);
  const response = await page.goto(address);
  const deadlineAt = Date.now() + SETTLE_MS;
  while (Date.now() < deadlineAt && (loading.size > 0 || Date.now() - changedAt < QUIET_MS))
    await page.waitForTimeout(50);
  page.off('request', begin).off('requestfinished', end).off('requestfailed', end);
  return response;
}

/** The most exact pattern of a path: /apps/new before /apps/[app]. @param {string} path @param {string[]} patterns */
function patternOf(path, patterns) {
  const parts = path.replace(/[?#].*/, '').split('/');
  const fits = (/** @type {string} */ pattern) => {
    const wanted = pattern.split('/');
    return wanted.length === parts.length && wanted.every((part, i) => part.startsWith('[') || part === parts[i]);
  };
  const holes = (/** @type {string} */ pattern) => pattern.split('[').length;
  return patterns.filter(fits).sort((a, b) => holes(a) - holes(b))[0];
}
