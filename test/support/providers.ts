/** The two kinds of provider that people sign in by, running, and the settings that offer them. */
import { type GithubServer, githubServer } from './github';
import { type OidcPerson, type OidcServer, oidcProvider } from './oidc';

export interface Providers {
  github: GithubServer;
  /** "Corp"; there once `settings` was asked for. */
  oidc: OidcServer;
  /** For `startStack`: the providers send browsers back to this address. */
  settings(url: string): Promise<Record<string, string>>;
  close(): Promise<void>;
}

export async function signInProviders(people: Record<string, OidcPerson>): Promise<Providers> {
  const github = await githubServer();
  const providers: Providers = {
    github,
    oidc: undefined as unknown as OidcServer,
    async settings(url) {
      const oidc = await oidcProvider({ redirectUri: `${url}/api/auth/callback/oidc`, people });
      providers.oidc = oidc;
      return {
        HEADROOM_OIDC_ISSUER: oidc.issuer,
        HEADROOM_OIDC_CLIENT_ID: oidc.clientId,
        HEADROOM_OIDC_CLIENT_SECRET: oidc.clientSecret,
        HEADROOM_OIDC_NAME: 'Corp',
        HEADROOM_GITHUB_URL: github.url,
        HEADROOM_GITHUB_CLIENT_ID: github.clientId,
        HEADROOM_GITHUB_CLIENT_SECRET: github.clientSecret,
        HEADROOM_ALLOWED_TARGETS: '127.0.0.1',
      };
    },
    close: async () => void (await Promise.all([providers.oidc?.close(), github.close()])),
  };
  return providers;
}
