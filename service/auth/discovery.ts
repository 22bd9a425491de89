/**
 * Where an OpenID Connect issuer has its endpoints, as it says itself. They are addresses that Headroom connects to,
 * so they obey the rules of all others: public or opened by the operator, TLS, no redirects, a bounded answer.
 */
import { z } from 'zod';
import { parseTargetUrl } from '@/config/allowed-targets';
import { outbound } from '@/config/outbound';
import { resources } from '../resources';

const address = z.string().max(2_000);
const metadata = z.object({
  issuer: address,
  authorization_endpoint: address,
  token_endpoint: address,
  jwks_uri: address,
  userinfo_endpoint: address.optional(),
  id_token_signing_alg_values_supported: z.array(z.string()).default(['RS256']),
  token_endpoint_auth_methods_supported: z.array(z.string()).default(['client_secret_basic']),
});

export interface Endpoints {
  issuer: string;
  authorization: string;
  token: string;
  jwks: string;
  userinfo: string | null;
  /** What ID tokens are signed with: never `none`, never our own secret. */
  signedWith: string;
  tokenAuth: 'client_secret_basic' | 'client_secret_post';
}

/** In order of preference; RS256 is the one that every issuer has to speak. */
const SIGNATURES = ['RS256', 'ES256', 'PS256', 'EdDSA', 'RS384', 'RS512', 'ES384', 'ES512', 'PS384', 'PS512'];
const KEEP_MS = 10 * 60_000;
const TIMEOUT_MS = 5_000;
const MOST_BYTES = 256 * 1024;

const known = new Map<string, { endpoints: Endpoints; at: number }>();

/** Kept for 10 minutes. @throws TargetRefused, OutboundError, or an Error that says what is wrong with its answer */
export async function discover(issuer: string): Promise<Endpoints> {
  const { now, installation } = resources();
  const kept = known.get(issuer);
  if (kept && now() - kept.at < KEEP_MS) return kept.endpoints;
  const { allowedTargets } = installation();
  const base = issuer.replace(/\/+$/, '');
  const out = outbound(allowedTargets);
  try {
    const url = parseTargetUrl(`${base}/.well-known/openid-configuration`, allowedTargets);
    const reply = await out.get({
      url,
      headers: { accept: 'application/json' },
      timeoutMs: TIMEOUT_MS,
      mostBytes: MOST_BYTES,
    });
    if (reply.status !== 200) throw new Error(`${url} answers ${reply.status}.`);
    const endpoints = endpointsOf(JSON.parse(reply.body.toString('utf8')), base);
    for (const asked of [endpoints.token, endpoints.jwks, endpoints.userinfo ?? base]) {
      await out.check(parseTargetUrl(asked, allowedTargets));
    }
    known.set(issuer, { endpoints, at: now() });
    return endpoints;
  } finally {
    out.close();
  }
}

/** @param base the issuer of the settings. @throws Error: its document is not one that may be trusted */
export function endpointsOf(said: unknown, base: string): Endpoints {
  const parsed = metadata.safeParse(said);
  if (!parsed.success) throw new Error(`The discovery document of ${base} lacks ${parsed.error.issues[0]?.path}.`);
  const found = parsed.data;
  if (found.issuer.replace(/\/+$/, '') !== base) throw new Error(`${base} calls itself another issuer.`);
  const { protocol } = new URL(base);
  const { authorization_endpoint, token_endpoint, jwks_uri, userinfo_endpoint } = found;
  for (const one of [authorization_endpoint, token_endpoint, jwks_uri, userinfo_endpoint ?? base]) {
    if (!URL.canParse(one) || !['https:', protocol].includes(new URL(one).protocol))
      throw new Error(`An endpoint of ${base} is not https.`);
  }
  const signedWith = SIGNATURES.find((one) => found.id_token_signing_alg_values_supported.includes(one));
  if (!signedWith) throw new Error(`${base} signs with nothing that is known here.`);
  const methods = found.token_endpoint_auth_methods_supported;
  return {
    issuer: found.issuer,
    authorization: authorization_endpoint,
    token: token_endpoint,
    jwks: jwks_uri,
    userinfo: userinfo_endpoint ?? null,
    signedWith,
    tokenAuth: methods.includes('client_secret_basic') ? 'client_secret_basic' : 'client_secret_post',
  };
}
