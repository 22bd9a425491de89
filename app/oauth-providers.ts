/** The providers of the settings as next-auth wants them, each with state, PKCE and (OpenID Connect) a nonce. */
import type { OAuthConfig } from 'next-auth/providers/oauth';
import { parseTargetUrl } from '@/config/allowed-targets';
import { checkedLookup } from '@/config/outbound';
import type { SignInProvider } from '@/config/sign-in-settings';
import { claimsOf } from '@/service/auth/claims';
import { discover } from '@/service/auth/discovery';
import { githubProfile } from '@/service/auth/github';
import { resources } from '@/service/resources';

/** Of token endpoint and keys. */
const TIMEOUT_MS = 5_000;

/** @throws where its addresses may not be connected to, or its issuer says nothing of use */
export function oauthProvider(provider: SignInProvider): Promise<OAuthConfig<unknown>> {
  return provider.id === 'github' ? github(provider) : openidConnect(provider);
}

async function openidConnect(provider: Extract<SignInProvider, { issuer: string }>): Promise<OAuthConfig<unknown>> {
  const { issuer, authorization, token, jwks, userinfo, signedWith, tokenAuth } = await discover(provider.issuer);
  return {
    ...common(provider),
    issuer,
    idToken: true,
    checks: ['pkce', 'state', 'nonce'],
    authorization: { url: authorization, params: { scope: 'openid email profile' } },
    token: { url: token },
    jwks_endpoint: jwks,
    client: { id_token_signed_response_alg: signedWith, token_endpoint_auth_method: tokenAuth },
    userinfo: {
      ...(userinfo ? { url: userinfo } : {}),
      // Many issuers put the address into the ID token, the others tell it only when they are asked.
      request: async ({ client, tokens }) => {
        // Checked by then: signature, issuer, audience, nonce, times.
        const claims = (tokens as unknown as { claims(): Record<string, unknown> }).claims();
        if (claims.email !== undefined || !userinfo) return claims;
        // It refuses an answer about somebody else.
        return { ...(await client.userinfo(tokens as never)), sub: claims.sub };
      },
    },
  };
}

async function github(provider: Extract<SignInProvider, { url: string }>): Promise<OAuthConfig<unknown>> {
  const { url } = provider;
  parseTargetUrl(url, resources().installation().allowedTargets);
  return {
    ...common(provider),
    issuer: `${url}/login/oauth`,
    idToken: false,
    checks: ['pkce', 'state'],
    authorization: { url: `${url}/login/oauth/authorize`, params: { scope: 'read:user user:email' } },
    token: { url: `${url}/login/oauth/access_token` },
    userinfo: { request: ({ tokens }) => githubProfile(url, tokens.access_token ?? '') },
  };
}

function common({ id, name, clientId, clientSecret }: SignInProvider) {
  return {
    id,
    name,
    type: 'oauth' as const,
    clientId,
    clientSecret,
    httpOptions: { lookup: checkedLookup(resources().installation().allowedTargets), timeout: TIMEOUT_MS },
    // Who it is in our books is said later, in the callback `signIn`.
    profile: (said: unknown) => ({ id: claimsOf(said)?.subject ?? '' }),
  };
}
