/** Document 003, top to bottom, and the places of its facts in the YAML. */
import { partsOf, step } from '../road';

const { road, phase, range, threshold, tools, migration, all } = partsOf('five-stages');
const solves = (index: number) => phase(index).solves?.text;
const lines = (index: number) => phase(index).bill.map(({ id }) => id);

/** [what the document says, what the YAML holds, what it must be] */
export const COVERAGE: [string, unknown, unknown][] = [
  ['From zero to millions', road.title, 'From zero to millions'],
  ['"users": daily is our reading', [road.loadUnit, road.loadUnitSays.ourReading], ['daily', true]],
  ['Stage 1: 1 - 10 users', [range(0), road.startingPoint.range], [[0, 10], '1 - 10 users']],
  ['Stage 1: no distributed systems', road.tips[0]?.text.includes('no distributed systems'), true],
  ['Stage 1: one server, web and database', phase(0).architecture.length, 3],
  ['Stage 1: SQLite or local MySQL', tools('First database'), ['SQLite', 'MySQL']],
  ['Stage 1: DNS', phase(0).architecture[2]?.includes('DNS'), true],
  ['Stage 1: pros', phase(0).pros, ['Cheap', 'Easy to deploy']],
  ['Stage 1: cons', phase(0).cons?.[0]?.includes('single point of failure'), true],
  ['Stage 1 solves: getting started', solves(0), 'Getting started.'],
  ['Stage 2: 100 - 1,000', range(1), [100, 1000]],
  ['Stage 2: app and database fight for memory', threshold('memory')[0], 'memory.used'],
  ['Stage 2: database on its own server', phase(1).required, ['separate-database-server']],
  ['Stage 2: server A, server B', phase(1).architecture, ['Server A: web and app', 'Server B: database']],
  ['Stage 2: pros, each grows by itself', phase(1).pros?.[0]?.includes('grows by itself'), true],
  ['Stage 2 solves: RAM/CPU', solves(1), 'Resource contention (RAM/CPU).'],
  [
    'Stage 2 in the summary: 1k',
    road.disagreements[0]?.says.map(({ text }) => text),
    ['100 - 1,000 users', '1k users'],
  ],
  ['Stage 3: > 10,000', range(2), [10_000, 100_000]],
  ['Stage 3: balancer and several web servers', phase(2).required.slice(0, 2), ['several-instances', 'load-balancer']],
  ['Stage 3: Nginx or ALB', tools('Load balancing'), ['Nginx', 'AWS ALB']],
  ['Stage 3: replication for reads', phase(2).required[2], 'read-replicas'],
  ['Stage 3: writes to one, reads from the other', phase(2).architecture[1]?.includes('answers reads'), true],
  ['Stage 3: two web servers in the diagram', phase(2).bill[0]?.title, 'Two web servers'],
  ['Stage 3 solves: availability, reads', solves(2), 'Availability & Read throughput.'],
  ['Stage 4: > 100,000', range(3), [100_000, 1_000_000]],
  ['Stage 4: same queries again and again', all('same queries again'), true],
  ['Stage 4: complaints from other countries', threshold('complaints'), ['complaints', 2, 60]],
  ['Stage 4: cache', [phase(3).required[0], tools('Cache')], ['redis-cache', ['Redis', 'Memcached']]],
  ['Stage 4: profiles', phase(3).architecture[0]?.includes("people's profiles"), true],
  ['Stage 4: CDN', [phase(3).required[1], tools('CDN')], ['cdn-static-assets', ['Cloudflare', 'AWS CloudFront']]],
  ['Stage 4: pictures, styles, scripts', phase(3).architecture[1]?.startsWith('Pictures, styles and scripts'), true],
  [
    'Stage 4 diagram: CDN, balancer, servers, cache, database',
    lines(3),
    ['compute', 'database', 'redis', 'cdn', 'load-balancer'],
  ],
  ['Stage 4 solves: latency, database load', solves(3), 'Latency & Database load.'],
  ['Stage 5: > 1,000,000', range(4), [1_000_000, null]],
  [
    'Stage 5: four changes',
    phase(4).required,
    ['database-sharding', 'split-services', 'message-queue', 'nosql-non-relational'],
  ],
  [
    'Stage 5: A-M, N-Z',
    [phase(4).architecture[1]?.includes('A-M'), step('database-sharding')?.correction?.includes('003')],
    [true, true],
  ],
  ['Stage 5: user, order, payment services', phase(4).architecture[0]?.includes('users, orders and payments'), true],
  ['Stage 5: Kafka or RabbitMQ', tools('Message queue'), ['Kafka', 'RabbitMQ']],
  ['Stage 5: video uploads to a queue', phase(4).architecture[2]?.includes('videos'), true],
  [
    'Stage 5: Cassandra or DynamoDB for logs, metadata, feed',
    [tools('NoSQL'), phase(4).architecture[3]?.includes('Logs, metadata and feeds')],
    [['Cassandra', 'DynamoDB'], true],
  ],
  ['Stage 5 diagram: API gateway', phase(4).helpful.includes('api-gateway'), true],
  [
    'Stage 5 diagram: workers, Redis, NoSQL',
    lines(4),
    ['compute', 'database', 'nosql', 'redis', 'queue', 'load-balancer'],
  ],
  ['Stage 5 solves: writes, complexity', solves(4), 'Write throughput & Complexity.'],
  ['Summary: the last stage without queues', road.disagreements[1]?.says[1]?.text, 'shards and services'],
  ['Migration: five lines', road.migration.length, 5],
  ['Migration: the first needs nothing', migration('1 - 10 users'), []],
  [
    'No latency limit: a stated default',
    [threshold('response-time'), road.thresholds[2]?.source.ours?.includes('our default')],
    [['latency.p95', 500, 5], true],
  ],
  ['No price, no time', road.phases.every((it) => it.timelines.length + it.costs.length === 0), true],
];
