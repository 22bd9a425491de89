/** A browser without a window, for what no page does: it keeps cookies and shows each redirect. */

export interface CookieClient {
  jar: Map<string, string>;
  ask(path: string, more?: RequestInit): Promise<Response>;
  /** Begins signing in by a provider as the button does. @returns where it would go */
  begin(callbackUrl?: string, id?: string): Promise<string>;
}

/** @param home address of the pages */
export function cookieClient(home: string): CookieClient {
  const jar = new Map<string, string>();
  const ask = async (path: string, more: RequestInit = {}) => {
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const url = path.startsWith('http') ? path : home + path;
    const answer = await fetch(url, { redirect: 'manual', ...more, headers: { cookie, ...more.headers } });
    for (const line of answer.headers.getSetCookie()) {
      const [name = '', value = ''] = line.split(';')[0]?.split(/=(.*)/s) ?? [];
      if (value === '' || /Max-Age=0/i.test(line)) jar.delete(name);
      else jar.set(name, value);
    }
    return answer;
  };
  const begin = async (callbackUrl = '/', id = 'github') => {
    const { csrfToken } = await (await ask('/api/auth/csrf')).json();
    const body = new URLSearchParams({ csrfToken, callbackUrl, json: 'true' });
    return (await (await ask(`/api/auth/signin/${id}`, { method: 'POST', body })).json()).url as string;
  };
  return { jar, ask, begin };
}

export const locationOf = (answer: Response) => answer.headers.get('location') ?? '';
