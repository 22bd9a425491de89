/** Signals from what real exporters expose, told their types (scraped, remote write 2.0) or not (1.0). */
import { Counter, collectDefaultMetrics, Histogram, Registry, Summary } from 'prom-client';
import { describe, expect, it } from 'vitest';
import { captured, exposed, type Scrape } from './exposed';
import { HOUR, minute, signal } from './signals-points';

/** The first capture at minute 9, the second one a minute later. */
const twice = (name: string): Scrape[] =>
  [1, 2].map((n) => ({ at: HOUR + (8 + n) * minute, text: captured(`${name}-${n}`), job: name }));

/** What `registry` exposes after `work` in each of the minutes 5 to 9. */
async function scraped(registry: Registry, work: () => void, job = 'shop'): Promise<Scrape[]> {
  const scrapes: Scrape[] = [];
  for (let m = 5; m < 10; m++) {
    work();
    scrapes.push({ at: HOUR + m * minute, text: await registry.metrics(), job });
  }
  return scrapes;
}

describe.each([true, false])('exporters (types told: %s)', (typed) => {
  it('of PostgreSQL tell its transactions and connections', () => {
    const points = exposed(twice('postgres-exporter'), typed);
    const queries = signal(points, 'db.queries.rate');
    expect(queries.numerator?.[10]).toBe(33);
    expect(queries.value[10]).toBeCloseTo(33 / 60, 10);
    expect(queries.recipe?.recipe).toContain('pg_stat_database_xact_commit');
    const connections = signal(points, 'db.connections.used');
    expect([connections.demand?.[10], connections.capacity?.[10]]).toEqual([3, 97]);
    expect(connections.value[10]).toBeCloseTo((100 * 3) / 97, 10);
  });

  it('of Redis tell the hit rate of its keys', () => {
    const hits = signal(exposed(twice('redis-exporter'), typed), 'cache.hit_rate');
    expect([hits.numerator?.[10], hits.denominator?.[10], hits.value[10]]).toEqual([30, 40, 75]);
  });

  it('of a Node app tell its latency, errors and rate from classic buckets', async () => {
    const registry = new Registry();
    const duration = new Histogram({
      name: 'http_request_duration_seconds',
      help: 'Time to answer.',
      labelNames: ['method', 'route', 'code'],
      buckets: [0.1, 0.2, 0.5, 1],
      registers: [registry],
    });
    const scrapes = await scraped(registry, () => {
      for (let i = 0; i < 57; i++) duration.observe({ method: 'GET', route: '/', code: '200' }, 0.15);
      for (let i = 0; i < 3; i++) duration.observe({ method: 'GET', route: '/', code: '503' }, 0.7);
      duration.observe({ method: 'GET', route: '/healthz', code: '200' }, 0.7);
    });
    const points = exposed(scrapes, typed);
    const p50 = signal(points, 'latency.p50');
    expect(Array.from(p50.buckets?.boundsMs ?? [])).toEqual([100, 200, 500, 1000]);
    expect(Array.from(p50.buckets?.counts.subarray(7 * 5, 8 * 5) ?? [])).toEqual([0, 57, 0, 3, 0]);
    expect(p50.value[7]).toBeGreaterThan(100);
    expect(p50.value[7]).toBeLessThan(200);
    expect(p50.recipe?.recipe).toBe('http_request_duration_seconds (histogram, s)');
    expect(signal(points, 'errors.rate').value[7]).toBe(5);
    expect(signal(points, 'requests.rate').value[7]).toBe(1);
  });

  it('of a Node app tell its CPU and memory by prom-client’s default metrics', async () => {
    const registry = new Registry();
    collectDefaultMetrics({ register: registry });
    const points = exposed(await scraped(registry, () => {}), typed);
    const deployment = { perInstance: { cores: 4, memoryBytes: 8e9 } };
    const cpu = signal(points, 'cpu.used', { deployment });
    expect(cpu.recipe?.recipe).toBe('process_cpu_seconds_total (counter, s)');
    // One thread runs JavaScript, however many cores there are.
    expect([cpu.capacity?.[7], cpu.recipe?.note]).toEqual([1, expect.stringContaining('one-threaded')]);
    const memory = signal(points, 'memory.used', { deployment });
    expect(memory.recipe?.recipe).toBe('process_resident_memory_bytes ÷ the memory of an instance');
    expect(memory.demand?.[7]).toBeGreaterThan(1e7);
    const heap = signal(points, 'memory.used', { deployment: { perInstance: { heapLimitBytes: 4e9 } } });
    expect(heap.recipe?.recipe).toContain('nodejs_heap_size_used_bytes');
    expect(points.filter(({ series }) => series.metric === 'nodejs_active_handles_total')[0]?.series.kind).toBe(1);
  });

  it('whose histogram has no statuses get their errors from the counter beside it', async () => {
    const registry = new Registry();
    const options = { help: 'Requests.', registers: [registry] };
    const duration = new Histogram({ name: 'http_request_duration_seconds', buckets: [0.1, 1], ...options });
    const requests = new Counter({ name: 'http_requests_total', labelNames: ['code'], ...options });
    const scrapes = await scraped(registry, () => {
      for (let i = 0; i < 50; i++) duration.observe(0.05);
      requests.inc({ code: '200' }, 45);
      requests.inc({ code: '500' }, 5);
    });
    const points = exposed(scrapes, typed);
    expect(signal(points, 'errors.rate').value[7]).toBe(10);
    expect(signal(points, 'errors.rate').recipe?.recipe).toBe('http_requests_total (counter)');
    expect(signal(points, 'latency.p50').recipe?.recipe).toBe('http_request_duration_seconds (histogram, s)');
    expect(signal(points, 'latency.p50').value[7]).toBeLessThanOrEqual(100);
  });

  it('that send a counter with classes of status, or a summary, tell rate and errors', async () => {
    const registry = new Registry();
    const requests = new Counter({
      name: 'http_requests_total',
      help: 'Requests.',
      labelNames: ['status'],
      registers: [registry],
    });
    const byClass = await scraped(registry, () => {
      requests.inc({ status: '2xx' }, 90);
      requests.inc({ status: '5xx' }, 30);
    });
    expect(signal(exposed(byClass, typed), 'errors.rate').value[7]).toBe(25);
    const other = new Registry();
    const summary = new Summary({
      name: 'http_request_duration_seconds',
      help: 'Time to answer.',
      percentiles: [0.5, 0.95],
      labelNames: ['route'],
      registers: [other],
    });
    const summarised = await scraped(other, () => {
      for (let i = 0; i < 30; i++) summary.observe({ route: '/' }, 0.1);
      for (let i = 0; i < 30; i++) summary.observe({ route: '/slow' }, 0.4);
      for (let i = 0; i < 30; i++) summary.observe({ route: '/healthz' }, 9);
    });
    const points = exposed(summarised, typed);
    expect(signal(points, 'requests.rate').value[7]).toBe(1);
    const p95 = signal(points, 'latency.p95');
    expect([p95.value[7], p95.worst?.[7], p95.recipe?.quality]).toEqual([400, expect.any(String), 'per-instance']);
    expect(p95.recipe?.note).toContain('cannot be merged');
    expect(() => signal(points, 'latency.p99')).toThrow('no latency.p99');
  });

  it('of queues tell their depth', () => {
    const scrape = (text: string): Scrape[] =>
      [7, 8].map((m) => ({ at: HOUR + m * minute, text: `${text}\n`, job: 'q' }));
    const depth = (text: string) => signal(exposed(scrape(text), typed), 'queue.depth').value[8];
    expect(
      depth('rabbitmq_queue_messages_ready{queue="a",vhost="/"} 3\nrabbitmq_queue_messages_ready{queue="b"} 4'),
    ).toBe(7);
    expect(depth('kafka_consumergroup_lag{consumergroup="g",topic="t",partition="0"} 12')).toBe(12);
    expect(depth('bullmq_job_count{queue="q",state="waiting"} 5\nbullmq_job_count{queue="q",state="failed"} 9')).toBe(
      5,
    );
  });

  it('of Prisma before 7 tell its pool, full while queries wait, and its queries', () => {
    const text = (n: number, wait: number) =>
      `# TYPE prisma_client_queries_total counter\nprisma_client_queries_total ${60 * n}\nprisma_pool_connections_busy 4\nprisma_client_queries_wait ${wait}\n`;
    const scrapes = [5, 6, 7, 8].map((m) => ({ at: HOUR + m * minute, text: text(m, m === 7 ? 2 : 0), job: 'shop' }));
    const points = exposed(scrapes, typed);
    const deployment = { perInstance: { poolMax: 10 } };
    const pool = signal(points, 'db.pool.used', { deployment });
    expect([pool.value[6], pool.value[7]]).toEqual([40, 100]);
    expect(pool.recipe?.recipe).toBe("prisma_pool_connections_busy (used) ÷ the deployment's pool maximum");
    expect(signal(points, 'db.queries.rate').value[7]).toBe(1);
  });

  it('of MongoDB tell its connections', () => {
    const text = 'mongodb_ss_connections{conn_type="current"} 20\nmongodb_ss_connections{conn_type="available"} 180\n';
    const scrapes = [7, 8].map((m) => ({ at: HOUR + m * minute, text, job: 'mongo' }));
    expect(signal(exposed(scrapes, typed), 'db.connections.used').value[8]).toBe(10);
  });
});
