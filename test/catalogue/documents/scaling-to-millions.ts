/** Document 000, top to bottom, and the places of its facts in the YAML. */
import { partsOf, place, step } from '../road';

const { road, phase, range, threshold, tools, checklist, migration, all } = partsOf('scaling-to-millions');

/** [what the document says, what the YAML holds, what it must be] */
export const COVERAGE: [string, unknown, unknown][] = [
  ['Title: millions of concurrent users', [road.loadUnit, road.loadUnitSays.ourReading], ['concurrent', false]],
  ['Next.js, PostgreSQL, Firebase App Hosting', road.stack, ['Next.js', 'PostgreSQL', 'Firebase App Hosting']],
  ['maxInstances raised to 100', road.startingPoint.has.some((it) => it.includes('100')), true],
  ['1 stateless app', phase(0).required.includes('stateless-app'), true],
  ['1 horizontal scaling: maxInstances', phase(0).required.includes('raise-instance-limit'), true],
  [
    '1 maxInstances: 100 in apphosting.yaml',
    step('raise-instance-limit')?.how[0]?.code?.includes('maxInstances: 100'),
    true,
  ],
  ['1 monitor performance', phase(0).helpful.includes('monitoring'), true],
  [
    '1 auto-scaling by the provider',
    [phase(0).helpful.includes('autoscaling'), all('add and remove instances')],
    [true, true],
  ],
  ['Journey to 10 million users', all('10 million'), true],
  ['2 the one PostgreSQL is the first bottleneck', road.startingPoint.limitations[0]?.includes('PostgreSQL'), true],
  [
    '2 read replicas, reads apart from writes',
    [phase(1).required.includes('read-replicas'), phase(1).architecture[2]],
    [true, 'Reads from replicas, writes to the main database'],
  ],
  [
    '2 sharding, late and complex',
    [phase(2).helpful.includes('database-sharding'), all('Shards are complex')],
    [true, true],
  ],
  ['2 A-M and N-Z corrected', step('database-sharding')?.correction?.includes('A-M'), true],
  ['2 Spanner or Aurora', tools('Distributed database'), ['Google Cloud Spanner', 'Amazon Aurora']],
  [
    '2 "these services shard for you" corrected',
    step('distributed-database')?.correction?.includes('Aurora does not'),
    true,
  ],
  ['3 CDN', phase(1).required.includes('cdn-static-assets'), true],
  ['3 Cloudflare or Google Cloud CDN', tools('CDN'), ['Cloudflare', 'Google Cloud CDN']],
  ['3 Redis or Memcached', tools('Cache'), ['Redis', 'Memcached']],
  ['3 prices and AI answers', all('answers of an AI'), true],
  ['4 global load balancer, nearest healthy server', phase(2).required.includes('global-load-balancer'), true],
  ['4 US, Europe, Asia', phase(2).architecture[0]?.includes('the US, Europe and Asia'), true],
  ['5 message queue', phase(2).required.includes('message-queue'), true],
  ['5 RabbitMQ, Pub/Sub', tools('Message queue'), ['RabbitMQ', 'Google Cloud Pub/Sub']],
  ['5 thank you at once; payment, stock, mails later', all('payment, stock and mails'), true],
  ['5 workers of their own', phase(2).architecture[2]?.startsWith('Workers'), true],
  ['Summary: Start, Grow, Scale', road.phases.map(({ title }) => title), ['Start', 'Grow', 'Scale']],
  ['Start: raise maxInstances', migration('Start'), ['raise-instance-limit']],
  ['Grow: CDN, Redis, replicas', migration('Grow'), ['cdn-static-assets', 'redis-cache', 'read-replicas']],
  [
    'Scale: distributed database, balancer, queue',
    migration('Scale'),
    ['distributed-database', 'global-load-balancer', 'message-queue'],
  ],
  ['Checklist of databases', checklist('Database'), ['read-replicas', 'database-sharding', 'distributed-database']],
  ['Checklist of caches', checklist('Caching'), ['cdn-static-assets', 'redis-cache']],
  ['Keep the roadmap in mind', road.nextSteps.length, 2],
  [
    'No range given: bounds are ours',
    [range(0), range(1), range(2)],
    [
      [0, 10_000],
      [10_000, 1_000_000],
      [1_000_000, null],
    ],
  ],
  ['… and say so', road.phases.every((it) => it.rangeSource?.ours?.includes('the document names no load')), true],
  ['No time, no price', road.phases.every((it) => it.timelines.length + it.costs.length === 0), true],
  ['No limit: latency is a stated default', threshold('response-time'), ['latency.p95', 500, 5]],
  [
    'Where the queue comes: both places',
    road.disagreements.map((it) => it.about).includes('When the queue comes'),
    true,
  ],
  [
    'Replicas keep their place in the step',
    place('read-replicas')?.includes('2. Database Scaling, Read Replicas'),
    true,
  ],
];
