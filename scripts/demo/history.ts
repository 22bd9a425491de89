import { gzipSync } from 'node:zlib';
import { BOUNDS_S, bucketCounts, HISTORY, type ModelMinute, modelMinute } from './history-model';

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;

export interface HistoryOptions {
  endpoint: string;
  token: string;
  days: number;
  endAt: number;
  /** Called after each acknowledged hour. */
  progress: (hours: number, of: number) => void;
}

export interface SentHistory {
  /** Acknowledged points of the past. */
  points: number;
  /** Sends the minutes that have ended since; returns their points. */
  follow: (nowAt: number) => Promise<number>;
}

/**
 * Sends `days` of the model's past as OTLP/JSON over the wire, an hour a request, oldest first; the
 * returned `follow` goes on with it. Throws with the collector's own words when it refuses.
 */
export async function sendHistory(options: HistoryOptions): Promise<SentHistory> {
  const endAt = minuteOf(options.endAt);
  const startAt = Math.floor((endAt - options.days * 24 * HOUR_MS) / HOUR_MS) * HOUR_MS;
  const hours = Math.ceil((endAt - startAt) / HOUR_MS);
  const writers = Array.from({ length: HISTORY.instances }, (_, i) => instanceWriter(i, startAt, endAt));
  let sentTo = startAt;
  const sendTo = async (toAt: number): Promise<number> => {
    const resourceMetrics = writers.flatMap((write) => write(sentTo, toAt));
    sentTo = toAt;
    return resourceMetrics.length > 0 ? post(options, { resourceMetrics }) : 0;
  };
  let points = 0;
  for (let hour = 1; hour <= hours; hour++) {
    points += await sendTo(Math.min(startAt + hour * HOUR_MS, endAt));
    options.progress(hour, hours);
  }
  return { points, follow: async (nowAt) => (minuteOf(nowAt) > sentTo ? sendTo(minuteOf(nowAt)) : 0) };
}

const minuteOf = (at: number) => Math.floor(at / MINUTE_MS) * MINUTE_MS;

async function post(options: HistoryOptions, body: { resourceMetrics: object[] }): Promise<number> {
  const json = JSON.stringify(body);
  for (let attempt = 0; ; attempt++) {
    const answer = await fetch(`${options.endpoint}/v1/metrics`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'content-encoding': 'gzip',
        authorization: `Bearer ${options.token}`,
      },
      body: gzipSync(json, { level: 1 }),
    });
    const text = await answer.text();
    if (answer.status === 200) {
      const rejected = Number(JSON.parse(text || '{}').partialSuccess?.rejectedDataPoints ?? 0);
      if (rejected > 0) throw new Error(`the collector rejected ${rejected} points of the past: ${text}`);
      return json.split('"timeUnixNano"').length - 1;
    }
    if ((answer.status !== 429 && answer.status !== 503) || attempt === 20) {
      throw new Error(`the collector answered ${answer.status}: ${text}`);
    }
    await new Promise((done) => setTimeout(done, 1000 * Number(answer.headers.get('retry-after') ?? 1)));
  }
}

/** A writer keeps one instance's cumulative counters between hours; a new version starts them anew. */
function instanceWriter(instance: number, startAt: number, endAt: number) {
  let counters = newCounters(startAt);
  let version = '';
  return (from: number, to: number): object[] => {
    const byVersion = new Map<string, Builder>();
    for (let at = from; at < to; at += MINUTE_MS) {
      const minute = modelMinute(at, instance, startAt, endAt);
      if (!minute) continue;
      if (minute.version !== version) {
        version = minute.version;
        counters = newCounters(at);
      }
      let builder = byVersion.get(version);
      if (!builder) {
        builder = newBuilder();
        byVersion.set(version, builder);
      }
      writeMinute(builder, counters, minute);
    }
    return [...byVersion].map(([v, builder]) => ({
      resource: { attributes: resourceAttributes(instance, v) },
      scopeMetrics: [{ scope: { name: 'headroom-demo-history' }, metrics: builder.metrics() }],
    }));
  };
}

interface Counters {
  startAt: number;
  ok: number[];
  failed: number[];
  okSum: number;
  failedSum: number;
  hits: number;
  misses: number;
  cpuSeconds: number;
  queries: number[];
  querySum: number;
}

function newCounters(startAt: number): Counters {
  const empty = () => new Array<number>(BOUNDS_S.length + 1).fill(0);
  return {
    startAt,
    ok: empty(),
    failed: empty(),
    okSum: 0,
    failedSum: 0,
    hits: 0,
    misses: 0,
    cpuSeconds: 0,
    queries: empty(),
    querySum: 0,
  };
}

