import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { keptSecret, readSupervisor, takeDataDir } from '@/scripts/lib/place.mjs';
import { refuseTakenPorts } from '@/scripts/lib/ports.mjs';
import { initPostgres } from '@/scripts/lib/postgres.mjs';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'headroom-place-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('a data directory that a killed supervisor left behind can be taken', () => {
  writeFileSync(join(folder, 'supervisor.json'), JSON.stringify({ pid: 2 ** 22 + 1 }));
  const release = takeDataDir(folder);
  release();
  expect(readSupervisor(folder)).toBeNull();
});

test('a secret is made once and readable by its owner only', () => {
  const secret = keptSecret(folder, 'secret');
  expect(secret).toMatch(/^[0-9a-f]{64}$/);
  expect(keptSecret(folder, 'secret')).toBe(secret);
  expect(statSync(join(folder, 'secret')).mode & 0o777).toBe(0o600);
});

test('a data directory of another PostgreSQL major version is refused with the way out, untouched', () => {
  const dataDir = join(folder, 'postgres');
  mkdirSync(dataDir);
  writeFileSync(join(dataDir, 'PG_VERSION'), '17\n');
  const init = () => initPostgres({ native: '/nowhere', dataDir, password: 'x', owner: undefined });
  expect(init).toThrow(`The data directory ${dataDir} was made by PostgreSQL 17; this Headroom brings PostgreSQL 18`);
  expect(init).toThrow('pg_dump 17');
});

test('every port that is taken is named with the setting that moves it', async () => {
  const server = createServer();
  const port = await new Promise<number>((resolve) =>
    server.listen(0, '127.0.0.1', () => resolve((server.address() as { port: number }).port)),
  );
  try {
    const wanted = [{ port, host: '127.0.0.1', setting: 'HEADROOM_WEB_PORT', what: 'the pages' }];
    await expect(refuseTakenPorts(wanted)).rejects.toThrow(
      `Port ${port} for the pages is taken by another program. Choose another: HEADROOM_WEB_PORT=${port + 1}`,
    );
  } finally {
    server.close();
  }
});

test('two parts of Headroom on one port are refused', async () => {
  const host = '127.0.0.1';
  const wanted = ['HEADROOM_WEB_PORT', 'HEADROOM_COLLECTOR_PORT'].map((setting) => ({
    port: 65_011,
    host,
    setting,
    what: setting,
  }));
  await expect(refuseTakenPorts(wanted)).rejects.toThrow('which another part of Headroom uses too');
});
