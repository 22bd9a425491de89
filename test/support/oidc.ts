/**
 * `oidcProvider()`: a real OpenID Connect provider on a loopback port of its own, with pages to sign in by any of
 * its people's names. PKCE is required; the address is told by its userinfo endpoint alone, as many issuers do.
 */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import Provider from 'oidc-provider';
import type { Page } from 'playwright-core';

export interface OidcPerson {
  email: string;
  email_verified?: unknown;
  name?: string;
}

export interface OidcServer {
  issuer: string;
  clientId: string;
  clientSecret: string;
  /** By the name that they sign in with; may be changed while it runs. */
  people: Record<string, OidcPerson>;
  close(): Promise<void>;
}

export async function oidcProvider(options: {
  /** Where it may send browsers back to. */
  redirectUri: string;
  people: Record<string, OidcPerson>;
}): Promise<OidcServer> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const client = { clientId: 'headroom', clientSecret: 'a secret of the client' };
  const { people } = options;
  const provider = new Provider(issuer, {
    clients: [{ client_id: client.clientId, client_secret: client.clientSecret, redirect_uris: [options.redirectUri] }],
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
    pkce: { required: () => true },
    // Its defaults say so on the terminal, once for each kind.
    ttl: { Interaction: 600, Session: 600, Grant: 600, AccessToken: 600, IdToken: 600 },
    cookies: { keys: ['a key of the test'] },
    findAccount: (_context, sub) => ({ accountId: sub, claims: async () => ({ sub, ...people[sub] }) as never }),
  });
  server.on('request', provider.callback());
  return { issuer, ...client, people, close: () => closed(server) };
}

async function closed(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}

/** Through the provider's own pages: who one is, then consent. */
export async function atProvider(page: Page, oidc: OidcServer, who: string): Promise<void> {
  await page.waitForURL(`${oidc.issuer}/**`);
  await page.locator('input[name=login]').fill(who);
  await page.locator('input[name=password]').fill('any');
  await page.locator('button[type=submit]').click();
  await page.locator('form:has(input[value=consent]) button[type=submit]').click();
}
