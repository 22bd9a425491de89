/** Where an issuer's endpoints are, from a real provider; and what of it is not believed. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parseAllowedTargets } from '@/config/allowed-targets';
import { discover, endpointsOf } from '@/service/auth/discovery';
import { githubApi, githubProfile } from '@/service/auth/github';
import { setResources } from '@/service/resources';
import { type OidcServer, oidcProvider } from '../support/oidc';

let oidc: OidcServer;
let open = '127.0.0.1';

beforeAll(async () => {
  oidc = await oidcProvider({ redirectUri: 'http://localhost:4100/api/auth/callback/oidc', people: {} });
  setResources({
    // Nothing here needs the database.
    prisma: {} as never,
    telemetry: {} as never,
    installation: () => ({
      allowedTargets: parseAllowedTargets(open),
      encryptionKeys: null,
      dataDir: '.',
      secret: 'x'.repeat(32),
    }),
  });
});
afterAll(() => oidc.close());

test('a private issuer is asked only where the operator opened its address', async () => {
  open = '';
  await expect(discover(oidc.issuer)).rejects.toMatchObject({ name: 'TargetRefused' });
  open = '127.0.0.1';
  expect(await discover(oidc.issuer)).toEqual({
    issuer: oidc.issuer,
    authorization: `${oidc.issuer}/auth`,
    token: `${oidc.issuer}/token`,
    jwks: `${oidc.issuer}/jwks`,
    userinfo: `${oidc.issuer}/me`,
    signedWith: 'RS256',
    tokenAuth: 'client_secret_basic',
  });
});

const base = 'https://login.example.org';
const document = {
  issuer: base,
  authorization_endpoint: `${base}/authorize`,
  token_endpoint: `${base}/token`,
  jwks_uri: `${base}/keys`,
};

test.each([
  ['calls itself another issuer', { issuer: 'https://evil.example.net' }, /another issuer/],
  ['has a token endpoint without TLS', { token_endpoint: 'http://login.example.org/token' }, /not https/],
  ['sends browsers to a script', { authorization_endpoint: 'javascript:alert(1)' }, /not https/],
  ['has no keys', { jwks_uri: undefined }, /lacks jwks_uri/],
  ['signs with nothing', { id_token_signing_alg_values_supported: ['none'] }, /signs with nothing/],
  ['signs with our own secret', { id_token_signing_alg_values_supported: ['HS256'] }, /signs with nothing/],
])('an issuer that %s is refused', (_, change, said) => {
  expect(() => endpointsOf({ ...document, ...change }, base)).toThrow(said);
});

test('what an issuer offers is chosen from', () => {
  const offers = {
    id_token_signing_alg_values_supported: ['none', 'ES256'],
    token_endpoint_auth_methods_supported: ['client_secret_post'],
  };
  expect(endpointsOf({ ...document, issuer: `${base}/`, ...offers }, base)).toMatchObject({
    issuer: `${base}/`,
    userinfo: null,
    signedWith: 'ES256',
    tokenAuth: 'client_secret_post',
  });
});

test('an issuer cannot point at what only this network should reach', async () => {
  let keys = 'http://169.254.169.254/latest/meta-data';
  const server = createServer((_request, response) => {
    const own = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    response.end(
      JSON.stringify({
        issuer: own,
        authorization_endpoint: `${own}/a`,
        token_endpoint: `${own}/t`,
        jwks_uri: keys,
      }),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  try {
    await expect(discover(issuer)).rejects.toMatchObject({ name: 'TargetRefused' });
    keys = 'http://10.0.0.1/keys';
    await expect(discover(issuer)).rejects.toMatchObject({ name: 'TargetRefused' });
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

test('GitHub’s API is where each kind of GitHub has it, and asked under the same rules', async () => {
  expect(['https://github.com', 'https://octo.ghe.com', 'https://git.example.org'].map(githubApi)).toEqual([
    'https://api.github.com',
    'https://api.octo.ghe.com',
    'https://git.example.org/api/v3',
  ]);
  await expect(githubProfile('http://10.0.0.1', 'a token')).rejects.toMatchObject({ name: 'TargetRefused' });
});
