import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import * as service from '@/service';
import type { ApplyInput } from '@/service/as-code/apply';
import type { Document } from '@/service/as-code/document';
import { documentText } from '@/service/as-code/text';
import { internSeries } from '@/store';
import { documents, roadmapText } from './as-code-documents';
import { apply, audited, emptied, errorOf, exported, ours, team } from './as-code-team';
import { custom, HOST, identity, ROADMAP } from './people';

vi.setConfig({ testTimeout: 240_000 });

test('what is exported, applied to an empty team, is exported as the same text; a second time changes nothing', async () => {
  await fc.assert(
    fc.asyncProperty(documents, async (document) => {
      await emptied();
      const text = documentText(document);
      const { applied } = await apply({ text });
      expect(applied).toBe(true);
      expect(await exported()).toBe(text);
      for (const prune of [false, true]) {
        const again = await apply({ text, prune });
        expect(again.changes).toEqual([]);
        expect(again.applied).toBe(false);
      }
    }),
    { numRuns: 25 },
  );
});

test('what people did on the pages comes back in an empty team', async () => {
  const { slug } = await service.createApp(team.manager, { teamSlug: 'shop', name: 'Checkout', roadmapId: ROADMAP });
  const { id } = await team.database.prisma.app.findUniqueOrThrow({ where: { slug } });
  await internSeries(team.database.pool, Number(id), [identity('shop.orders')]);
  await service.setPopulation(team.manager, slug, 'daily');
  await service.setDeployment(team.manager, slug, { instances: { max: 4, min: 1 }, provider: 'render' });
  await service.setMetricNames(team.manager, slug, { users: 'shop.users' });
  await service.setLoadRatio(team.manager, slug, { concurrentPerDaily: 0.1 });
  await service.setOverride(team.manager, slug, { thresholdId: 'sockets', limit: 5_000, reason: 'ours' });
  await service.muteThreshold(team.manager, slug, { thresholdId: 'sockets', minutes: 60, reason: 'load test' });
  await service.saveCustomSignal(team.manager, slug, { ...custom, limit: 20 });
  await service.setMoney(team.manager, slug, { currency: 'EUR', perUsd: '0.92' });
  await service.setOwnPrice(team.manager, slug, { priceId: 'render-web-standard', price: '18.50', currency: 'EUR' });
  await service.setQuantity(team.manager, slug, {
    lineId: 'compute',
    formula: 'max(2, instances)',
    reason: 'two regions',
  });
  await service.setRetention(team.manager, slug, { minutesDays: 7, hoursDays: null });
  await service.setTimeZone(HOST, 'shop', 'Europe/Berlin');
  await service.addHolidays(team.manager, 'shop', {
    holidays: [
      { name: 'Easter', from: '2027-03-28', to: '2027-03-29' },
      { name: 'Christmas', from: '2026-12-24', to: '2026-12-26', yearly: true },
      { name: 'Easter', from: '2026-04-05', to: '2026-04-06' },
    ],
  });
  await service.createRoadmap(team.manager, 'shop', { text: roadmapText('ours') });
  await service.setRoadmap(team.manager, slug, { roadmapId: 'ours' });
  await service.setOverride(team.manager, slug, { thresholdId: 'cpu', limit: 70, reason: '' });
  await service.scheduleReport(team.manager, { app: slug }, { every: 'weekly', day: 1, hour: 8 });
  await service.scheduleReport(team.manager, { team: 'shop' }, { every: 'monthly', day: 31, hour: 0 });
  const { id: dashboard } = await service.createDashboard(team.manager, 'shop', { name: 'Queues: all' });
  const question = { metric: 'queue.depth', value: 'avg', filters: [], groupBy: [], across: 'sum' } as const;
  await service.addPanel(team.manager, dashboard, {
    app: slug,
    title: 'Queue',
    question: { ...question, filters: [], groupBy: [] },
  });
  await service.addChannel(team.manager, 'shop', {
    kind: 'slack',
    name: 'On call',
    url: 'http://127.0.0.1:9/secret',
    events: ['report.ready', 'crossing.opened'],
    quietFrom: 1320,
    quietTo: 420,
  });
  const text = await exported();
  expect(text).not.toContain('secret');
  expect(text).toContain(`timeZone: Europe/Berlin
holidays:
  Christmas:
    - from: 2026-12-24
      to: 2026-12-26
      yearly: true
  Easter:
    - from: 2026-04-05
      to: 2026-04-06
    - from: 2027-03-28
      to: 2027-03-29
money:
  currency: EUR
  perUsd: "0.92"
prices:
  render-web-standard:
    price: "18.50"
    currency: EUR
roadmaps:
  ours: |
    # A small roadmap`);
  expect(text.slice(text.indexOf('\napps:'))).toBe(`
apps:
  checkout:
    name: Checkout
    roadmap: ours
    population: daily
    concurrentPerDaily: 0.1
    retention:
      minutesDays: 7
      hoursDays: null
    metricNames:
      users: shop.users
    deployment:
      provider: render
      instances:
        min: 1
        max: 4
    quantities:
      compute:
        formula: max(2, instances)
        reason: two regions
    signals:
      orders.rate:
        title: Orders
        metric: shop.orders
        unit: orders/s
        worsens: none
        limit: 20
    thresholds:
      cpu:
        limit: 70
    reports:
      - every: weekly
        day: 1
        hour: 8
dashboards:
  "Queues: all":
    panels:
      - app: checkout
        title: Queue
        metric: queue.depth
        value: avg
channels:
  On call:
    kind: slack
    url: env:ON_CALL_URL
    events:
      - crossing.opened
      - report.ready
    quiet:
      from: 22:00
      to: 07:00
reports:
  - every: monthly
    day: 31
    hour: 0
`);
  await emptied();
  const { applied, notes } = await apply({ text });
  expect(applied).toBe(true);
  expect(await exported()).toBe(text);
  expect(notes).toEqual([
    'checkout is new and has no token yet: its settings make one.',
    'The channel On call has no address and sends nothing: set ON_CALL_URL where headroom apply runs, or enter it on the page of notifications.',
  ]);
  const actions = (await audited()).map(({ action }) => action);
  expect(new Set(actions)).toEqual(
    new Set([
      ...['setTimeZone', 'setMoney', 'setOwnPrice', 'createRoadmap', 'createApp', 'setPopulation', 'setLoadRatio'],
      ...['setRetention', 'setMetricNames', 'setDeployment', 'setQuantity', 'saveCustomSignal', 'setOverride'],
      ...['scheduleReport', 'createDashboard', 'addChannel', 'addHolidays', 'applyTeam'],
    ]),
  );
});

