/** Every page of a running stack under axe, and every route's headers: a new one is looked at without being named. */
import axe from 'axe-core';
import type { Cookie, Page } from 'playwright-core';
import { THEME_SCRIPT } from '@/components/shell/theme-script';
import { routeTable, visitEach } from '@/scripts/lib/pages.mjs';

const WIDE = { width: 1360, height: 900 };
const PHONE = { width: 390, height: 844 };
/** Themes differ in colours alone, so that dark need not be searched for anything else. */
const LOOKS = [
  { name: 'wide, light', size: WIDE, dark: false, rules: null },
  { name: 'wide, dark', size: WIDE, dark: true, rules: ['color-contrast'] },
  { name: 'phone, dark', size: PHONE, dark: true, rules: ['color-contrast'] },
  { name: 'phone, light', size: PHONE, dark: false, rules: null },
];
const GRAVE = ['serious', 'critical'];

/** What axe finds serious or critical, a line each: "/status phone, dark: color-contrast: <a …>". */
export async function axeProblems(page: Page, url: string) {
  const problems: string[] = [];
  let pages = 0;
  const before = page.viewportSize();
  const unreached = await visitEach(page, { url, patterns: routeTable('.').pages }, async ({ path }) => {
    pages += 1;
    problems.push(...(await axeProblemsHere(page, path)));
  });
  if (before) await page.setViewportSize(before);
  return { problems, unreached, pages };
}

/** The same of the page that is open now. */
export async function axeProblemsHere(page: Page, path: string): Promise<string[]> {
  const problems: string[] = [];
  await page.evaluate(`${axe.source}; 0`);
  // A colour on its way to another has no contrast of its own.
  await page.addStyleTag({ content: '*, *::before, *::after { transition: none !important }' });
  for (const { name, size, dark, rules } of LOOKS) {
    await page.setViewportSize(size);
    await page.evaluate((on) => document.documentElement.classList.toggle('dark', on), dark);
    const found = await page.evaluate(
      (only) =>
        // The one of the page, not the one of this file.
        (window as unknown as { axe: typeof axe }).axe.run(document, {
          resultTypes: ['violations'],
          ...(only ? { runOnly: only } : {}),
        }),
      rules,
    );
    for (const { id, impact, nodes } of found.violations.filter((one) => GRAVE.includes(one.impact ?? '')))
      problems.push(`${path} ${name}: ${impact} ${id}: ${nodes[0]?.html.slice(0, 200)} and ${nodes.length - 1} more`);
  }
  await page.setViewportSize(WIDE);
  return problems;
}

/** What is missing in the answers of all routes, asked by a stranger and with these cookies. */
export async function headerProblems(url: string, cookies: Cookie[]): Promise<string[]> {
  const { pages, handlers } = routeTable('.');
  const cookie = cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
  const problems = cookies
    .filter(({ name, httpOnly, sameSite }) => name.includes('session') && !(httpOnly && sameSite === 'Lax'))
    .map(({ name }) => `the cookie ${name} is open to scripts or to other sites`);
  for (const pattern of [...pages, ...handlers, '/no-such-page']) {
    const path = pattern.replaceAll(/\[[^\]]*\]/g, 'checkout');
    // The live stream goes on for ever to those who may see it.
    const senders: Record<string, string>[] = path.endsWith('/live') ? [{}] : [{}, { cookie }];
    for (const headers of senders) {
      const answer = await fetch(url + path, { headers, redirect: 'manual' });
      const html = answer.headers.get('content-type')?.includes('text/html') ? await answer.text() : '';
      problems.push(...missing(answer, html, path).map((what) => `GET ${path}: ${what}`));
    }
    const forged = await fetch(url + path, {
      method: 'POST',
      headers: { cookie, origin: 'https://elsewhere.example', 'content-type': 'application/x-www-form-urlencoded' },
      body: 'a=b',
    });
    if (forged.status !== 403) problems.push(`POST ${path} from another site is answered with ${forged.status}`);
  }
  return problems;
}

function missing({ headers }: Response, html: string, path: string): string[] {
  const policy = headers.get('content-security-policy') ?? '';
  const scripts = /script-src ([^;]*)/.exec(policy)?.[1] ?? '';
  const nonce = /'nonce-([^']+)'/.exec(scripts)?.[1];
  const strangers = [...html.matchAll(/<script([^>]*)>([^<]*)/g)].filter(
    ([, attributes = '', text]) => !attributes.includes(`nonce="${nonce}"`) && text !== THEME_SCRIPT,
  );
  const isPicture = path.startsWith('/badge/');
  const runsNothing = isPicture ? policy.startsWith("default-src 'none';") : nonce && !/unsafe/.test(scripts);
  return [
    ...(runsNothing ? [] : [`scripts may run by ${scripts || 'anything'}`]),
    ...strangers.map(([tag]) => `a script without the nonce: ${tag.slice(0, 80)}`),
    ...(isPicture
      ? ["frame-ancestors 'none'", "base-uri 'none'", "form-action 'none'"]
      : ["frame-ancestors 'none'", "object-src 'none'", "base-uri 'self'", "form-action 'self'"]
    ).filter((directive) => !policy.includes(directive)),
    ...Object.entries({
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      // The address of a shared report is its secret.
      'referrer-policy': path.startsWith('/shared/') ? 'no-referrer' : 'same-origin',
      'cross-origin-opener-policy': 'same-origin',
    }).flatMap(([name, wanted]) => (headers.get(name) === wanted ? [] : [`${name} is ${headers.get(name)}`])),
    ...(headers.get('permissions-policy')?.includes('camera=()') ? [] : ['no permissions-policy']),
    ...(headers.has('x-powered-by') ? ['it says what it is made with'] : []),
  ];
}
