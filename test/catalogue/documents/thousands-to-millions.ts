/** Lists, thresholds and quick wins of document 002, and the places of its facts in the YAML. */
import { partsOf, step } from '../road';

const { checklist, road, threshold, tools } = partsOf('thousands-to-millions');

/** [what the document says, what the YAML holds, what it must be] */
export const COVERAGE: [string, unknown, unknown][] = [
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
