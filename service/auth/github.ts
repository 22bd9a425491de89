/** Who somebody is at GitHub or a GitHub Enterprise Server: two requests with the token that they granted. */
import { outbound } from '@/config/outbound';
import { resources } from '../resources';
import { githubClaims } from './claims';

const TIMEOUT_MS = 5_000;
const MOST_BYTES = 1024 * 1024;

/** The API of an installation: github.com and those on ghe.com have a host for it, servers of one's own a path. */
export function githubApi(url: string): string {
  const { host } = new URL(url);
  if (host === 'github.com' || host.endsWith('.ghe.com')) return `https://api.${host}`;
  return `${url}/api/v3`;
}

/** @throws Error that holds nothing of the token */
export async function githubProfile(url: string, token: string): Promise<Record<string, unknown>> {
  const out = outbound(resources().installation().allowedTargets);
  const ask = async (path: string): Promise<unknown> => {
    const reply = await out.get({
      url: new URL(`${githubApi(url)}${path}`),
      headers: { accept: 'application/vnd.github+json', authorization: `Bearer ${token}`, 'user-agent': 'Headroom' },
      timeoutMs: TIMEOUT_MS,
      mostBytes: MOST_BYTES,
    });
    if (reply.status !== 200) throw new Error(`GitHub answers ${reply.status} to ${path}.`);
    return JSON.parse(reply.body.toString('utf8'));
  };
  try {
    return githubClaims(await ask('/user'), await ask('/user/emails?per_page=100'));
  } finally {
    out.close();
  }
}
