/** Documents as teams may have them, for properties: every section, odd names, texts that YAML has to quote. */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { catalogue } from '@/catalogue/index';
import type { AppEntry, ChannelEntry, Document, PanelEntry } from '@/service/as-code/document';
import { EVENTS } from '@/service/notifications/outbox';

const fixture = readFileSync('test/roadmaps/three-phases.yaml', 'utf8');
/** A roadmap of the team's own under this id, with a remark of its author. */
export const roadmapText = (id: string, remark = 'ours', version = 1) =>
  `${fixture
    .replace(/^id: .*$/m, `id: ${id}`)
    .replace(/^version: .*$/m, `version: ${version}`)
    .trimEnd()}\n# ${remark}\n`;

/** The newest version, and one before it. */
const withEarlier = (id: string, remark: string, version: number) => ({
  [id]: roadmapText(id, remark, version),
  [`${id}@${version - 3}`]: roadmapText(id, `${remark} before`, version - 3),
});

const slug = fc.stringMatching(/^[a-z][a-z0-9]{0,5}(-[a-z0-9]{1,4})?$/).map((it) => `x${it}`);
const name = fc
  .oneof(
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 30 }),
    fc.constantFrom('yes', 'null', '1.5', '- a: b', '#', 'شركة', 'a: b # c', '"', "it's", '2026-01-01', '~'),
  )
  .map((it) => it.replace(/[\0\p{Surrogate}]/gu, '').trim())
  .filter((it) => it !== '' && it !== '__proto__');
const text = fc
  .oneof(
    name,
    fc.constant(''),
    fc.string({ unit: 'grapheme', maxLength: 40 }),
    fc.constant('two\n\n  lines \n\tand more'),
  )
  .map((it) => it.replace(/[\0\p{Surrogate}]/gu, '').trim());
const amount = fc.oneof(fc.integer({ min: 1, max: 1_000_000 }), fc.constantFrom(0.5, 1e-7, 1e21, 12.25, -3));
const some = <T>(of: fc.Arbitrary<T>) => fc.option(of, { nil: undefined });
const map = <T>(key: fc.Arbitrary<string>, value: fc.Arbitrary<T>, maxKeys = 3) =>
  fc.dictionary(key, value, { maxKeys, noNullPrototype: true });
const rhythm = fc.oneof(
  fc.record({ every: fc.constant('weekly' as const), day: fc.integer({ min: 1, max: 7 }), hour: fc.nat(23) }),
  fc.record({ every: fc.constant('monthly' as const), day: fc.integer({ min: 1, max: 31 }), hour: fc.nat(23) }),
);
const order = (it: { every: string; day: number; hour: number }) => `${it.every} ${100 + it.day} ${100 + it.hour}`;
const reports = fc
  .uniqueArray(rhythm, { minLength: 1, maxLength: 3, selector: order })
  .map((all) => all.sort((a, b) => (order(a) < order(b) ? -1 : 1)));
const prices = [...catalogue().prices.keys()].slice(0, 20);
const price = fc.constantFrom('0', '18.50', '0.000000001', '999999999');

const signal = fc.record({
  title: name,
  metric: fc.constantFrom('shop.orders', 'queue_depth', 'http.server.request.duration'),
  where: map(fc.constantFrom('route', 'job', 'no'), fc.constantFrom('/buy', '*', '500', 'yes')),
  unit: fc.constantFrom('', 'ms', 'orders/s'),
  worsens: fc.constantFrom('up' as const, 'down' as const, 'none' as const),
  limit: fc.option(amount),
  holdMinutes: fc.integer({ min: 1, max: 1440 }),
});
const deployment = fc.record(
  {
    provider: fc.constantFrom('render', 'aws'),
    instances: fc.record({ min: fc.constant(1), max: fc.integer({ min: 1, max: 9 }) }),
    perInstance: fc.record({ cores: fc.constantFrom(0.5, 2), memoryBytes: fc.constant(512 * 1024 * 1024) }),
    database: fc.record({ priceId: fc.constantFrom(...prices), maxConnections: fc.integer({ min: 5, max: 500 }) }),
    lines: fc.array(
      fc.record({ title: name, priceId: fc.constantFrom(...prices), quantity: fc.constantFrom(1, 2.5) }),
      {
        minLength: 1,
        maxLength: 2,
      },
    ),
  },
  { requiredKeys: ['provider'] },
);

function appOf(roadmaps: string[]): fc.Arbitrary<AppEntry> {
  const road = fc.constantFrom('thousands-to-millions', 'half-a-million', ...roadmaps);
  const built = (id: string) => catalogue().roadmaps.get(id);
  return road.chain((roadmap) => {
    const of = built(roadmap);
    const all = of ? [...of.thresholds, ...of.phases.flatMap(({ thresholds }) => thresholds)].map(({ id }) => id) : [];
    const limit = fc.record({ limit: fc.option(amount), holdMinutes: fc.constantFrom(1, 60, 1440), reason: text });
    return fc
      .record({
        name,
        roadmap: fc.constant(roadmap),
        population: some(fc.constantFrom('daily' as const, 'concurrent' as const)),
        concurrentPerDaily: some(fc.constantFrom(0.1, 1)),
        requestsPerUserMinute: some(fc.constantFrom(2, 0.25)),
        evidenceWindowMinutes: some(fc.integer({ min: 1, max: 10_080 })),
        retention: some(fc.constant({ minutesDays: 7, hoursDays: null })),
        metricNames: some(
          fc.constant({ users: 'shop.users', queueDepth: 'queue_depth', routesLeftOut: '/cron, /internal/*' }),
        ),
        deployment: some(deployment),
        quantities: map(
          fc.constantFrom('compute', 'egress'),
          fc.record({ formula: fc.constantFrom('2', 'max(2, instances)'), reason: text.map((it) => it.slice(0, 40)) }),
        ),
        signals: map(fc.constantFrom('orders.rate', 'queue.max', 'buy.p95'), signal),
        thresholds: all.length > 0 ? map(fc.constantFrom(...all), limit) : fc.constant({}),
        reports: some(reports),
      })
      .map((entry) => defined(entry) as AppEntry);
  });
}

