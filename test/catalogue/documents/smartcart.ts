/** Document 004, top to bottom, and the places of its facts in the YAML. */
import { partsOf, step } from '../road';

const { road, phase, range, threshold, tools, checklist, all } = partsOf('smartcart');
const where = (id: string) => road.thresholds.find((it) => it.id === id)?.where;
const text = (title: string) => road.checklists.find((it) => it.title === title)?.items.map((it) => it.text) ?? [];

/** [what the document says, what the YAML holds, what it must be] */
export const COVERAGE: [string, unknown, unknown][] = [
  ['"users": daily is our reading', [road.loadUnit, road.loadUnitSays.ourReading], ['daily', true]],
  [
    'Database: four lines',
    checklist('Database'),
    ['connection-pool', 'read-write-splitting', 'database-sharding', 'redis-cache'],
  ],
  ['Database: PostgreSQL', tools('Database'), ['PostgreSQL']],
  ['Database: shards by customer region', text('Database')[2]?.includes("customer's region"), true],
  [
    'Database: region as outer shard in the how-to',
    step('database-sharding')?.how.some((it) => it.stack === 'by region'),
    true,
  ],
  ['Database: deals, retailer info', text('Database')[3]?.includes('deals, retailers'), true],
  ['Application: authentication service', text('Application')[0]?.includes('authentication'), true],
  ['Application: shopping list service', text('Application')[0]?.includes('shopping lists'), true],
  ['Application: retailer integration service', text('Application')[0]?.includes('retailers'), true],
  [
    'Application: analytics & recommendations service',
    text('Application')[0]?.includes('analytics and recommendations'),
    true,
  ],
  ['Application: circular & deals service', text('Application')[0]?.includes('circulars and deals'), true],
  [
    'Application: stateless, balancing, sticky',
    checklist('Application')?.slice(1),
    ['stateless-app', 'load-balancer', 'sticky-sessions'],
  ],
  ['Application: round-robin', text('Application')[2], 'Balancing in turns'],
  ['Application: stateless against sticky', road.disagreements[0]?.about, 'Whether sessions stick to a server'],
  ['API: GraphQL', [checklist('API')?.[0], tools('API')], ['graphql', ['GraphQL']]],
  [
    'API: tiered rate limits by plan',
    [checklist('API')?.[1], text('API')[1]?.includes('plan')],
    ['rate-limiting', true],
  ],
  [
    'API: pagination of all lists',
    [checklist('API')?.[2], text('API')[2]?.includes('all lists')],
    ['paginate-lists', true],
  ],
  ['API: indexes and queries', checklist('API')?.[3], 'optimise-queries'],
  ['Background: receipts', text('Background work')[0], 'A queue for receipts'],
  ['Background: recommendations', text('Background work')[1], 'A queue for recommendations'],
  ['Background: analytics', text('Background work')[2], 'A queue for analytics'],
  [
    'Background: scheduled tasks apart, deals',
    [checklist('Background work')?.[3], text('Background work')[3]?.includes('deals')],
    ['scheduled-jobs-apart', true],
  ],
  ['Docker for all services', [checklist('Containers')?.[0], tools('Containers')], ['containers', ['Docker']]],
  ['Kubernetes', [checklist('Containers')?.[1], tools('Orchestration')], ['kubernetes', ['Kubernetes']]],
  ['Auto-scaling groups', checklist('Cloud')?.[0], 'autoscaling'],
  [
    'CDN for assets and images',
    [checklist('Cloud')?.[1], text('Cloud')[1]?.includes('pictures')],
    ['cdn-static-assets', true],
  ],
  ['Edge caching of frequent requests', checklist('Cloud')?.[2], 'edge-caching'],
  ['APM', checklist('Monitoring')?.[0], 'monitoring'],
  ['Alerting', checklist('Monitoring')?.[1], 'alerting'],
  [
    'Logs, sampled at high volume',
    [checklist('Monitoring')?.[2], text('Monitoring')[2]?.includes('sampled')],
    ['log-sampling', true],
  ],
  ['Phase 1: up to 10,000', range(0), [0, 10_000]],
  ['Phase 1: indexes, vertical, basic cache', phase(0).required, ['add-indexes', 'bigger-instance', 'redis-cache']],
  ['Phase 1: single database', phase(0).architecture[0], 'One database with proper indexes'],
  ['Phase 2: 10,000-100,000', range(1), [10_000, 100_000]],
  [
    'Phase 2: replicas, CDN and edge, first services',
    phase(1).required,
    ['read-replicas', 'cdn-static-assets', 'edge-caching', 'first-service'],
  ],
  ['Phase 3: 100,000-1,000,000', range(2), [100_000, 1_000_000]],
  [
    'Phase 3: services, shards, regions, caches',
    phase(2).required,
    ['split-services', 'database-sharding', 'regional-deployment', 'multi-layer-cache'],
  ],
  ['Phase 4: 1,000,000+', range(3), [1_000_000, null]],
  [
    'Phase 4: regions, clusters, custom',
    phase(3).required,
    ['multi-region', 'dedicated-database-clusters', 'custom-infrastructure'],
  ],
  ['Target: API < 200 ms for 95 %', threshold('api-response'), ['latency.p95', 200, 5]],
  ['Target: images < 1 s for 95 %', threshold('image-loading'), ['assets.load.p95', 1000, 5]],
  ['Target: receipts < 5 min', threshold('receipt-processing'), ['jobs.duration.p95', 300, 5]],
  ['Target: of receipts alone', where('receipt-processing'), { job: '*receipt*' }],
  ['Target: recommendations < 30 s', threshold('recommendation-generation'), ['jobs.duration.p95', 30, 5]],
  ['Target: of recommendations alone', where('recommendation-generation'), { job: '*recommend*' }],
  ['Indicator: recommendations', all('Recommendations within 30 s'), true],
  ['No time, no price', road.phases.every((it) => it.timelines.length + it.costs.length === 0), true],
];
