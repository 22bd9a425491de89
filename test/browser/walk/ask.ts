/** One request of the walk to the running pages, and what its answer comes to. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { ActionLine, PageLine, RouteLine, Verdict } from './line';
import type { Ids } from './team';

export interface Answer {
  verdict: Verdict | `strange: ${string}`;
  /** All that was said, for what must not stand in it. */
  text: string;
  /** What a reader could tell two answers apart by. */
  told: string;
}

/** How a caller shows who they are. */
export type Headers = Record<string, string>;

// What React's own client sends for an action: https://nextjs.org/docs/app/api-reference/directives/use-server
const { encodeReply } = createRequire(import.meta.url)(
  'next/dist/compiled/react-server-dom-turbopack/client.node.js',
) as { encodeReply(args: unknown[]): Promise<string | FormData> };

export interface Action {
  id: string;
  /** A page that carries it, such as /apps/[app]/settings. */
  page: string;
}

/** Every server action of the build: "app/account/actions.ts#rename". */
export function actionsOfBuild(): Map<string, Action> {
  const { node } = JSON.parse(readFileSync('.next/server/server-reference-manifest.json', 'utf8')) as {
    node: Record<string, { filename: string; exportedName: string; workers: Record<string, unknown> }>;
  };
  return new Map(
    Object.entries(node).map(([id, { filename, exportedName, workers }]) => {
      const [page = ''] = Object.keys(workers).sort((a, b) => a.split('[').length - b.split('[').length);
      return [`${filename}#${exportedName}`, { id, page: page.replace(/^app/, '').replace(/\/page$/, '') || '/' }];
    }),
  );
}

export async function askPage(url: string, line: PageLine, headers: Headers, ids: Ids): Promise<Answer> {
  const response = await fetch(url + line.path(ids), { headers, redirect: 'manual' });
  const text = await response.text();
  // A page that was begun before it was known says so in its stream.
  const missing = response.status === 404 || text.includes('NEXT_HTTP_ERROR_FALLBACK;404');
  const read = text.replaceAll(/<(script|style)[\s\S]*?<\/\1>/g, '').replaceAll(/<[^>]*>/g, ' ');
  const place = response.headers.get('location') ?? '';
  const told = `${response.status} ${place} ${read}`;
  if (/\/sign-in\b/.test(place) || text.includes('NEXT_REDIRECT;replace;/sign-in'))
    return { verdict: 'shut', text, told };
  if (missing) return { verdict: 'not-found', text, told };
  const fine = response.status < 400 && !/This page could not be|data-error-page/.test(text);
  return { verdict: fine ? 'done' : `strange: ${response.status}`, text, told };
}

const VERDICTS: Record<number, Verdict> = {
  400: 'invalid',
  401: 'shut',
  403: 'forbidden',
  404: 'not-found',
  409: 'invalid',
};

export async function askRoute(url: string, line: RouteLine, headers: Headers, ids: Ids): Promise<Answer> {
  const body = line.body?.(ids);
  const response = await fetch(url + line.path(ids), {
    method: line.method ?? 'GET',
    headers: { ...headers, accept: 'application/json, text/event-stream', 'content-type': 'application/json' },
    redirect: 'manual',
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const live = response.headers.get('content-type')?.startsWith('text/event-stream');
  const text = live ? '' : await response.text();
  if (live) await response.body?.cancel();
  const told = `${response.status} ${text}`;
  const verdict = response.status < 400 ? 'done' : VERDICTS[response.status];
  return { verdict: verdict ?? `strange: ${response.status} ${text.slice(0, 200)}`, text, told };
}

/** A tool of /mcp says in its answer's text what it did not find. */
export async function askTool(url: string, line: RouteLine, headers: Headers, ids: Ids): Promise<Answer> {
  const answer = await askRoute(url, line, headers, ids);
  if (answer.verdict !== 'done') return answer;
  const { result } = JSON.parse(answer.text) as { result?: { isError?: boolean; content: { text: string }[] } };
  if (!result) return { ...answer, verdict: `strange: ${answer.text.slice(0, 200)}` };
  if (!result.isError) return answer;
  return { ...answer, verdict: /^There is no such /.test(result.content[0]?.text ?? '') ? 'not-found' : 'forbidden' };
}

/** @returns beside the answer the cookies that it sets */
export async function askAction(
  url: string,
  action: Action,
  line: ActionLine,
  headers: Headers,
  ids: Ids,
): Promise<Answer & { cookies: string }> {
  const response = await fetch(url + action.page.replaceAll(/\[(\w+)\]/g, (_, name) => holes(ids)[name] ?? name), {
    method: 'POST',
    headers: { ...headers, origin: url, accept: 'text/x-component', 'next-action': action.id },
    body: await encodeReply(await line.args(ids)),
    redirect: 'manual',
  });
  const text = await response.text();
  const cookies = response.headers
    .getSetCookie()
    .map((set) => set.split(';')[0] ?? '')
    .join('; ');
  const on = response.headers.get('x-action-redirect');
  if (on !== null) return { verdict: /^\/sign-in\b/.test(on) ? 'shut' : 'done', text, told: on, cookies };
  const result = /^1:(.*)$/m.exec(text)?.[1] ?? '';
  return { verdict: verdictOf(response.status, result), text, told: `${response.status} ${result}`, cookies };
}

const holes = (ids: Ids): Record<string, string> => ({ ...ids, id: ids.dashboard, phase: '1' }) as never;

function verdictOf(status: number, result: string): Answer['verdict'] {
  if (status === 404) return 'not-found';
  if (status >= 400) return `strange: ${status} ${result.slice(0, 200)}`;
  let said: unknown;
  try {
    said = JSON.parse(result);
  } catch {
    return `strange: ${result.slice(0, 200)}`;
  }
  if (typeof said !== 'object' || said === null) return 'done';
  const error = (said as { error?: null | string | { message: string } }).error ?? null;
  if (error === null || error === '$undefined') return 'done';
  const words = typeof error === 'string' ? error : error.message;
  if (/^There is no such /.test(words)) return 'not-found';
  return /role in this team|Only an operator|needs the role/.test(words) ? 'forbidden' : 'invalid';
}