const time = fc
  .tuple(fc.nat(23), fc.nat(59))
  .map(([h, m]) => `${String(h).padStart(2, '0')}:${String(m).padStart(2, '0')}`);
const quiet = some(fc.record({ from: time, to: time }));
const paused = fc.boolean();
const events = (all: readonly string[]) =>
  fc.subarray([...all], { minLength: 1 }).map((chosen) => all.filter((event) => chosen.includes(event)));
const crossings = EVENTS.filter((event) => event.startsWith('crossing.'));

/** Secrets stand under the names that an export gives them. */
const channels = map(
  fc.stringMatching(/^[A-Z][a-z]{1,6}( [a-z]{1,4})?$/),
  fc.oneof(
    fc.record({
      kind: fc.constant('email'),
      to: fc.constantFrom(['a@example.org'], ['b@example.org', 'a@example.org']),
      events: events(EVENTS),
      quiet,
      paused,
    }),
    fc.record({ kind: fc.constantFrom('slack', 'webhook'), events: events(EVENTS), quiet, paused }),
    fc.record({ kind: fc.constant('pagerduty'), events: events(crossings), quiet, paused }),
  ),
).map((all) =>
  Object.fromEntries(
    Object.entries(all).map(([key, entry]) => {
      const variable = key.toUpperCase().replace(/ /g, '_');
      const url = entry.kind === 'email' || entry.kind === 'pagerduty' ? {} : { url: `env:${variable}_URL` };
      const held = entry.kind === 'webhook' || entry.kind === 'pagerduty' ? { key: `env:${variable}_KEY` } : {};
      return [key, defined({ ...entry, ...url, ...held }) as ChannelEntry];
    }),
  ),
);

function panelOf(apps: string[]): fc.Arbitrary<PanelEntry> {
  const attribute = fc.record({ of: fc.constantFrom('point' as const, 'resource' as const), key: name });
  const op = fc.constantFrom('=' as const, '!=' as const, '=~' as const);
  return fc
    .record({
      app: fc.constantFrom(...apps),
      title: name,
      metric: fc.constantFrom('queue.depth', 'http.server.request.duration'),
      value: fc.constantFrom('avg' as const, 'rate' as const, 'quantile' as const),
      quantile: some(fc.constantFrom(0.5, 0.99)),
      filters: fc.array(fc.record({ of: fc.constant('point' as const), key: name, op, value: text }), { maxLength: 2 }),
      groupBy: fc.oneof(fc.constant('series' as const), fc.array(attribute, { maxLength: 2 })),
      across: fc.constantFrom('sum' as const, 'max' as const),
      wide: fc.boolean(),
    })
    .map((panel) => defined(panel) as PanelEntry);
}

export const documents: fc.Arbitrary<Document> = fc
  .uniqueArray(slug, { minLength: 2, maxLength: 4 })
  .chain(([road = '', ...apps]) =>
    fc.record({
      headroom: fc.constant(1 as const),
      timeZone: fc.constantFrom('UTC', 'Europe/Berlin', 'Asia/Kathmandu'),
      holidays: map(
        name,
        fc
          .uniqueArray(fc.record({ from: fc.constantFrom('2025-04-20', '2026-04-05'), yearly: fc.boolean() }), {
            minLength: 1,
            selector: ({ from }) => from,
          })
          .map((days) => days.sort((a, b) => (a.from < b.from ? -1 : 1))),
      ),
      money: fc.constantFrom({ currency: 'USD', perUsd: '1' }, { currency: 'EUR', perUsd: '0.92' }),
      prices: map(fc.constantFrom(...prices), fc.record({ price, currency: fc.constant('USD') })),
      roadmaps: text.chain((remark) =>
        fc.nat(9).map((n) => (n < 5 ? {} : withEarlier(road, remark.replace(/\s+/g, ' '), n))),
      ),
      apps: appOf(['thousands-to-millions']).chain(() =>
        fc.record(Object.fromEntries(apps.map((app) => [app, appOf([])]))),
      ),
      dashboards: map(name, fc.record({ panels: fc.array(panelOf(apps), { maxLength: 3 }) })),
      channels,
      reports: some(reports),
    }),
  )
  .map((document) => {
    const [road, earlier] = Object.keys(document.roadmaps).sort();
    const [first, second] = Object.keys(document.apps);
    // The first app follows the team's own roadmap, where there is one.
    const follow = (app: string, roadmap: string) => {
      document.apps[app] = { ...(document.apps[app] as AppEntry), roadmap, thresholds: {} };
    };
    if (road && first) follow(first, road);
    // The second stays on an earlier version of it; without a second nobody does.
    if (earlier && second) follow(second, earlier);
    else if (earlier) delete document.roadmaps[earlier];
    return defined(document) as Document;
  });

function defined<T extends object>(entry: T): object {
  return Object.fromEntries(Object.entries(entry).filter(([, value]) => value !== undefined));
}
