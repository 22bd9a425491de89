/** Phases, costs and bill lines of document 002, top to bottom, and their places in the YAML. */
import { expect } from 'vitest';
import { partsOf, place, step } from '../road';

const { bill, costs, lifetime, phase, range, road, timelines } = partsOf('thousands-to-millions');

/** [what the document says, what the YAML holds, what it must be] */
export const COVERAGE: [string, unknown, unknown][] = [
  ['Current architecture: ~1,000-10,000 users', road.startingPoint.range, '~1,000-10,000 users'],
  ['What you have now: 5 lines', road.startingPoint.has.length, 5],
  ['Limitations: 5 lines', road.startingPoint.limitations.length, 5],
  [
    'four phases',
    road.phases.map(({ title }) => title),
    ['Immediate Optimizations', 'Horizontal Scaling', 'Microservices', 'Global Scale'],
  ],
  ['"users": daily is our reading', [road.loadUnit, road.loadUnitSays], ['daily', { word: 'users', ourReading: true }]],

  ['Phase 1: 0-50K', range(0), [0, 50_000]],
  ['Phase 1: 1-2 weeks', timelines(0)[0], '1-2 weeks'],
  [
    'Phase 1: $50-200; small ~$200; its lines $231',
    costs(0),
    [
      [50, 200],
      [200, 200],
      [231, 231],
    ],
  ],
  [
    '1.1 indexes, pagination, queries · 1.2 Redis, strategy · 1.3 CDN · 1.4 lazy loading, WebP',
    phase(0).required,
    [
      'add-indexes',
      'paginate-lists',
      'optimise-queries',
      'redis-cache',
      'cache-lifetimes',
      'cdn-static-assets',
      'lazy-load-images',
      'webp-images',
    ],
  ],
  [
    '1.1 limit 50 a page, skip corrected',
    [
      step('paginate-lists')?.how[0]?.code?.includes('.limit(50)'),
      step('paginate-lists')?.correction?.includes('skip'),
    ],
    [true, true],
  ],
  [
    '1.1 lean() "5x faster" is no gain of ours',
    [
      step('optimise-queries')?.correction?.includes('5x faster'),
      step('optimise-queries')?.relieves.some((it) => it.factor !== undefined),
    ],
    [true, false],
  ],
  ['1.2 setex 3600', step('redis-cache')?.how[0]?.code?.includes("'EX', 3600"), true],
  ['1.2 user profiles 1 hour', lifetime('User profiles'), 60],
  ['1.2 online users 5 minutes', lifetime('Online users'), 5],
  ['1.2 messages 10 minutes', lifetime('Messages'), 10],
  ['1.2 friend lists 30 minutes', lifetime('Friend lists'), 30],
  ['1.3 manual chunks', place('code-splitting'), expect.arrayContaining(['1.3 CDN for Static Assets (listing)'])],
  ['1.4 quality auto:good', step('webp-images')?.how[0]?.code?.includes("quality: 'auto:good'"), true],

  ['Phase 2: 50K-500K', range(1), [50_000, 500_000]],
  ['Phase 2: 1-2 months', timelines(1)[0], '1-2 months'],
  [
    'Phase 2: $500-2,000; medium ~$2,000; its lines $1,829',
    costs(1),
    [
      [500, 2000],
      [2000, 2000],
      [1829, 1829],
    ],
  ],
  [
    '2.1 instances, nginx · 2.2 adapter, sticky · 2.3 sharding, replicas · 2.4 queue',
    phase(1).required,
    [
      'several-instances',
      'load-balancer',
      'socketio-redis-adapter',
      'sticky-sessions',
      'mongodb-sharding',
      'read-replicas',
      'message-queue',
    ],
  ],
  ['2.1 three instances', phase(1).architecture[0], 'Three instances behind a load balancer'],
  [
    '2.1 nginx least_conn, three servers',
    step('load-balancer')?.how[0]?.code?.match(/server backend-\d:5001/g)?.length,
    3,
  ],
  ['2.2 user id as session id corrected', step('sticky-sessions')?.correction?.includes('take over'), true],
  ['2.3 shard key corrected', step('mongodb-sharding')?.correction?.includes('senderId: 1'), true],
  ['2.3 secondaryPreferred corrected', step('read-replicas')?.correction?.includes('secondaryPreferred'), true],
  ['2.4 Bull corrected to BullMQ', step('message-queue')?.correction?.includes('BullMQ'), true],

  ['Phase 3: 500K-5M', range(2), [500_000, 5_000_000]],
  ['Phase 3: 3-6 months', timelines(2)[0], '3-6 months'],
  [
    'Phase 3: $5,000-20,000; large ~$20,000',
    costs(2),
    [
      [5000, 20_000],
      [20_000, 20_000],
      [20_000, 20_000],
    ],
  ],
  [
    '3.1 services, gateway, auth, messages · 3.2 events · 3.3 databases',
    phase(2).required,
    [
      'split-services',
      'api-gateway',
      'extract-auth-service',
      'extract-message-service',
      'event-broker',
      'database-per-service',
    ],
  ],
  [
    '3.1 Kong before auth, messages, chat, media',
    phase(2).architecture[0],
    'An API gateway (Kong) before services for auth, messages, chat and media',
  ],
  ['3.2 RabbitMQ/Kafka', phase(2).architecture[1], 'RabbitMQ or Kafka between the services'],
  [
    '3.3 four databases',
    phase(2).architecture.slice(2),
    [
      'Auth in auth_db on PostgreSQL',
      'Messages in messages_db and people in users_db, both on MongoDB',
      'Media in S3, described in media_db on PostgreSQL',
    ],
  ],

  ['Phase 4: 5M+', range(3), [5_000_000, null]],
  ['Phase 4: 6-12 months', timelines(3)[0], '6-12 months'],
  [
    'Phase 4: $20,000-100,000+; global $100,000+',
    costs(3),
    [
      [20_000, null],
      [100_000, null],
    ],
  ],
  ['Phase 4: the 100,000 of the first range', phase(3).costs[0]?.source.place.includes('$100,000'), true],
  [
    '4.1 regions, GeoDNS · 4.2 Cassandra, PostgreSQL · 4.3 cache · 4.4 sockets',
    phase(3).required,
    ['multi-region', 'geodns', 'cassandra-messages', 'postgresql-users', 'multi-layer-cache', 'websocket-clusters'],
  ],
  ['4.1 three regions', phase(3).architecture[0]?.match(/US-East|EU-West|Asia-Pacific/g)?.length, 3],
  ['4.3 unbounded Map corrected', step('multi-layer-cache')?.correction?.includes('unbounded Map'), true],
  ['4.4 perMessageDeflate corrected', step('websocket-clusters')?.correction?.includes('perMessageDeflate'), true],

  ['Small: Render 85, M10 57, Cloudinary 89, Redis free', bill(0), { compute: 85, database: 57, media: 89, redis: 0 }],
  [
    'Medium: 500, 580, 200, 249, 200, 100',
    bill(1),
    { compute: 500, database: 580, redis: 200, media: 249, cdn: 200, 'load-balancer': 100 },
  ],
  [
    'Large: 5,000, 8,000, 2,000, 3,000, 500, 1,500',
    bill(2),
    { compute: 5000, database: 8000, redis: 2000, cdn: 3000, monitoring: 500, backup: 1500 },
  ],
  [
    'Global: five lines without a figure',
    bill(3),
    { compute: null, database: null, support: null, team: null, monitoring: null },
  ],
  [
    'Render Standard $85 against list $25',
    [phase(0).bill[0]?.priceId, phase(0).bill[0]?.note?.includes('Pro')],
    ['render-web-standard', true],
  ],
  ['Atlas M30 $580 against list $394', phase(1).bill[1]?.note?.includes('$394.20'), true],
  ['Cloudinary Pro $89 is Plus', phase(0).bill[2]?.note?.includes('Plus billed yearly'), true],
];
