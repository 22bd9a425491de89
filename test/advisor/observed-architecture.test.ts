import { describe, expect, it } from 'vitest';
import { deriveHour } from '@/advisor/signals/index';
import type { ObservationId } from '@/advisor/types';
import type { Attributes } from '@/store/points/points';
import { counter, gauge, growing, input, minute, node, times } from './signals-points';

const at = times(-10 * minute, 60 * minute, minute);
const level = (metric: string, value: number, attributes: Attributes = {}, resource: Attributes = {}) =>
  gauge(
    { metric, attributes, resource },
    at.map((time) => ({ at: time, value })),
  );
const counts = (metric: string, perMinute: number, attributes: Attributes = {}, resource: Attributes = node()) =>
  counter(
    { metric, attributes, resource },
    at.map((time, i) => ({ at: time, value: perMinute * i })),
  );
const timed = (metric: string, perMinute: number, attributes: Attributes, resource: Attributes = node()) =>
  growing({ metric, attributes, resource, unit: 's' }, at, [perMinute, 0], [1]);
const queries = (attributes: Attributes, resource?: Attributes) =>
  timed('db.client.operation.duration', 10, { 'db.system.name': 'postgresql', ...attributes }, resource);
const seen = (points: Parameters<typeof input>[0], id: ObservationId) =>
  deriveHour(input(points)).observations.columns[id]?.[30];
const of = (name: string) => node(name, { 'service.name': name });

// pgbouncer_exporter, Kong's prometheus plugin, postgres_exporter, mongodb_exporter (Percona), k8s_cluster receiver; semantic conventions of ASP.NET Core, databases and RPC.
describe('what stands around an app', () => {
  it.each([
    ['pooler.clients', [level('pgbouncer_pools_client_active_connections', 12, { database: 'shop' })], 12],
    ['gateway.requests', [counts('kong_http_requests_total', 60, { code: '200' }, {})], 60],
    ['db.replicas', [level('pg_replication_is_replica', 1, {}, { 'service.instance.id': 'b' })], 1],
    ['mongo.shards', [level('mongodb_mongos_sharding_shards_total', 3)], 3],
    ['autoscaler.max', [level('k8s.hpa.max_pods', 12, {}, { 'k8s.hpa.name': 'shop' })], 12],
    ['rate.limiter', [counts('aspnetcore.rate_limiting.requests', 40)], 40],
    ['object.operations', [timed('rpc.client.duration', 6, { 'rpc.service': 'S3', 'rpc.method': 'PutObject' })], 6],
  ] as const)('%s', (id, points, value) => {
    expect(seen([...points], id)).toBeCloseTo(value, 6);
  });

  it('hosts with writes, and operations on a host of its own', () => {
    const write = (host: string) => queries({ 'server.address': host, 'db.operation.name': 'INSERT' });
    const read = queries({ 'server.address': 'localhost', 'db.operation.name': 'SELECT' });
    expect(seen([write('db-1'), write('db-2'), read], 'db.writing.hosts')).toBe(2);
    expect(seen([write('db-1'), read], 'db.remote')).toBe(10);
    expect(seen([read], 'db.remote')).toBe(0);
  });

  it('kinds of databases, those that spread by themselves among them', () => {
    const cassandra = queries({ 'db.system.name': 'cassandra', 'server.address': 'c' });
    const aurora = queries({ 'server.address': 'shop.cluster-c1abc2def3gh.eu-west-1.rds.amazonaws.com' });
    expect(seen([queries({}), cassandra], 'db.kinds')).toBe(2);
    expect(seen([queries({}), cassandra], 'db.cassandra.operations')).toBe(10);
    expect(seen([queries({}), aurora, cassandra], 'db.distributed.operations')).toBe(20);
    expect(seen([queries({})], 'db.distributed.operations')).toBe(0);
  });

  it('services with a database of their own, and none where two share one', () => {
    const [orders, users] = [
      queries({ 'server.address': 'a' }, of('orders')),
      queries({ 'server.address': 'b' }, of('users')),
    ];
    expect(seen([orders, users], 'db.own.services')).toBe(2);
    expect(seen([orders, users, queries({ 'server.address': 'a' }, of('users'))], 'db.own.services')).toBe(0);
  });

  it('services that answer requests, and instances that publish', () => {
    const requests = (resource: Attributes) => timed('http.server.request.duration', 60, {}, resource);
    expect(seen([requests(of('shop')), requests(of('mail'))], 'services.serving')).toBe(2);
    const publish = (instance: string) =>
      timed(
        'db.client.operation.duration',
        5,
        { 'db.system.name': 'redis', 'db.operation.name': 'PUBLISH' },
        node(instance),
      );
    expect(seen([publish('a'), publish('b')], 'redis.publish.instances')).toBe(2);
  });

  it('what a CDN answered of what browsers loaded', () => {
    const loaded = (word: string, many: number) =>
      timed('browser.resource.duration', many, { 'http.response.header.cf-cache-status': word });
    const points = [loaded('HIT', 30), loaded('MISS', 10)];
    expect([seen(points, 'cdn.hits'), seen(points, 'cdn.answers')]).toEqual([30, 40]);
    expect(seen([timed('browser.resource.duration', 9, {})], 'cdn.answers')).toBeUndefined();
  });

  it('is nothing where nothing reports', () => {
    const { columns } = deriveHour(input([counts('http_requests_total', 60)])).observations;
    expect(Object.keys(columns).filter((id) => /^(pooler|gateway|mongo|cdn|db|rate\.limiter|object)/.test(id))).toEqual(
      [],
    );
  });
});
