/** Settings of signing in by a provider: each provider is offered when its id and its secret are set. */
import { z } from 'zod';

const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

/** Tokens and codes travel there, so plain http is for this machine itself. */
const safeAddress = z
  .url({ protocol: /^https?$/, error: 'must be an address such as https://login.example.com', abort: true })
  .refine((value) => {
    const { protocol, hostname } = new URL(value);
    return protocol === 'https:' || LOOPBACK.test(hostname);
  }, 'must begin with https:// (http only for this machine itself)')
  .refine((value) => {
    const { search, hash, username } = new URL(value);
    return `${search}${hash}${username}` === '';
  }, 'must not have a query, a fragment or a user');
const clientId = z.string().trim().min(1).max(500, 'must have at most 500 characters');
const clientSecret = z.string().min(8, 'must have at least 8 characters').max(2_000);
const domain = /^[a-z0-9-]+(\.[a-z0-9-]+)+$/i;
const domains = z
  .string()
  .refine(
    (value) => listOf(value).every((entry) => domain.test(entry)),
    'must be domains with commas between, such as example.com,example.org',
  );

export const SIGN_IN_SETTINGS = {
  HEADROOM_OIDC_ISSUER: {
    schema: safeAddress,
    fallback: 'unset: no sign-in by OpenID Connect',
    about:
      'The issuer of an OpenID Connect provider, such as https://login.example.com. On a private network it needs HEADROOM_ALLOWED_TARGETS too.',
  },
  HEADROOM_OIDC_CLIENT_ID: {
    schema: clientId,
    fallback: 'unset',
    about: 'Headroom’s id there. Its redirect address is HEADROOM_URL/api/auth/callback/oidc.',
  },
  HEADROOM_OIDC_CLIENT_SECRET: { schema: clientSecret, fallback: 'unset', about: 'Headroom’s secret there.' },
  HEADROOM_OIDC_NAME: {
    schema: z.string().trim().min(1).max(40, 'must have at most 40 characters'),
    fallback: 'single sign-on',
    about: 'What the button says: “Continue with …”.',
  },
  HEADROOM_GITHUB_CLIENT_ID: {
    schema: clientId,
    fallback: 'unset: no sign-in by GitHub',
    about: 'Of a GitHub OAuth app. Its callback address is HEADROOM_URL/api/auth/callback/github.',
  },
  HEADROOM_GITHUB_CLIENT_SECRET: { schema: clientSecret, fallback: 'unset', about: 'The secret of that app.' },
  HEADROOM_GITHUB_URL: {
    schema: safeAddress,
    fallback: 'https://github.com',
    about: 'The address of a GitHub Enterprise Server.',
  },
  HEADROOM_GOOGLE_CLIENT_ID: {
    schema: clientId,
    fallback: 'unset: no sign-in by Google',
    about: 'Of a Google OAuth client. Its redirect address is HEADROOM_URL/api/auth/callback/google.',
  },
  HEADROOM_GOOGLE_CLIENT_SECRET: { schema: clientSecret, fallback: 'unset', about: 'The secret of that client.' },
  HEADROOM_SIGN_IN_DOMAINS: {
    schema: domains,
    fallback: 'unset: invited addresses only',
    about: 'Whoever has a verified address of these domains at a provider may make an account, with commas between.',
  },
} as const;

type Given = Partial<Record<keyof typeof SIGN_IN_SETTINGS, string | number>>;

/** A place that says who somebody is. */
export type SignInProvider = { name: string; clientId: string; clientSecret: string } & (
  | { id: 'oidc' | 'google'; issuer: string }
  | { id: 'github'; url: string }
);

const GOOGLE = 'https://accounts.google.com';
const GITHUB = 'https://github.com';

/** Those whose settings are complete, in the order of their buttons. */
export function providersOf(given: Given): SignInProvider[] {
  const client = (of: 'OIDC' | 'GITHUB' | 'GOOGLE') => ({
    clientId: String(given[`HEADROOM_${of}_CLIENT_ID`]),
    clientSecret: String(given[`HEADROOM_${of}_CLIENT_SECRET`]),
  });
  const providers: SignInProvider[] = [];
  if (given.HEADROOM_OIDC_ISSUER) {
    const name = String(given.HEADROOM_OIDC_NAME ?? 'single sign-on');
    providers.push({ id: 'oidc', name, issuer: String(given.HEADROOM_OIDC_ISSUER), ...client('OIDC') });
  }
  if (given.HEADROOM_GOOGLE_CLIENT_ID)
    providers.push({ id: 'google', name: 'Google', issuer: GOOGLE, ...client('GOOGLE') });
  if (given.HEADROOM_GITHUB_CLIENT_ID) {
    const url = String(given.HEADROOM_GITHUB_URL ?? GITHUB).replace(/\/+$/, '');
    providers.push({ id: 'github', name: url === GITHUB ? 'GitHub' : 'GitHub Enterprise', url, ...client('GITHUB') });
  }
  return providers;
}

const SETS = [
  ['HEADROOM_OIDC_ISSUER', 'HEADROOM_OIDC_CLIENT_ID', 'HEADROOM_OIDC_CLIENT_SECRET'],
  ['HEADROOM_GITHUB_CLIENT_ID', 'HEADROOM_GITHUB_CLIENT_SECRET'],
  ['HEADROOM_GOOGLE_CLIENT_ID', 'HEADROOM_GOOGLE_CLIENT_SECRET'],
] as const;

/** A line for each provider of which something is set and something is missing. */
export function halfProviders(given: Given): string[] {
  return SETS.flatMap((names) => {
    const missing = names.filter((name) => !given[name]);
    if (missing.length === 0 || missing.length === names.length) return [];
    return [`${missing.join(' and ')} missing: set ${names.join(', ')} together, or none of them`];
  });
}

export function signInDomainsOf(given: Given): string[] {
  return listOf(String(given.HEADROOM_SIGN_IN_DOMAINS ?? '')).map((entry) => entry.toLowerCase());
}

const listOf = (value: string) =>
  value
    .split(',')
    .map((entry) => entry.trim())
    .filter(Boolean);
