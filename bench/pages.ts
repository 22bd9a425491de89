/**
 * What a viewer waits for: the app page, and the team page of many apps with the demo's history, in a real browser
 * beside a real PostgreSQL. `--apps N` (1,000), `--days N` (60), `--runs N` (20); `--team` measures the team page
 * alone. Needs a build: `npm test` makes one.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { Page } from 'playwright-core';
import { prisma } from '@/prisma/client';
import { testBrowser } from '@/scripts/lib/browser.mjs';
import { freePort } from '@/scripts/lib/postgres.mjs';
import { sendHistory } from '../scripts/demo/history';
import { registerSynthetic } from '../scripts/demo/register';
import { makeSignInLink } from '../service/auth/sign-in-links';
import { type Ground, type Migrate, onGround } from './ground';
import { sendLines } from './pages-lines';
import { measure, measureDrawing } from './pages-measure';

const READY_MS = 120_000;

export async function bench(migrate: Migrate, args: string[]): Promise<void> {
  if (!existsSync('.next/BUILD_ID')) throw new Error('The pages are not built: npm test builds them, npm start too');
  const options = {
    apps: { type: 'string' },
    days: { type: 'string' },
    runs: { type: 'string' },
    team: { type: 'boolean' },
  } as const;
  const given = parseArgs({ args, options }).values;
  const [apps, days, runs] = [Number(given.apps ?? 1_000), Number(given.days ?? 60), Number(given.runs ?? 20)];
  await onGround(migrate, 0, async (ground) => {
    const url = `http://localhost:${await freePort()}`;
    Object.assign(process.env, environment(ground, url));
    const slug = await fill(ground, days);
    await copies(ground, slug, apps - 1);
    start(ground, ['node_modules/next/dist/bin/next', 'start', '-p', new URL(url).port, '-H', '127.0.0.1']);
    await until(() =>
      fetch(`${url}/readyz`).then(
        ({ ok }) => ok,
        () => false,
      ),
    );
    const browser = await testBrowser();
    try {
      const page = await browser.newPage({ locale: 'en-GB', viewport: { width: 1360, height: 900 } });
      await signIn(page);
      // The first operator begins with a team of their own.
      await ground.pool.query('UPDATE app SET team_id = (SELECT team_id FROM membership LIMIT 1)');
      console.log(`${apps} apps, ${days} days of history, ${runs} loads a page after two to warm up: median (p95)\n`);
      await measure(page, `${url}/`, runs);
      if (given.team) return;
      await measure(page, `${url}/apps/${slug}`, runs);
      await measureDrawing(page, url, slug, runs);
    } finally {
      await browser.close();
      await prisma().$disconnect();
    }
  });
}

function environment({ url: databaseUrl, folder, collector }: Ground, url: string) {
  return {
    NODE_ENV: 'production',
    DATABASE_URL: databaseUrl,
    DIRECT_DATABASE_URL: databaseUrl,
    HEADROOM_URL: url,
    HEADROOM_WEB_PORT: new URL(url).port,
    HEADROOM_COLLECTOR_PORT: String(collector.port),
    HEADROOM_DATA_DIR: folder,
    HEADROOM_SECRET: 'only-for-this-run-and-never-used-elsewhere',
    OTEL_SDK_DISABLED: 'true',
  };
}

/** One app with the demo's past, over the wire, and what the worker makes of it. */
async function fill(ground: Ground, days: number): Promise<string> {
  const { slug, token } = await registerSynthetic();
  const endpoint = `http://127.0.0.1:${ground.collector.port}`;
  await sendHistory({ endpoint, token, days, endAt: Date.now(), progress: () => {} });
  await sendLines({ endpoint, token });
  const worker = start(ground, ['dist/worker.mjs']);
  await until(async () => {
    const state = await prisma().appState.findFirst({ where: { app: { slug } } });
    const { advice } = (state ?? {}) as { advice?: { headroom?: { multiple: number | null } } };
    return advice?.headroom?.multiple != null;
  });
  worker.kill('SIGTERM');
  return slug;
}

/** Other apps of the team with the same advice: what the team page reads of each. */
async function copies({ pool }: Ground, slug: string, count: number): Promise<void> {
  await pool.query(
    `WITH made AS (INSERT INTO app (team_id, slug, name, roadmap_id, roadmap_version, population, deployment)
                   SELECT team_id, slug || '-' || n, name || ' ' || n, roadmap_id, roadmap_version, population, deployment
                   FROM app, generate_series(1, $2::int) AS n WHERE slug = $1 RETURNING id)
     INSERT INTO app_state (app_id, computed_at, advice, summary, line)
     SELECT made.id, computed_at, advice, summary, line FROM made, app_state
     WHERE app_state.app_id = (SELECT id FROM app WHERE slug = $1)`,
    [slug, count],
  );
}

function start({ keep }: Ground, args: string[]) {
  const child = spawn(process.execPath, args, { env: process.env, stdio: ['ignore', 'ignore', 'inherit'] });
  keep(child);
  return child;
}

async function until(ready: () => Promise<boolean>): Promise<void> {
  const deadlineAt = Date.now() + READY_MS;
  while (!(await ready())) {
    if (Date.now() > deadlineAt) throw new Error('Headroom was not ready within two minutes');
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}

async function signIn(page: Page): Promise<void> {
  await page.goto((await makeSignInLink({ purpose: 'first-operator' })).url);
  await page.getByLabel('E-mail').fill('ada@example.com');
  await page.getByRole('textbox', { name: 'Password' }).fill('correct horse battery staple');
  await page.getByRole('button', { name: 'Begin' }).click();
  await page.waitForURL((at) => at.pathname === '/');
}