test('a changed file changes just that, in the words of the file', async () => {
  const app = ours().apps.checkout as Document['apps'][string];
  const full = ours({
    apps: {
      checkout: {
        ...app,
        population: 'daily',
        thresholds: { sockets: { limit: 1_000, holdMinutes: null, reason: '' } },
      },
    },
    roadmaps: { ours: roadmapText('ours') },
    channels: { 'On call': { kind: 'email', to: ['a@example.org'], events: ['report.ready'], paused: false } },
    dashboards: { Ours: { panels: [] } },
  });
  const text = documentText(full);
  await apply({ text });
  const changed = async (from: string | RegExp, to: string, more: Partial<ApplyInput> = {}) => {
    const mutated = text.replace(from, to);
    expect(mutated).not.toBe(text);
    const { changes, applied } = await apply({ text: mutated, dryRun: true, ...more });
    expect(applied).toBe(false);
    return changes.map(({ op, path, before, after }) => `${op} ${path} ${before} → ${after}`);
  };
  expect(await changed('limit: 1000', 'limit: 2000')).toEqual([
    'change apps.checkout.thresholds.sockets.limit 1000 → 2000',
  ]);
  expect(await changed('population: daily', 'population: concurrent')).toEqual([
    'change apps.checkout.population daily → concurrent',
  ]);
  expect(await changed(/ +population: daily\n/, '')).toEqual([]);
  expect(await changed(/ +population: daily\n/, '', { prune: true })).toEqual([
    'remove apps.checkout.population daily → null',
  ]);
  expect(await changed('  Ours:', '  Theirs:')).toEqual(['add dashboards.Theirs null → panels: []']);
  expect(await changed('  Ours:', '  Theirs:', { prune: true })).toEqual([
    'remove dashboards.Ours panels: [] → null',
    'add dashboards.Theirs null → panels: []',
  ]);
  expect(await changed('kind: email', 'paused: true\n    kind: email')).toEqual([
    'change channels."On call".paused false → true',
  ]);
  expect(await changed('title: Middle', 'title: Between')).toEqual([
    `change roadmaps.ours ${roadmapText('ours')} → ${roadmapText('ours').replace('title: Middle', 'title: Between')}`,
  ]);
  // The number of the version is Headroom's to count.
  expect(await changed('    version: 1', '    version: 7')).toEqual([]);
  expect(await changed('  checkout:\n    name: Checkout', '  checkout:\n    name: Kasse')).toEqual([
    'change apps.checkout.name Checkout → Kasse',
  ]);
  // An app is never taken away.
  expect(await changed(/apps:[\s\S]*(?=dashboards:)/, '', { prune: true })).toEqual([]);
  expect(await exported()).toBe(text);
  expect((await audited()).filter(({ action }) => action === 'applyTeam')).toHaveLength(1);
});

