/**
 * `githubServer()`: the endpoints of a GitHub Enterprise Server that signing in needs, on a loopback port. It grants
 * at once what it is asked, and holds a code to its client, its redirect address and its PKCE challenge, once.
 */
import { createHash, randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface GithubServer {
  url: string;
  clientId: string;
  clientSecret: string;
  /** What GET /user and GET /user/emails answer; may be changed while it runs. */
  user: { id: number; login: string; name: string | null };
  emails: { email: string; primary: boolean; verified: boolean; visibility: string | null }[];
  close(): Promise<void>;
}

export async function githubServer(): Promise<GithubServer> {
  const grants = new Map<string, { challenge: string; redirectUri: string }>();
  const tokens = new Set<string>();
  const state: GithubServer = {
    url: '',
    clientId: 'Iv1.headroom',
    clientSecret: 'a secret of the OAuth app',
    user: { id: 1, login: 'nobody', name: null },
    emails: [],
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '/', state.url);
    const answer = (status: number, body: unknown) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    if (url.pathname === '/login/oauth/authorize') {
      const asked = url.searchParams;
      const code = randomBytes(10).toString('hex');
      const redirectUri = asked.get('redirect_uri') ?? '';
      if (asked.get('client_id') !== state.clientId || asked.get('code_challenge_method') !== 'S256')
        return answer(400, { error: 'bad_request' });
      grants.set(code, { challenge: asked.get('code_challenge') ?? '', redirectUri });
      const back = new URL(redirectUri);
      back.search = new URLSearchParams({ code, state: asked.get('state') ?? '' }).toString();
      return response.writeHead(302, { location: back.href }).end();
    }
    if (url.pathname === '/login/oauth/access_token') {
      const given = new URLSearchParams(await bodyOf(request));
      const code = given.get('code') ?? '';
      const grant = grants.get(code);
      grants.delete(code);
      const challenge = createHash('sha256')
        .update(given.get('code_verifier') ?? '')
        .digest('base64url');
      const basic = Buffer.from((request.headers.authorization ?? '').replace(/^Basic /, ''), 'base64').toString();
      const isClient = decodeURIComponent(basic.replaceAll('+', ' ')) === `${state.clientId}:${state.clientSecret}`;
      if (!isClient || !grant || grant.challenge !== challenge || grant.redirectUri !== given.get('redirect_uri'))
        return answer(200, { error: 'bad_verification_code' });
      const token = `gho_${randomBytes(18).toString('hex')}`;
      tokens.add(token);
      return answer(200, { access_token: token, token_type: 'bearer', scope: 'read:user,user:email' });
    }
    if (!tokens.has((request.headers.authorization ?? '').replace(/^Bearer /, '')))
      return answer(401, { message: 'Bad credentials' });
    if (url.pathname === '/api/v3/user') return answer(200, state.user);
    if (url.pathname === '/api/v3/user/emails') return answer(200, state.emails);
    return answer(404, { message: 'Not Found' });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  state.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return state;
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}
