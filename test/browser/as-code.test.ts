/** `headroom export` and `headroom apply` as people run them, against the real Headroom. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import * as service from '@/service';
import { setResources } from '@/service/resources';
import type { Scope } from '@/service/views/actor';
import type { Actor } from '@/service/views/views';
import { ROADMAP, signedIn } from '../service/people';
import { type Stack, startStack } from '../support/stack';

vi.setConfig({ testTimeout: 120_000 });

let stack: Stack;
let manager: Actor;
const tokens = {} as Record<'read' | 'manage', string>;
const directory = mkdtempSync(join(tmpdir(), 'headroom-apply-'));

beforeAll(async () => {
  stack = await startStack();
  const { database } = stack;
  setResources({ prisma: database.prisma, telemetry: database.pool });
  manager = await signedIn(database.prisma, 'ada@example.com', 'shop', 'manager');
  await service.createApp(manager, { teamSlug: 'shop', name: 'Checkout', roadmapId: ROADMAP });
  for (const scope of ['read', 'manage'] satisfies Scope[])
    tokens[scope] = (await service.newApiToken(manager, 'shop', { label: scope, scopes: [scope] })).token;
}, 240_000);
afterAll(async () => {
  rmSync(directory, { recursive: true });
  await stack?.close();
});

function headroom(args: string[], { token = tokens.manage, env = {} }: { token?: string; env?: object } = {}) {
  const process_ = spawn(process.execPath, [join(process.cwd(), 'bin/headroom.mjs'), ...args], {
    cwd: directory,
    env: { ...process.env, ...env, HEADROOM_URL: stack.url, HEADROOM_TOKEN: token },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return new Promise<{ code: number | null; out: string; err: string }>((resolve) => {
    let [out, err] = ['', ''];
    process_.stdout.on('data', (text) => (out += text));
    process_.stderr.on('data', (text) => (err += text));
    process_.once('close', (code) => resolve({ code, out, err }));
  });
}

test('a team goes out as a file, comes back changed, and a second time changes nothing', async () => {
  const exported = await headroom(['export'], { token: tokens.read });
  expect(exported).toEqual({
    code: 0,
    out: `headroom: 1
timeZone: UTC
money:
  currency: USD
  perUsd: "1"
apps:
  checkout:
    name: Checkout
    roadmap: ${ROADMAP}
`,
    err: '',
  });
  const file = `${exported.out}    population: daily
    thresholds:
      sockets:
        limit: 5000
channels:
  On call:
    kind: slack
    url: env:ON_CALL_URL
    events:
      - crossing.opened
`;
  writeFileSync(join(directory, 'team.yaml'), file);
  const shown = `+ apps.checkout.population: daily
+ apps.checkout.thresholds.sockets: limit: 5000
+ channels."On call":
    + kind: slack
    + url: env:ON_CALL_URL
    + events:
    +   - crossing.opened
! The channel On call has no address and sends nothing: set ON_CALL_URL where headroom apply runs, or enter it on the page of notifications.
`;
  expect(await headroom(['apply', 'team.yaml', '--dry-run'])).toEqual({
    code: 0,
    out: `${shown}3 changes; nothing was done.\n`,
    err: '',
  });
  expect((await headroom(['export'], { token: tokens.read })).out).toBe(exported.out);
  // Nobody is there to be asked.
  expect(await headroom(['apply', 'team.yaml'])).toMatchObject({
    code: 2,
    out: '',
    err: expect.stringContaining('--yes'),
  });
  expect((await headroom(['apply', 'team.yaml', '--yes'], { token: tokens.read })).err).toContain('needs manage');
  expect(await headroom(['apply', 'team.yaml', '--yes'])).toEqual({
    code: 0,
    out: `${shown}3 changes made.\n`,
    err: '',
  });
  const again = await headroom(['apply', 'team.yaml', '--yes']);
  expect([again.code, again.out.split('\n').at(-2)]).toEqual([0, 'Nothing to change.']);
  expect((await headroom(['export'], { token: tokens.read })).out).toBe(file);
  const pruned = await headroom(['apply', 'team.yaml', '--prune', '--json', '--yes']);
  expect(JSON.parse(pruned.out)).toMatchObject({ applied: false, changes: [] });
});

test('a file written as JSON brings its secrets too', async () => {
  const pager = { kind: 'slack', url: 'env:PAGER_URL', events: ['report.ready'] };
  writeFileSync(join(directory, 'team.json'), JSON.stringify({ headroom: 1, channels: { Pager: pager } }));
  const env = { PAGER_URL: 'https://hooks.example.org/a-secret' };
  const made = await headroom(['apply', 'team.json', '--yes'], { env });
  expect(made).toMatchObject({ code: 0, err: '' });
  expect(made.out).not.toMatch(/Pager has no address|a-secret/);
  expect(await stack.database.prisma.notificationChannel.findFirst({ where: { name: 'Pager' } })).toMatchObject({
    target: 'hooks.example.org',
  });
});

test('a mistake is told with its line, and nothing is changed', async () => {
  const before = (await headroom(['export'], { token: tokens.read })).out;
  writeFileSync(
    join(directory, 'bad.yaml'),
    `${before}dashboards:\n  Ours: { panels: [{ app: gone, title: T, metric: m, value: avg }] }\n`,
  );
  expect(await headroom(['apply', 'bad.yaml', '--yes'])).toEqual({
    code: 2,
    out: '',
    err: `Line ${before.split('\n').length + 1}: dashboards.Ours.panels.0.app: The team has no app gone. Name one of its apps by its slug.\n`,
  });
  expect((await headroom(['export'], { token: tokens.read })).out).toBe(before);
  expect(await headroom(['apply', 'none.yaml', '--yes'])).toMatchObject({
    code: 2,
    err: 'There is no file none.yaml.\n',
  });
  expect(JSON.parse((await headroom(['schema'])).out)).toMatchObject({ type: 'object', required: ['headroom'] });
});