test('a new version of a roadmap moves the apps that the file says follow it, and no others', async () => {
  const app = { ...(ours().apps.checkout as Document['apps'][string]), roadmap: 'ours' };
  const text = documentText(
    ours({ roadmaps: { ours: roadmapText('ours') }, apps: { checkout: app, search: { ...app, name: 'Search' } } }),
  );
  await apply({ text });
  const next = roadmapText('ours', 'changed');
  const { changes } = await apply({ text: documentText(ours({ roadmaps: { ours: next }, apps: { checkout: app } })) });
  expect(
    changes.map(({ path, before, after }) => [
      path,
      path === 'roadmaps.ours' ? '' : before,
      path === 'roadmaps.ours' ? '' : after,
    ]),
  ).toEqual([
    ['apps.checkout.roadmap', 'ours@1', 'ours'],
    ['roadmaps.ours', '', ''],
  ]);
  expect(await exported()).toContain('  search:\n    name: Search\n    roadmap: ours@1\n');
  expect(await exported()).toContain('    version: 2\n');
  expect((await apply({ text: await exported() })).changes).toEqual([]);
  // An installation that never saw the first version gets it beside the newest.
  const elsewhere = await exported();
  await emptied();
  expect((await apply({ text: elsewhere })).applied).toBe(true);
  expect(await exported()).toBe(elsewhere);
  expect(elsewhere).toContain('  ours@1: |\n');
  // Taken away only when nobody follows it.
  const none = documentText(ours({ apps: { checkout: { ...app, roadmap: ROADMAP } } }));
  expect(await errorOf(apply({ text: none, prune: true }))).toMatchObject({
    code: 'invalid',
    field: 'roadmaps',
    message: expect.stringContaining('search follows it'),
  });
  const both = documentText(
    ours({ apps: { checkout: { ...app, roadmap: ROADMAP }, search: { ...app, roadmap: ROADMAP, name: 'Search' } } }),
  );
  expect((await apply({ text: both, prune: true })).changes.map(({ op, path }) => `${op} ${path}`)).toEqual([
    'change apps.checkout.roadmap',
    'change apps.search.roadmap',
    'remove roadmaps.ours',
  ]);
});
