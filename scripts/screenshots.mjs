// `npm run screenshots`: pictures of every page of the running Headroom into screenshots/: wide and phone, light and
// dark. It signs in as the operator.  --app SLUG  the app to show (else the one that needs somebody first)
//                                      --only TEXT  pages whose address pattern holds it
import { mkdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { joinRunning } from './lib/join.mjs';
import { open, routeTable, visitEach } from './lib/pages.mjs';
import { fail, Refusal } from './lib/terminal.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const folder = join(root, 'screenshots');
const SIZES = { wide: { width: 1360, height: 900 }, phone: { width: 390, height: 844 } };
const THEMES = /** @type {const} */ (['light', 'dark']);
/** Shown to whoever is signed out. */
const SIGNED_OUT = '/sign-in';

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
    const stranger = await (await browser.newContext({ locale: 'en-GB' })).newPage();
    const shown = app ? `/apps/${app}` : await firstApp(page);
    const start = shown ? [shown, await makeReport(page, address + shown)] : [];
    const missed = await visitEach(page, { url: address, patterns: pages, start }, async ({ pattern, path }) => {
      if (!pattern.includes(only)) return;
      pictures += await take(pattern.startsWith(SIGNED_OUT) ? stranger : page, address + path, pattern);
    });
    await open(page, `${address}/no-such-page`);
    pictures += await take(page, `${address}/no-such-page`, '/not-found');
    console.log(`\n${pictures} pictures in ${folder}`);
    if (missed.length) throw new Refusal(`No link leads to ${missed.join(', ')}: no pictures of them.`);
  } finally {
    await browser.close();
  }
} catch (error) {
  fail(error);
}

/** @param {import('playwright-core').Page} page @param {string} address @param {string} pattern */
async function take(page, address, pattern) {
  const name = pattern === '/' ? 'overview' : pattern.slice(1).replace(/[[\]]/g, '').replaceAll('/', '-');
  let taken = 0;
  for (const [size, viewport] of Object.entries(SIZES)) {
    await page.setViewportSize(viewport);
    for (const colorScheme of THEMES) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await open(page, address);
      await page.screenshot({ path: join(folder, `${name}-${size}-${colorScheme}.png`), fullPage: true });
      taken += 1;
    }
  }
  console.log(`  ${address}`);
  await page.setViewportSize(SIZES.wide);
  return taken;
}

/** @param {import('playwright-core').Page} page the overview @returns {Promise<string | null>} path of an app */
async function firstApp(page) {
  const apps = page.locator('a[href^="/apps/"]:not([href="/apps/new"])');
  return (await apps.count()) > 0 ? apps.first().getAttribute('href') : null;
}

/** A report has no address before it is made. @param {import('playwright-core').Page} page @param {string} app */
async function makeReport(page, app) {
  await page.goto(app);
  await page.getByRole('button', { name: 'Make a report' }).click();
  await page.waitForURL(/\/reports\/./);
  return new URL(page.url()).pathname;
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
