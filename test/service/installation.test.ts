/** What operators see of the installation: what is in force, what changes it, and nothing secret. */
import { afterEach, expect, it, vi } from 'vitest';
import { installation } from '@/service/installation';
import type { Actor } from '@/service/views/views';

const actor = (operator: boolean): Actor => ({
  kind: 'user',
  userId: 1,
  sessionId: 's',
  email: 'ada@example.com',
  operator,
  address: null,
});

const SECRET = 'a-secret-of-more-than-thirty-two-letters';

function shown(env: Record<string, string>) {
  // Of a database that nobody asks.
  const beside = { DATABASE_URL: 'postgres://headroom@127.0.0.1/headroom', HEADROOM_SECRET: SECRET };
  for (const [name, value] of Object.entries({ ...beside, ...env })) vi.stubEnv(name, value);
  return installation(actor(true));
}
afterEach(() => vi.unstubAllEnvs());

it('as it comes: passwords, no e-mail, invited people, public addresses', () => {
  const view = shown({});
  expect(view.line).toEqual({ lead: 'People sign in by password.', rest: 'No e-mail is sent.' });
  expect(view.signIn.map(({ says }) => says)).toEqual([
    'on, and a one-time link where e-mail is sent',
    'none',
    'whoever was invited',
  ]);
  expect(view.kept.map(({ says }) => says)).toEqual(['30 days', '396 days']);
  expect(view.network.at(-1)?.says).toBe('public addresses');
});

it('names what is set, and no password, key or secret', () => {
  const secrets = ['mail-pass-phrase', 'client-secret-of-ours', SECRET];
  const view = shown({
    HEADROOM_SMTP_URL: `smtps://robot:${secrets[0]}@mail.example.com:465`,
    HEADROOM_OIDC_ISSUER: 'https://login.example.com',
    HEADROOM_OIDC_CLIENT_ID: 'headroom',
    HEADROOM_OIDC_CLIENT_SECRET: secrets[1] as string,
    HEADROOM_OIDC_NAME: 'Example',
    HEADROOM_SIGN_IN_DOMAINS: 'example.com',
    HEADROOM_ALLOWED_TARGETS: '10.0.0.0/8,*.internal',
    HEADROOM_KEEP_MINUTES_DAYS: '7',
  });
  expect(view.line).toEqual({
    lead: 'People sign in by password and Example.',
    rest: 'E-mail goes to mail.example.com:465.',
  });
  expect(view.signIn.at(-1)?.says).toBe('whoever was invited, and verified addresses of example.com at a provider');
  expect(view.network.at(-1)?.says).toBe('public addresses, and 10.0.0.0/8 and *.internal');
  expect(view.kept[0]?.says).toBe('7 days');
  for (const secret of secrets) expect(JSON.stringify(view)).not.toContain(secret);
});

it('counts the list prices of each provider, their dates and those that are stale', () => {
  const { prices } = shown({});
  expect(prices.length).toBeGreaterThan(10);
  for (const row of prices) {
    expect(row.stale).toBeLessThanOrEqual(row.prices);
    if (row.oldest !== null) expect(row.oldest <= (row.newest as string)).toBe(true);
  }
});

it('is for operators alone', () => {
  expect(() => installation(actor(false))).toThrow('Only an operator of this installation may do this.');
});
