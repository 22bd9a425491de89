import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { readSettings, SETTINGS } from '@/config/settings';

const read = (env: Record<string, string>) => readSettings({ HEADROOM_DATA_DIR: '/nowhere', ...env });
const refusal = (env: Record<string, string>) => {
  try {
    read(env);
  } catch (error) {
    return (error as Error).message;
  }
  return 'accepted';
};

test('every setting has a default', () => {
  expect(readSettings({ HEADROOM_DATA_DIR: '' })).toMatchObject({
    url: 'http://localhost:3000',
    webPort: 3000,
    collectorPort: 4318,
    grpcPort: 4317,
    postgresPort: 54318,
    dataDir: resolve('.headroom'),
    databaseUrl: null,
  });
});

test('the public address follows the port of the pages unless it is set', () => {
  expect(read({ HEADROOM_WEB_PORT: '8080' }).url).toBe('http://localhost:8080');
  expect(read({ HEADROOM_WEB_PORT: '8080', HEADROOM_URL: 'https://h.example.com/' }).url).toBe('https://h.example.com');
});

test('one error lists every wrong setting with what it must be', () => {
  expect(refusal({ HEADROOM_WEB_PORT: '99999', HEADROOM_URL: 'headroom.local', HEADROOM_COLECTOR_PORT: '1' })).toBe(
    [
      'These settings are wrong:',
      '  - HEADROOM_COLECTOR_PORT is not a setting. Did you mean HEADROOM_COLLECTOR_PORT? All are listed in docs/operations.md',
      '  - HEADROOM_URL must be an address such as https://headroom.example.com (it is "headroom.local")',
      '  - HEADROOM_WEB_PORT must be between 1 and 65535 (it is "99999")',
    ].join('\n'),
  );
});

test('a wrong secret or database address is named and not repeated', () => {
  const said = refusal({ HEADROOM_SECRET: 'hunter2', DATABASE_URL: 'mysql://root:hunter2@db' });
  expect(said).toContain('HEADROOM_SECRET must have at least 32 characters');
  expect(said).toContain('DATABASE_URL must begin with postgresql://');
  expect(said).not.toContain('hunter2');
});

test('a direct address without a database address is refused', () => {
  expect(refusal({ DIRECT_DATABASE_URL: 'postgresql://db/headroom' })).toContain('set both');
});

test('names outside HEADROOM_ are nobody’s business', () => {
  expect(refusal({ HEADROOMS: '1', PATH: '/bin' })).toBe('accepted');
  expect(Object.keys(SETTINGS)).toContain('DATABASE_URL');
});

test('docs/operations.md lists every setting with its default and its sentence', () => {
  const text = readFileSync('docs/operations.md', 'utf8').replaceAll('`', '');
  for (const [name, { fallback, about }] of Object.entries(SETTINGS))
    expect(text).toContain(`| ${name} | ${fallback} | ${about} |`);
});

test('a wrong entry of the allowed targets is named, a wrong key is not repeated', () => {
  expect(refusal({ HEADROOM_ALLOWED_TARGETS: '10.0.0.0/8, 10.0.0.0/40' })).toContain(
    'HEADROOM_ALLOWED_TARGETS has "10.0.0.0/40", which is neither an address, a range',
  );
  const said = refusal({ HEADROOM_ENCRYPTION_KEY: 'hunter2' });
  expect(said).toContain('HEADROOM_ENCRYPTION_KEY must be 64 hexadecimal digits');
  expect(said).not.toContain('hunter2');
});