function writeMinute(builder: Builder, counters: Counters, m: ModelMinute): void {
  const at = m.at + MINUTE_MS - 1000;
  add(counters.ok, bucketCounts(m.requests - m.errors, m.medianS));
  add(counters.failed, bucketCounts(m.errors, m.medianS * 1.5));
  add(counters.queries, bucketCounts(m.cacheMisses, 0.011));
  counters.okSum += (m.requests - m.errors) * m.medianS * 1.21;
  counters.failedSum += m.errors * m.medianS * 1.8;
  counters.querySum += m.cacheMisses * 0.0133;
  counters.hits += m.cacheHits;
  counters.misses += m.cacheMisses;
  const route = { 'http.request.method': 'GET', 'http.route': '/products/:id', 'url.scheme': 'https' };
  const db = { 'db.system.name': 'mongodb', 'server.address': 'db.storefront.internal', 'server.port': 27017 };
  const pool = { 'db.client.connection.pool.name': 'main', 'db.system.name': 'mongodb' };
  const histogram = (name: string, attributes: Attributes, counts: number[], sum: number) =>
    builder.histogram(name, 's', attributes, { at, startAt: counters.startAt, counts: [...counts], sum });
  histogram(
    'http.server.request.duration',
    { ...route, 'http.response.status_code': 200 },
    counters.ok,
    counters.okSum,
  );
  histogram(
    'http.server.request.duration',
    { ...route, 'http.response.status_code': 500, 'error.type': '500' },
    counters.failed,
    counters.failedSum,
  );
  histogram(
    'db.client.operation.duration',
    { ...db, 'db.operation.name': 'find' },
    counters.queries,
    counters.querySum,
  );
  builder.gauge('app.users.active', '{user}', {}, at, m.users / HISTORY.instances);
  builder.gauge(
    'db.client.connection.count',
    '{connection}',
    { ...pool, 'db.client.connection.state': 'used' },
    at,
    m.connectionsUsed,
  );
  builder.gauge(
    'db.client.connection.count',
    '{connection}',
    { ...pool, 'db.client.connection.state': 'idle' },
    at,
    30,
  );
  builder.gauge('db.client.connection.max', '{connection}', pool, at, HISTORY.poolMaxPerInstance);
  counters.cpuSeconds += m.cpuRatio * 60;
  builder.counter('process.cpu.time', 's', at, counters.startAt, counters.cpuSeconds);
  builder.gauge('process.memory.usage', 'By', {}, at, m.memoryBytes);
  builder.gauge('nodejs.eventloop.utilization', '1', {}, at, m.loopRatio);
  builder.gauge('socketio.connections', '{connection}', {}, at, m.sockets);
  builder.gauge('app.mail.queue.depth', '{message}', {}, at, m.queueDepth);
  builder.counter('cache.hits', '{operation}', at, counters.startAt, counters.hits);
  builder.counter('cache.misses', '{operation}', at, counters.startAt, counters.misses);
}

type Attributes = Record<string, string | number>;
type Builder = ReturnType<typeof newBuilder>;

/** Gathers points into OTLP/JSON metrics, one metric a name. */
function newBuilder() {
  const metrics = new Map<string, { name: string; unit: string; [data: string]: unknown }>();
  const points = (name: string, unit: string, kind: string, extra: object): object[] => {
    let metric = metrics.get(name);
    if (!metric) {
      metric = { name, unit, [kind]: { ...extra, dataPoints: [] } };
      metrics.set(name, metric);
    }
    return (metric[kind] as { dataPoints: object[] }).dataPoints;
  };
  const cumulative = { aggregationTemporality: 2 };
  return {
    metrics: () => [...metrics.values()],
    gauge(name: string, unit: string, attributes: Attributes, at: number, value: number) {
      points(name, unit, 'gauge', {}).push({ attributes: kv(attributes), timeUnixNano: nano(at), asDouble: value });
    },
    counter(name: string, unit: string, at: number, startAt: number, value: number) {
      const point = { startTimeUnixNano: nano(startAt), timeUnixNano: nano(at), asDouble: value };
      points(name, unit, 'sum', { ...cumulative, isMonotonic: true }).push(point);
    },
    histogram(
      name: string,
      unit: string,
      attributes: Attributes,
      h: { at: number; startAt: number; counts: number[]; sum: number },
    ) {
      points(name, unit, 'histogram', cumulative).push({
        attributes: kv(attributes),
        startTimeUnixNano: nano(h.startAt),
        timeUnixNano: nano(h.at),
        count: String(h.counts.reduce((a, b) => a + b, 0)),
        sum: h.sum,
        bucketCounts: h.counts.map(String),
        explicitBounds: BOUNDS_S,
      });
    },
  };
}

function resourceAttributes(instance: number, version: string) {
  return kv({
    'service.name': 'storefront',
    'service.instance.id': `storefront-${instance + 1}`,
    'service.version': version,
    'deployment.environment.name': 'production',
    'telemetry.sdk.language': 'nodejs',
    'telemetry.sdk.name': 'opentelemetry',
    'host.name': `web-${instance + 1}`,
  });
}

function kv(attributes: Attributes) {
  return Object.entries(attributes).map(([key, value]) => ({
    key,
    value: typeof value === 'number' ? { intValue: String(value) } : { stringValue: value },
  }));
}

function nano(ms: number): string {
  return `${Math.round(ms)}000000`;
}

function add(into: number[], counts: number[]): void {
  for (let i = 0; i < counts.length; i++) into[i] = (into[i] ?? 0) + (counts[i] ?? 0);
}
