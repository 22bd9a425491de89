/** Signals from what Node apps and exporters of servers really send (test/fixtures, made by `npm run capture`). */
import { describe, expect, it } from 'vitest';
import type { SignalColumns } from '@/advisor/types';
import { AFTER, capturedPoints, capturedWork } from './captured';
import { captured, exposed } from './exposed';
import { signals } from './pushed';
import { HOUR, minute } from './signals-points';

const counted = (columns: SignalColumns | undefined) => [columns?.numerator?.[AFTER], columns?.recipe?.recipe];

describe('Node apps', () => {
  it('with packages of 2024 tell requests by the older names, in milliseconds', async () => {
    const found = signals(await capturedPoints('node-older'));
    const { products = 0, fails = 0 } = capturedWork('node-older');
    expect(counted(found.get('requests.rate'))).toEqual([
      products + fails,
      'http.server.duration (histogram, ms, older name)',
    ]);
    expect(found.get('errors.rate')?.value[AFTER]).toBe((100 * fails) / (products + fails));
    const p50 = found.get('latency.p50')?.value[AFTER] ?? Number.NaN;
    expect(p50 > 0.2 && p50 < 100).toBe(true);
  });

  it('with packages of 2024 tell requests and queries by their spans', async () => {
    const found = signals(await capturedPoints('node-older', { spans: true }));
    const { products = 0, fails = 0 } = capturedWork('node-older');
    expect(found.get('requests.rate')?.numerator?.[AFTER - 1]).toBe(products + fails);
    expect(found.get('db.queries.rate')?.numerator?.[AFTER - 1]).toBe(products);
  });

  it('tell their pool of connections and its size, queries and the event loop', async () => {
    const found = signals(await capturedPoints('node-pool'));
    const pool = found.get('db.pool.used');
    expect(pool?.capacity?.[AFTER]).toBe(2);
    expect(pool?.recipe?.recipe).toBe('db.client.connection.count (used) ÷ db.client.connection.max');
    expect(pool?.value[AFTER]).toBe(50 * (pool?.demand?.[AFTER] ?? Number.NaN));
    expect(counted(found.get('db.queries.rate'))[0]).toBe(capturedWork('node-pool').products);
    const loop = found.get('eventloop.used')?.value[AFTER] ?? Number.NaN;
    expect(loop > 0 && loop < 20).toBe(true);
    const delay = found.get('eventloop.delay')?.value[AFTER] ?? Number.NaN;
    expect(delay > 0 && delay < 1000).toBe(true);
  });

  it('with BullMQ’s telemetry tell how long jobs take and how many wait', async () => {
    const found = signals(await capturedPoints('node-bullmq'));
    const { jobs = 0, waiting = 0 } = capturedWork('node-bullmq');
    // Two waited before.
    expect(found.get('queue.depth')?.value[AFTER]).toBe(waiting + 2);
    const duration = found.get('jobs.duration.p95');
    expect(duration?.recipe?.recipe).toBe('bullmq.job.duration (histogram)');
    const { boundsMs = [], counts } = duration?.buckets ?? {};
    const inMinute = counts?.subarray(AFTER * (boundsMs.length + 1), (AFTER + 1) * (boundsMs.length + 1));
    expect(inMinute?.reduce((sum, count) => sum + count, 0)).toBe(jobs);
    // A job waits 20 ms.
    expect(duration?.value[AFTER]).toBeGreaterThan(0.015);
    expect(duration?.value[AFTER]).toBeLessThan(1);
  });
});

describe.each([true, false])('exporters (types told: %s)', (typed) => {
  /** The first capture a minute before the second. */
  const scraped = (name: string) =>
    signals(
      exposed(
        [1, 2].map((n) => ({ at: HOUR + (AFTER - 2 + n) * minute, text: captured(`${name}-${n}`), job: name })),
        typed,
      ),
    );

  it('of Socket.IO and Express tell sockets, requests and errors', () => {
    const found = scraped('node-sockets');
    expect(found.get('sockets.open')?.value[AFTER]).toBe(3);
    expect(counted(found.get('requests.rate'))).toEqual([60, 'http_request_duration_seconds (histogram, s)']);
    expect(found.get('errors.rate')?.value[AFTER]).toBe(10);
  });

  it('of Python’s prometheus_client tell requests, times, CPU and memory, and no errors where it knows none', () => {
    const found = scraped('python-prometheus');
    expect(counted(found.get('requests.rate'))).toEqual([60, 'http_request_duration_seconds (histogram, s)']);
    expect(found.get('latency.p95')?.value[AFTER]).toBeLessThan(10);
    expect(found.has('errors.rate')).toBe(false);
    const text = captured('python-prometheus-2');
    const resident = Number(/^process_resident_memory_bytes (\S+)$/m.exec(text)?.[1]);
    expect(found.get('memory.used')?.demand?.[AFTER]).toBe(resident);
    expect(found.get('cpu.used')?.recipe?.recipe).toBe('process_cpu_seconds_total (counter, s)');
  });

  it('of a Go app with client_golang tell requests, errors and CPU; health checks are left out', () => {
    const found = scraped('go-prometheus');
    expect(counted(found.get('requests.rate'))).toEqual([60, 'http_request_duration_seconds (histogram, s)']);
    expect(found.get('errors.rate')?.numerator?.[AFTER]).toBe(6);
    expect(found.get('latency.p95')?.value[AFTER]).toBeLessThan(10);
    expect(found.get('cpu.used')?.recipe?.recipe).toBe('process_cpu_seconds_total (counter, s)');
    const resident = Number(/^process_resident_memory_bytes (\S+)$/m.exec(captured('go-prometheus-2'))?.[1]);
    expect(found.get('memory.used')?.demand?.[AFTER]).toBe(resident);
  });

  it('of RabbitMQ tell what is ready in all its queues', () => {
    const depth = scraped('rabbitmq').get('queue.depth');
    expect([depth?.value[AFTER], depth?.recipe?.recipe]).toEqual([11, 'rabbitmq_queue_messages_ready (gauge)']);
  });

  it('of MySQL tell statements and connections', () => {
    const found = scraped('mysqld-exporter');
    const before = Number(/^mysql_global_status_questions (\S+)$/m.exec(captured('mysqld-exporter-1'))?.[1]);
    const after = Number(/^mysql_global_status_questions (\S+)$/m.exec(captured('mysqld-exporter-2'))?.[1]);
    // Forty sessions of a SELECT and an INSERT, and what the exporter and the client ask themselves.
    expect(after - before).toBeGreaterThanOrEqual(80);
    expect(counted(found.get('db.queries.rate'))).toEqual([after - before, 'mysql_global_status_questions (counter)']);
    const connections = found.get('db.connections.used');
    expect(connections?.capacity?.[AFTER]).toBe(80);
    expect(connections?.demand?.[AFTER]).toBeGreaterThan(0);
    expect(connections?.recipe?.recipe).toBe(
      'mysql_global_status_threads_connected ÷ mysql_global_variables_max_connections',
    );
  });
});
