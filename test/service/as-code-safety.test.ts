import { expect, test, vi } from 'vitest';
import * as service from '@/service';
import type { ApplyInput } from '@/service/as-code/apply';
import type { Document } from '@/service/as-code/document';
import { documentText } from '@/service/as-code/text';
import { heldBy } from '@/service/notifications/channel-parts';
import { openSecret } from '@/service/notifications/channel-secret';
import { roadmapText } from './as-code-documents';
import { apply, audited, emptied, errorOf, exported, ours, team } from './as-code-team';
import { HOST, person } from './people';

vi.setConfig({ testTimeout: 240_000 });

test('a mistake is told with its line, its path and what to do, and nothing is changed', async () => {
  await apply({ text: documentText(ours()) });
  const before = await exported();
  const wrong = (text: string, more: Partial<ApplyInput> = {}) => errorOf(apply({ text, ...more }));
  expect(await wrong('headroom: 1\napps:\n  checkout:\n    name: Checkout\n    roadmap: nowhere\n')).toEqual({
    code: 'invalid',
    field: 'apps.checkout.roadmap',
    message: 'Line 5: apps.checkout.roadmap: There is no roadmap "nowhere".',
    fix: 'Choose one of the list.',
  });
  expect(await wrong('headroom: 1\napps:\n  a:\n    name: A\n    roadmaps: x\n  b: {}\n')).toMatchObject({
    field: 'apps.a.roadmap',
    message: expect.stringMatching(
      /^Line 3: apps\.a\.roadmap is missing.*\nLine 5: apps\.a\.roadmaps is not a field here\..*\nLine 6: apps\.b\.name is missing/s,
    ),
  });
  const known =
    'headroom: 1\napps:\n  checkout:\n    name: Kasse\n    roadmap: thousands-to-millions\n    thresholds:\n';
  expect(await wrong(`${known}      typo: { limit: 1 }\n`)).toMatchObject({
    field: 'apps.checkout.thresholds.typo',
    message: expect.stringContaining('Line 7:'),
  });
  expect((await wrong(`${known}      sockets: {}\n`)).message).toContain('needs a limit or holdMinutes');
  expect((await wrong('headroom: 1\nprices: { nothing: { price: "1", currency: USD } }')).field).toBe('prices.nothing');
  expect(
    (await wrong('headroom: 1\ndashboards: { A: { panels: [{ app: gone, title: T, metric: m, value: avg }] } }')).field,
  ).toBe('dashboards.A.panels.0.app');
  expect((await wrong('headroom: 1\nroadmaps: { ours: "id: ours" }')).field).toBe('roadmaps.ours');
  expect((await wrong('headroom: 2\n')).field).toBe('headroom');
  expect(
    (
      await wrong(
        'headroom: 1\nchannels: { A: { kind: slack, url: https://hooks.example.org/x, events: [report.ready] } }',
      )
    ).message,
  ).toContain('write env:NAME');
  expect((await wrong('headroom: 1\napps: { new: { name: N, roadmap: five-stages } }')).message).toContain(
    '/apps/new is taken',
  );
  expect((await wrong('a: &a [1]\nb: *a\n')).message).toContain('anchor or an alias');
  expect((await wrong('headroom: !!js/function 1\n')).message).toContain('tag');
  expect((await wrong(`headroom: 1\n# ${'x'.repeat(1024 * 1024)}`)).field).toBe('text');
  expect(
    (await wrong('headroom: 1\nchannels: { "a\\0b": { kind: email, to: [a@example.org], events: [report.ready] } }'))
      .code,
  ).toBe('invalid');
  expect(await exported()).toBe(before);
  // The last thing of a file undoes the first.
  const half = `${before}channels: { A: { kind: email, to: [a@example.org], events: [report.ready] } }\ndashboards: { D: { panels: [{ app: gone, title: T, metric: m, value: avg }] } }\n`;
  expect((await wrong(half)).field).toContain('dashboards');
  expect(await exported()).toBe(before);
});

test('telemetry is erased by a file only where somebody says so', async () => {
  await apply({ text: documentText(ours()) });
  const text = documentText(ours()).replace('roadmap:', 'retention: { minutesDays: 3, hoursDays: null }\n    roadmap:');
  expect(await errorOf(apply({ text }))).toMatchObject({
    field: 'apps.checkout.retention',
    fix: 'Say --erase if that is meant.',
  });
  expect((await apply({ text, erase: true })).changes.map(({ path }) => path)).toEqual(['apps.checkout.retention']);
  expect((await apply({ text: documentText(ours()), prune: true })).changes).toMatchObject([
    { op: 'remove', path: 'apps.checkout.retention' },
  ]);
});

