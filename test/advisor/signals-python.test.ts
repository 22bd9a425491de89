/** Signals from what Python apps really push: frameworks under opentelemetry-instrument, older names and new. */
import { describe, expect, it } from 'vitest';
import { deriveHour } from '@/advisor/signals/index';
import type { SignalColumns } from '@/advisor/types';
import { AFTER, capturedPoints, capturedWork } from './captured';
import { signals } from './pushed';
import { input } from './signals-points';

/** One process uses two cores at most here, has 400 MB, and a pool of four connections. */
const deployment = { perInstance: { cores: 2, memoryBytes: 400e6, poolMax: 4 } };

const fromMetrics = async (name: string) => signals(await capturedPoints(name, { metrics: true }), { deployment });
const fromSpans = async (name: string) => signals(await capturedPoints(name, { spans: true }));

/** Numerators of the minute that holds the work: how many there were. */
const counted = (columns: SignalColumns | undefined) => [columns?.numerator?.[AFTER], columns?.recipe?.recipe];
const inSpans = (columns: SignalColumns | undefined) => columns?.numerator?.[AFTER - 1];

const OLD = 'http.server.duration (histogram, ms, older name)';
const NEW = 'http.server.request.duration (histogram, s)';

describe.each([
  ['python-flask', OLD],
  ['python-flask-new', NEW],
  ['python-gunicorn', NEW],
  ['python-django', OLD],
  ['python-django-new', NEW],
  ['python-fastapi', OLD],
  ['python-fastapi-new', NEW],
])('%s', (name, recipe) => {
  const { products = 0, fails = 0 } = capturedWork(name);

  it('tells how many requests there were, how many failed, how long they took; health checks are none of them', async () => {
    const found = await fromMetrics(name);
    expect(counted(found.get('requests.rate'))).toEqual([products + fails, recipe]);
    expect(found.get('requests.rate')?.value[AFTER]).toBeCloseTo((products + fails) / 60, 9);
    expect(counted(found.get('errors.rate'))).toEqual([fails, recipe]);
    expect(found.get('errors.rate')?.value[AFTER]).toBe((100 * fails) / (products + fails));
    const p50 = found.get('latency.p50')?.value[AFTER] ?? Number.NaN;
    const p99 = found.get('latency.p99')?.value[AFTER] ?? Number.NaN;
    // Milliseconds: read in another unit they would be seconds or microseconds.
    expect(p50 > 0.5 && p50 < 100 && p99 >= p50 && p99 < 1000).toBe(true);
  });

  it('tells CPU and memory of its processes', async () => {
    const found = await fromMetrics(name);
    const points = await capturedPoints(name, { metrics: true });
    const newest = points
      .filter(({ series }) => series.metric === 'process.memory.usage')
      .map(({ points: { value, length } }) => value[length - 1] as number);
    const memory = found.get('memory.used');
    expect(memory?.demand?.[AFTER]).toBe(newest.reduce((sum, bytes) => sum + bytes, 0));
    expect(memory?.value[AFTER]).toBeCloseTo((100 * Math.max(...newest)) / 400e6, 9);
    const cpu = found.get('cpu.used');
    expect(cpu?.recipe?.recipe).toBe('process.cpu.time (counter, s)');
    // Two busy cores for a minute would be 100 %; the work took well under ten seconds of one.
    expect(cpu?.demand?.[AFTER]).toBeGreaterThan(0.001);
    expect(cpu?.demand?.[AFTER]).toBeLessThan(0.15);
  });

  it('tells its requests and queries by spans alone too, each once', async () => {
    // FastAPI has exporters of its own beside those of opentelemetry-instrument: each span comes twice.
    const times = name.startsWith('python-fastapi') ? 2 : 1;
    const found = await fromSpans(name);
    expect(inSpans(found.get('requests.rate'))).toBe(times * (products + fails));
    expect(inSpans(found.get('errors.rate'))).toBe(times * fails);
    expect(inSpans(found.get('db.queries.rate'))).toBe(times * products);
  });
});

describe('databases of Python apps', () => {
  it.each(['python-flask-new', 'python-gunicorn', 'python-django-new', 'python-fastapi-new'])(
    '%s counts queries by its driver’s metric once people opt in',
    async (name) => {
      const queries = (await fromMetrics(name)).get('db.queries.rate');
      expect(counted(queries)).toEqual([
        capturedWork(name).products,
        'db.client.operation.duration (histogram, its count)',
      ]);
    },
  );

  it('SQLAlchemy tells connections in use and idle, the pool’s size has to be stated', async () => {
    const found = await fromMetrics('python-flask');
    const pool = found.get('db.pool.used');
    expect([pool?.demand?.[AFTER], pool?.capacity?.[AFTER], pool?.value[AFTER]]).toEqual([0, 4, 0]);
    expect(pool?.recipe?.recipe).toBe("db.client.connections.usage (used) ÷ the deployment's pool maximum");
    expect(found.get('db.connections.used')?.demand?.[AFTER]).toBe(2);
  });
});

describe('Celery', () => {
  it('tells how long jobs take, by its metric', async () => {
    const found = (await fromMetrics('python-celery')).get('jobs.duration.p95');
    expect(found?.recipe?.recipe).toBe('flower.task.runtime.seconds (histogram)');
    const { jobs = 0, broken = 0 } = capturedWork('python-celery');
    expect(inMinute(found, AFTER)).toBe(jobs + broken);
    // A job sleeps 20 ms.
    expect(found?.value[AFTER]).toBeGreaterThan(0.02);
    expect(found?.value[AFTER]).toBeLessThan(5);
  });

  it('tells it by its spans, which name no messaging system', async () => {
    const points = await capturedPoints('python-celery', { spans: true });
    const processed = points.filter(({ series }) => series.metric === 'messaging.process.duration');
    expect(new Set(processed.map(({ series }) => series.attributes['messaging.system']))).toEqual(new Set(['celery']));
    const { jobs = 0, broken = 0 } = capturedWork('python-celery');
    const p95 = (await fromSpans('python-celery')).get('jobs.duration.p95');
    expect(inMinute(p95, AFTER - 1)).toBe(jobs + broken);
    expect(p95?.value[AFTER - 1]).toBeGreaterThan(0.02);
    const { observations } = deriveHour(input(points));
    expect(observations.columns['queue.processed']?.[AFTER - 1]).toBe(jobs + broken);
  });
});

function inMinute(columns: SignalColumns | undefined, minute: number): number | undefined {
  const { boundsMs, counts } = columns?.buckets ?? {};
  const width = (boundsMs?.length ?? 0) + 1;
  return counts?.subarray(minute * width, (minute + 1) * width).reduce((sum, count) => sum + count, 0);
}
