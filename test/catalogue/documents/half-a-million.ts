/** Document 001, top to bottom, and the places of its facts in the YAML. */
import { partsOf, step } from '../road';

const { road, phase, range, threshold, tools, checklist, migration, bill, all } = partsOf('half-a-million');
const CLOUD = [
  'devops-engineer',
  'major-cloud',
  'connection-pool',
  'several-instances',
  'load-balancer',
  'socketio-redis-adapter',
];

/** [what the document says, what the YAML holds, what it must be] */
export const COVERAGE: [string, unknown, unknown][] = [
  ['Title: 500,000 users', road.title, 'Supporting 500,000 users'],
  ['Goal: 500k concurrent', [road.loadUnit, road.loadUnitSays.word], ['concurrent', 'concurrent users']],
  ['Status: one server, monolith', road.startingPoint.has[0], 'One server for everything (monolith)'],
  ['Status: good for ~1,000 users', [road.startingPoint.range, range(0)], ['~1,000 users', [0, 1000]]],
  ['1.1 PostgreSQL: about 100 connections', road.startingPoint.limitations[0]?.includes('100'), true],
  ['1.1 as a threshold', threshold('db-connections'), ['db.connections.used', 90, 5]],
  ['1.2 one Node process, one core', road.startingPoint.limitations[1]?.includes('one core'), true],
  ['1.2 as a threshold on the event loop', threshold('event-loop'), ['eventloop.used', 80, 5]],
  ['1.2 500k requests a second is not 500k users', all('500,000 requests a second'), true],
  ['1.3 Socket.IO on one server', road.startingPoint.limitations[2]?.includes('500,000 devices'), true],
  ['1.3 as a threshold', threshold('sockets'), ['sockets.open', 10_000, 5]],
  ['2 more servers, not only larger', all('More servers rather than only larger ones'), true],
  ['A pooling', checklist('A: Database')?.[0], 'connection-pool'],
  [
    'A pooling with PgBouncer',
    step('connection-pool')?.how.some((it) => it.stack === 'pgbouncer' && it.code?.includes('pool_mode')),
    true,
  ],
  ['A read replicas x5', [phase(4).required.includes('read-replicas'), all('five replicas')], [true, true]],
  ['A master takes inserts: checklists, machines', phase(4).architecture[0]?.includes('checklists, machines'), true],
  ['A replicas take reports, dashboards', phase(4).architecture[0]?.includes('reports, dashboards'), true],
  [
    'A sharding by organization_id',
    [checklist('A: Database')?.[2], all('organization_id')],
    ['database-sharding', true],
  ],
  ['A the shard key in the how-to', step('database-sharding')?.how[0]?.code?.includes('organization_id'), true],
  [
    'B load balancer nginx, ALB',
    [tools('Load balancing'), checklist('B: Servers')?.[0]],
    [['Nginx', 'AWS ALB'], 'load-balancer'],
  ],
  ['B 20+ app servers', phase(4).bill[0]?.title, '20 and more app servers'],
  ['B Kubernetes', [checklist('B: Servers')?.[1], phase(4).required.includes('kubernetes')], ['kubernetes', true]],
  [
    'C Redis adapter',
    [checklist('C: Sockets'), phase(3).required.includes('socketio-redis-adapter')],
    [['socketio-redis-adapter'], true],
  ],
  ['C servers tell each other over Redis', phase(3).architecture[2]?.includes('over Redis'), true],
  ['3 Railway is too small', all('Railway is too small'), true],
  ['3 compute', tools('Compute'), ['AWS EC2 (Auto Scaling)', 'Google Cloud Run']],
  ['3 database', tools('Database'), ['AWS RDS Aurora (PostgreSQL)']],
  [
    '3 caching for sessions and sockets',
    [tools('Caching'), phase(4).required.includes('sessions-in-redis')],
    [['AWS ElastiCache (Redis)'], true],
  ],
  ['3 storage for photos', [tools('Storage'), phase(4).required.includes('object-storage')], [['AWS S3'], true]],
  [
    '3 CDN serves the frontend',
    [tools('CDN'), phase(4).required.includes('cdn-static-assets')],
    [['Cloudflare'], true],
  ],
  ['4 nothing need be built today', road.tips[0]?.text.includes('need be built today'), true],
  ['4.1 larger at 10k', [range(1), phase(1).required], [[10_000, 50_000], ['bigger-instance']]],
  ['4.1 larger at 50k', [range(2), phase(2).required], [[50_000, 100_000], ['larger-instance-again']]],
  [
    '4.2 watch CPU and RAM',
    [migration('now'), road.metrics[0]?.signals],
    [['monitoring'], ['cpu.used', 'memory.used']],
  ],
  ['4.3 at 100k+ a DevOps engineer and AWS', [range(3), phase(3).required], [[100_000, 500_000], CLOUD]],
  ['4.3 the engineer is on the bill, unpriced', bill(3).team, null],
  ['Goal: the cluster from 500k', range(4), [500_000, null]],
  ['No price, no time', road.phases.every((it) => it.timelines.length + it.costs.length === 0), true],
  ['users or concurrent users: both said', road.disagreements[0]?.says.length, 2],
];
