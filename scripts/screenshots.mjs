// `npm run screenshots`: pictures of every page of the running Headroom into screenshots/: wide, small, and phone,
// light and dark. It signs in as the operator. Beside the demo's app it makes by the API what its team could have
// made, so that no page is empty: run it on an installation that is for looking at.
//    --app SLUG  the app to show (else the one that needs somebody first)
//    --only TEXT  pages whose address pattern holds it; what was made before is used
import { mkdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { joinRunning } from './lib/join.mjs';
import { open, routeTable, visitEach } from './lib/pages.mjs';
import { fail, Refusal } from './lib/terminal.mjs';
import { apiOf } from './pictures/api.mjs';
import { makeApps } from './pictures/apps.mjs';
import { furnish } from './pictures/furnish.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const folder = join(root, 'screenshots');
const SIZES = {
  wide: { width: 1440, height: 900 },
  small: { width: 1024, height: 768 },
  phone: { width: 390, height: 844 },
};
const LOOKS = /** @type {const} */ ([
  ['wide', 'light'],
  ['wide', 'dark'],
  ['small', 'light'],
  ['phone', 'light'],
  ['phone', 'dark'],
]);
/** Shown to whoever is signed out. */
const SIGNED_OUT = ['/sign-in', '/shared', '/join'];
/** Of an app, in states that the demo's is not in. */
const STATES = ['', '/signals', '/checklist', '/costs', '/crossings'];
/** Requests that together outrun a shared link's budget. */
const AT_ONCE = 50;

process.chdir(root);
try {
  const { app, only = '' } = parseArgs({ options: { app: { type: 'string' }, only: { type: 'string' } } }).values;
  const { host } = await joinRunning(root);
  const { testBrowser } = await import('./lib/browser.mjs');
  const browser = await testBrowser();
  if (!only) rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const address = process.env.HEADROOM_URL ?? '';
  const { pages } = routeTable(root);
  const link = await signInLink(host);
  let pictures = 0;
  try {
    const context = await browser.newContext({ locale: 'en-GB', timezoneId: 'Europe/Berlin', viewport: SIZES.wide });
    const page = await context.newPage();
    await page.goto(link);
    await page.locator('form button[type=submit]').first().click();
    await page.waitForURL(`${address}/`);
    const stranger = await (await browser.newContext({ locale: 'en-GB', timezoneId: 'Europe/Berlin' })).newPage();
    const shown = app ?? (await firstApp(page));
    const made = shown ? await makeAll(page, { address, app: shown }) : { start: [], states: {} };
    const missed = await visitEach(page, { url: address, patterns: pages, start: made.start }, async (at) => {
      if (!at.pattern.includes(only)) return;
      const by = SIGNED_OUT.some((path) => at.pattern.startsWith(path)) ? stranger : page;
      pictures += await take(by, address + at.path, nameOf(at.pattern));
    });
    for (const [name, path] of Object.entries(made.states))
      if (name.includes(only)) pictures += await take(page, address + path, name);
    if ('errors'.includes(only)) pictures += await errors(page, stranger, address);
    console.log(`\n${pictures} pictures in ${folder}`);
    if (missed.length) throw new Refusal(`No link leads to ${missed.join(', ')}: no pictures of them.`);
  } finally {
    await browser.close();
  }
} catch (error) {
  fail(error);
}

/**
 * @param {import('playwright-core').Page} page signed in
 * @param {{ address: string, app: string }} of
 * @returns {Promise<{ start: string[], states: Record<string, string> }>} addresses to begin with, and those of states
 */
async function makeAll(page, { address, app }) {
  const team = await teamOf(page, address);
  const { api, end } = await apiOf(page, { address, team });
  try {
    const slugs = await makeApps(api, `http://127.0.0.1:${process.env.HEADROOM_COLLECTOR_PORT}`);
    const start = [`/apps/${app}`, ...(await furnish(api, app))];
    /** @type {Record<string, string>} */
    const states = {};
    for (const [state, slug] of Object.entries(slugs))
      for (const tab of STATES) states[`app-${state}${tab.replace('/', '-')}`] = `/apps/${slug}${tab}`;
    return { start, states };
  } finally {
    await end();
  }
}

/**
 * What is answered to a wrong address, and to too many.
 * @param {import('playwright-core').Page} page
 * @param {import('playwright-core').Page} stranger
 * @param {string} address
 */
async function errors(page, stranger, address) {
  const busy = `${address}/shared/${'A'.repeat(43)}`;
  const body = await tooMany(busy);
  // Its budget fills up again while pictures are taken.
  await stranger.route(busy, (route) => route.fulfill({ status: 429, contentType: 'text/html', body }));
  return (await take(page, `${address}/no-such-page`, 'errors-404')) + (await take(stranger, busy, 'errors-429'));
}

/** @param {string} url asked until it is too often @returns {Promise<string>} the page that says so */
async function tooMany(url) {
  for (;;) {
    const answers = await Promise.all(Array.from({ length: AT_ONCE }, () => fetch(url)));
    const busy = answers.find(({ status }) => status === 429);
    if (busy) return busy.text();
    await Promise.all(answers.map((answer) => answer.arrayBuffer()));
  }
}

/** @param {import('playwright-core').Page} page @param {string} address @param {string} name */
async function take(page, address, name) {
  for (const [size, colorScheme] of LOOKS) {
    await page.setViewportSize(SIZES[size]);
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await open(page, address);
    await page.screenshot({ path: join(folder, `${name}-${size}-${colorScheme}.png`), fullPage: true });
  }
  console.log(`  ${address}`);
  await page.setViewportSize(SIZES.wide);
  return LOOKS.length;
}

/** @param {string} pattern */
function nameOf(pattern) {
  return pattern === '/' ? 'overview' : pattern.slice(1).replace(/[[\]]/g, '').replaceAll('/', '-');
}

/** @param {import('playwright-core').Page} page the overview @returns {Promise<string | null>} slug of an app */
async function firstApp(page) {
  const apps = page.locator('a[href^="/apps/"]:not([href="/apps/new"])');
  const href = (await apps.count()) > 0 ? await apps.first().getAttribute('href') : null;
  return href?.split('/')[2] ?? null;
}

/** Of the overview that is open. @param {import('playwright-core').Page} page @param {string} address */
async function teamOf(page, address) {
  await page.goto(`${address}/`);
  const href = await page.locator('a[href^="/teams/"]').first().getAttribute('href');
  return href?.split('/')[2]?.replace(/[?#].*/, '') ?? '';
}

/** @param {string} host the door to the other rooms */
async function signInLink(host) {
  const { makeSignInLink, operatorEmail, disconnect } = await import(new URL(`file://${host}`).href);
  try {
    const email = await operatorEmail();
    if (!email) throw new Refusal('Nobody has an account yet: use the link that npm start prints, then npm run demo.');
    return (await makeSignInLink({ purpose: 'existing-user', email })).url;
  } finally {
    await disconnect();
  }
}