test('secrets come beside the file, are kept encrypted, compared and never told', async () => {
  const text =
    'headroom: 1\nchannels:\n  Hook: { kind: webhook, url: env:HOOK, key: env:SIGN, events: [report.ready] }\n  Pager: { kind: pagerduty, key: env:PAGER, events: [crossing.opened] }\n';
  const secrets = { HOOK: 'http://127.0.0.1:9/secret-1', PAGER: 'secret-2' };
  const row = async (name: string) => {
    const found = await team.database.prisma.notificationChannel.findFirstOrThrow({ where: { name } });
    return { ...found, held: found.secret && openSecret(found.secret, found) };
  };
  const made = await apply({ text, secrets });
  expect(made.notes).toEqual([]);
  expect(JSON.stringify([made, (await audited()).map(({ details }) => details)])).not.toMatch(/secret-\d|whsec_/);
  const first = await row('Hook');
  expect(first).toMatchObject({
    target: '127.0.0.1:9',
    held: { url: secrets.HOOK, key: expect.stringMatching(/^whsec_/) },
  });
  expect((await row('Pager')).held).toEqual({ url: 'https://events.pagerduty.com/v2/enqueue', key: 'secret-2' });
  expect((await apply({ text, secrets })).changes).toEqual([]);
  expect((await apply({ text })).changes).toEqual([]);
  const next = await apply({ text, secrets: { ...secrets, HOOK: 'http://127.0.0.1:9/secret-3' } });
  expect(next.changes).toEqual([{ op: 'change', path: 'channels.Hook.url', before: 'as it is', after: 'env:HOOK' }]);
  expect((await row('Hook')).held).toEqual({ url: 'http://127.0.0.1:9/secret-3', key: first.held?.key });
  const refused = (given: object) => errorOf(apply({ text, secrets: given as Record<string, string> }));
  expect(await refused({ HOOK: 'http://10.0.0.1/' })).toMatchObject({ code: 'invalid', field: 'HOOK' });
  expect(await refused({ SIGN: 'short' })).toMatchObject({ code: 'invalid', field: 'SIGN' });
  expect(
    (await errorOf(apply({ text: text.replace('kind: webhook', 'kind: slack').replace('key: env:SIGN, ', '') }))).field,
  ).toBe('channels.Hook.kind');
});

test('no two channels of a file have one variable, whatever their names', async () => {
  const names = ['On call', 'On-call', 'on  call', '運用', '開発', '2nd'];
  const events = ['report.ready' as const];
  for (const name of names)
    await service.addChannel(team.manager, 'shop', { kind: 'slack', name, url: 'http://127.0.0.1:9/a', events });
  const variables = [...(await exported()).matchAll(/url: env:(.*)/g)].map(([, name]) => name);
  expect(variables).toEqual([
    ...['CHANNEL_2ND_URL', 'ON_CALL_URL', 'ON_CALL__2_URL', 'ON_CALL__3_URL', 'CHANNEL_URL', 'CHANNEL__2_URL'],
  ]);
  const text = await exported();
  await emptied();
  const secrets = Object.fromEntries(variables.map((name) => [name ?? '', `http://127.0.0.1:9/${name}`]));
  expect((await apply({ text, secrets })).notes).toEqual([]);
  const held = (await team.database.prisma.notificationChannel.findMany()).map((row) => heldBy(row)?.url);
  expect(new Set(held)).toEqual(new Set(Object.values(secrets)));
});

test('a version of a roadmap that is there already is not changed by a file, nor one made that is to come', async () => {
  await apply({ text: documentText(ours({ roadmaps: { ours: roadmapText('ours') } })) });
  await apply({ text: documentText(ours({ roadmaps: { ours: roadmapText('ours', 'second') } })) });
  const wrong = (roadmaps: Record<string, string>) => errorOf(apply({ text: documentText(ours({ roadmaps })) }));
  expect(await wrong({ 'ours@1': roadmapText('ours', 'forged') })).toMatchObject({
    field: 'roadmaps."ours@1"',
    message: expect.stringContaining('a version is never changed'),
  });
  expect(await wrong({ 'ours@3': roadmapText('ours') })).toMatchObject({
    message: expect.stringContaining('no newer'),
  });
  expect(await wrong({ 'theirs@1': roadmapText('theirs') })).toMatchObject({ field: 'roadmaps."theirs@1"' });
  const same = ours({ roadmaps: { 'ours@1': roadmapText('ours') } });
  expect((await apply({ text: documentText(same), prune: false })).changes).toEqual([]);
});

test('what was shown is what is done, and only by those who may', async () => {
  const text = documentText(ours());
  const shown = await apply({ text, dryRun: true });
  expect(shown.applied).toBe(false);
  expect(await team.database.prisma.app.count()).toBe(0);
  await service.setTimeZone(HOST, 'shop', 'Asia/Tokyo');
  expect(await errorOf(apply({ text, expect: shown.fingerprint }))).toMatchObject({ code: 'conflict' });
  const again = await apply({ text, dryRun: true });
  expect((await apply({ text, expect: again.fingerprint })).applied).toBe(true);
  const editor = await person(team.database.prisma, `editor-${Math.random()}@example.org`, 'shop', 'editor');
  expect((await errorOf(service.applyTeam(editor, 'shop', { text, dryRun: true }))).code).toBe('forbidden');
  const other = await person(team.database.prisma, `eve-${Math.random()}@example.org`, 'elsewhere', 'admin');
  expect((await errorOf(service.applyTeam(other, 'shop', { text }))).code).toBe('not-found');
  // Another team's app is not moved, and its address is taken.
  expect(await errorOf(service.applyTeam(other, 'elsewhere', { text }))).toMatchObject({
    field: 'apps.checkout',
    message: expect.stringContaining('is taken'),
  });
});

test('a thousand apps', async () => {
  const app = ours().apps.checkout as Document['apps'][string];
  const apps = Object.fromEntries(
    Array.from({ length: 1_000 }, (_, i) => [`app-${i}`, { ...app, name: `App ${i}`, population: 'daily' }]),
  );
  const text = documentText(ours({ apps }));
  expect((await apply({ text })).changes).toHaveLength(1_000);
  expect((await apply({ text })).changes).toEqual([]);
  expect(await exported()).toBe(text);
});
