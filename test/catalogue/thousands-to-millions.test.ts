/** Lists, thresholds and quick wins of document 002 and their places in the YAML; what holds over all of it. */
import { describe, expect, it } from 'vitest';
import { partsOf, step, steps } from './road';

const { checklist, road, threshold, tools } = partsOf('thousands-to-millions');

/** [what the document says, what the YAML holds, what it must be] */
const COVERAGE: [string, unknown, unknown][] = [
  [
    'Backend: 10 items',
    checklist('Backend'),
    [
      'add-indexes',
      'redis-cache',
      'connection-pool',
      'optimise-queries',
      'paginate-lists',
      'rate-limiting',
      'compress-responses',
      'webp-images',
      'cdn-static-assets',
      'monitoring',
    ],
  ],
  [
    'Frontend: 10 items',
    checklist('Frontend'),
    [
      'code-splitting',
      'lazy-load-images',
      'webp-images',
      'reduce-bundle',
      'service-worker-cache',
      'virtual-scrolling',
      'debounce-throttle',
      'memoise-components',
      'tree-shaking',
      'minify',
    ],
  ],
  [
    'Database: 8 items',
    checklist('Database'),
    [
      'add-indexes',
      'optimise-queries',
      'connection-pool',
      'read-replicas',
      'mongodb-sharding',
      'archive-old-data',
      'backups',
      'slow-query-log',
    ],
  ],
  [
    'Socket.IO: 7 items',
    checklist('Socket.IO'),
    [
      'socketio-redis-adapter',
      'sticky-sessions',
      'socketio-compression',
      'socketio-binary',
      'socketio-rooms',
      'socketio-namespaces',
      'socketio-heartbeat',
    ],
  ],

  [
    'Essential metrics: 9 lines',
    road.metrics.map(({ signals }) => signals.join()),
    [
      'latency.p50,latency.p95,latency.p99',
      'errors.rate',
      'requests.rate',
      'users.active',
      'sockets.open',
      'db.queries.rate',
      'cache.hit_rate',
      'memory.used',
      'cpu.used',
    ],
  ],
  ['Tools: APM', tools('APM'), ['New Relic', 'Datadog']],
  ['Tools: logs', tools('Logs'), ['ELK Stack', 'Papertrail']],
  ['Tools: errors', tools('Errors'), ['Sentry']],
  ['Tools: uptime', tools('Uptime'), ['Pingdom', 'UptimeRobot']],
  ['Tools: analytics', tools('Analytics'), ['Mixpanel', 'Amplitude']],

  [
    'Tips: 8',
    road.tips.map((tip) => tip.step),
    [
      'spot-instances',
      'autoscaling',
      'webp-images',
      'archive-old-data',
      'cdn-static-assets',
      'compress-responses',
      'optimise-queries',
      'redis-cache',
    ],
  ],
  [
    'Tips: spot 70 % cheaper',
    [road.tips[0]?.text.includes('70 %'), step('spot-instances')?.correction?.includes('70 %')],
    [true, true],
  ],
  [
    'Migration path: 6 entries',
    road.migration.map(({ when }) => when),
    ['Week 1-2', 'Week 3-4', 'Month 2', 'Month 3', 'Month 4-6', 'Month 6-12'],
  ],
  [
    'Migration path: larger plan and Redis',
    road.migration[1]?.steps,
    ['upgrade-hosting-plan', 'redis-cache', 'cache-lifetimes'],
  ],

  ['When to scale: response time > 500 ms', threshold('response-time'), ['latency.p95', 500, 5]],
  ['When to scale: error rate > 1 %', threshold('error-rate'), ['errors.rate', 1, 5]],
  ['When to scale: CPU > 80 %', threshold('cpu'), ['cpu.used', 80, 5]],
  ['When to scale: memory > 85 %', threshold('memory'), ['memory.used', 85, 5]],
  ['When to scale: database connections, the server', threshold('db-connections'), ['db.connections.used', 90, 5]],
  ['When to scale: database connections, the pool', threshold('db-pool'), ['db.pool.used', 90, 5]],
  ['When to scale: sockets > 10,000', threshold('sockets'), ['sockets.open', 10_000, 5]],
  ['When to scale: complaints', threshold('complaints'), ['complaints', 2, 60]],

  [
    'Quick wins: 30 min, 1 h, 2 h, 1 h, 15 min',
    road.quickWins.map(({ step: id, minutes }) => [id, minutes]),
    [
      ['add-indexes', 30],
      ['paginate-lists', 60],
      ['in-process-cache', 120],
      ['webp-images', 60],
      ['compress-responses', 15],
    ],
  ],
  ['Quick win 3: unbounded Map corrected', step('in-process-cache')?.correction?.includes('plain Map'), true],
  ['Next steps: 4', road.nextSteps.length, 4],
];

describe('document 002 in the catalogue', () => {
  it.each(COVERAGE)('%s', (_says, held, expected) => {
    expect(held).toEqual(expected);
  });

  it('says what is ours wherever the document is silent about a limit', () => {
    for (const { source } of road.thresholds) expect(source.ours).toMatch(/document/);
    expect(road.thresholds[0]?.source.ours).toMatch(/^p95 for 5 min/);
  });

  it('adds up as the disagreements say', () => {
    const sums = road.phases.map(({ bill: lines }) => lines.reduce((sum, line) => sum + (line.documentUsd ?? 0), 0));
    expect(sums).toEqual([231, 1829, 20_000, 0]);
    const said = road.disagreements.flatMap(({ says }) => says.map(({ text }) => text)).join('\n');
    for (const figure of ['$50-200', 'about $200', '$231', '$500-2,000', 'about $2,000', '$1,829'])
      expect(said).toContain(figure);
    expect(road.disagreements.map(({ about }) => about)).toContain('How long the phases take');
  });

  it('has no step that the document or its correction does not name, and none without a place', () => {
    const named = new Set([
      ...road.phases.flatMap(({ required, helpful }) => [...required, ...helpful]),
      ...road.migration.flatMap((it) => it.steps),
    ]);
    for (const list of road.checklists) for (const item of list.items) expect(named).toContain(item.step);
    for (const id of named)
      expect(
        step(id)?.sources.some(({ document }) => document === '002'),
        id,
      ).toBe(true);
  });

  it('claims no gain without a source', () => {
    for (const { id, relieves } of steps.values())
      for (const it of relieves) expect(it.factor === undefined || it.source !== undefined, id).toBe(true);
  });

  it('quick wins agree with the minutes of their steps', () => {
    for (const { step: id, minutes } of road.quickWins) expect(step(id)?.quickWinMinutes, id).toBe(minutes);
  });
});
