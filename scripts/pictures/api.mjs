// The REST API as a script speaks it: with a token that is made on the page, as everybody makes one.
import { Refusal } from '../lib/terminal.mjs';

const SCOPES = ['read', 'write', 'deploy', 'manage', 'people'];
const LABEL = 'npm run screenshots';
/** A token may ask so often again after a refusal. */
const MOST_TRIES = 20;
/** Of a token, as the page shows it afterwards. */
const HINT_LENGTH = 8;

/** @typedef {(method: string, path: string, body?: unknown) => Promise<any>} Api */

/**
 * @param {import('playwright-core').Page} page signed in, as an admin of the team
 * @param {{ address: string, team: string }} of
 * @returns {Promise<{ api: Api, end: () => Promise<void> }>} `end` revokes the token
 */
export async function apiOf(page, { address, team }) {
  const tokens = `${address}/teams/${team}/tokens`;
  await page.goto(tokens);
  await page.locator('input[name=label]').fill(LABEL);
  for (const scope of SCOPES) await page.locator(`input[name=scope][value=${scope}]`).check();
  await page.getByRole('button', { name: 'Make a token' }).click();
  const token = (await page.locator('code.select-all').textContent()) ?? '';
  return {
    api: (method, path, body) => ask(`${address}/api/v1${path}`, { method, token, body }),
    async end() {
      await page.goto(tokens);
      const line = page.locator('li:has(details)', { hasText: token.slice(0, HINT_LENGTH) });
      await line.locator('summary').click();
      await line.getByRole('button', { name: /^Revoke/ }).click();
      await line.waitFor({ state: 'detached' });
    },
  };
}

/** @param {string} url @param {{ method: string, token: string, body: unknown }} given @returns {Promise<any>} */
async function ask(url, { method, token, body }) {
  for (let tries = 1; ; tries++) {
    const answer = await fetch(url, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (answer.ok) return answer.status === 204 ? null : answer.json();
    if (answer.status !== 429 || tries === MOST_TRIES)
      throw new Refusal(`${method} ${new URL(url).pathname} was answered ${answer.status}: ${await answer.text()}`);
    await new Promise((done) => setTimeout(done, 1000 * Number(answer.headers.get('retry-after') ?? 1)));
  }
}
