/** Requests as senders send them, and what a bad wire or a bad program may make of them. */
import { gzipSync } from 'node:zlib';
import { bytes, encodeRequest, fixed, int, keyValue, text } from '../collectors/encoder';
import { encodeV1, encodeV2, snappy, type TestSeries } from '../collectors/remote-write-encoder';
import { spansInJson, spansInProtobuf, type TestSpans } from '../collectors/spans';

export interface Seed {
  path: string;
  headers: Record<string, string>;
  body: Buffer;
}

const protobuf = { 'content-type': 'application/x-protobuf' };
const json = { 'content-type': 'application/json' };

/** One of each kind of request that the collector takes, with times of now. */
export function seeds(nowAt: number): Seed[] {
  const metrics = metricsBody(nowAt);
  const spans: TestSpans[] = [
    {
      resource: { 'service.name': 'shop' },
      spans: [
        { kind: 'server', endAt: nowAt, attributes: { 'http.request.method': 'GET', 'http.route': '/a' } },
        { kind: 'client', endAt: nowAt, traceState: 'ot=th:8', attributes: { 'db.system.name': 'redis' } },
      ],
    },
  ];
  const samples = [{ at: nowAt, value: 4 }];
  const series: TestSeries[] = [
    { labels: { __name__: 'jobs_total', job: 'shop', instance: 'a:1' }, samples },
    { labels: { __name__: 'up', job: 'shop', instance: 'a:1' }, samples, type: 2, help: 'h' },
    {
      labels: { __name__: 'latency_seconds', job: 'shop' },
      histograms: [
        {
          at: nowAt,
          count: 3,
          sum: 2,
          schema: 3,
          zeroCount: 1,
          positive: { spans: [[0, 2]], counts: [1, 1] },
        },
      ],
    },
  ];
  const write = (version: 1 | 2) => ({
    path: '/api/v1/write',
    headers: {
      'content-type':
        version === 1 ? 'application/x-protobuf' : 'application/x-protobuf;proto=io.prometheus.write.v2.Request',
      'content-encoding': 'snappy',
      'x-prometheus-remote-write-version': version === 1 ? '0.1.0' : '2.0.0',
    },
  });
  const gzip = { 'content-encoding': 'gzip' };
  return [
    { path: '/v1/metrics', headers: protobuf, body: metrics },
    { path: '/v1/metrics', headers: { ...protobuf, ...gzip }, body: gzipSync(metrics) },
    { path: '/v1/metrics', headers: json, body: metricsJson(nowAt) },
    { path: '/v1/traces', headers: protobuf, body: spansInProtobuf(spans) },
    { path: '/v1/traces', headers: json, body: spansInJson(spans) },
    { path: '/v1/logs', headers: protobuf, body: logsBody(nowAt) },
    { ...write(1), body: snappy(encodeV1(series)) },
    { ...write(2), body: snappy(encodeV2(series)) },
  ];
}

function metricsBody(nowAt: number): Buffer {
  const timeNs = BigInt(nowAt) * 1_000_000n;
  const startNs = timeNs - 60_000_000_000n;
  const base = {
    timeNs,
    startNs,
    attributes: [
      ['http.route', '/orders'],
      ['n', 7],
      ['ok', true],
    ] as [string, string | number | boolean][],
  };
  const side = { offset: -3, counts: [1n, 0n, 2n] };
  return encodeRequest(
    [
      ['service.name', 'shop'],
      ['service.instance.id', 'shop-1'],
    ],
    [
      { name: 'users', kind: 'gauge', unit: '{user}', description: 'people', points: [{ ...base, value: 12.5 }] },
      { name: 'jobs', kind: 'sum', monotonic: true, points: [{ ...base, value: 12n }] },
      {
        name: 'latency',
        kind: 'histogram',
        unit: 's',
        points: [
          { ...base, histogram: { count: 6n, sum: 3, min: 0.1, max: 2, bounds: [0.5, 1], counts: [3n, 2n, 1n] } },
        ],
      },
      {
        name: 'size',
        kind: 'exponential',
        temporality: 1,
        points: [
          {
            ...base,
            exponential: {
              count: 7n,
              sum: 9,
              scale: 3,
              zeroCount: 1n,
              zeroThreshold: 0,
              positive: side,
              negative: side,
            },
          },
        ],
      },
    ],
  );
}

function metricsJson(nowAt: number): Buffer {
  const point = { timeUnixNano: `${nowAt}000000`, attributes: [{ key: 'route', value: { stringValue: '/ü' } }] };
  const metrics = [
    { name: 'users', unit: '1', gauge: { dataPoints: [{ ...point, asDouble: 1.5 }] } },
    { name: 'jobs', sum: { aggregationTemporality: 2, isMonotonic: true, dataPoints: [{ ...point, asInt: '3' }] } },
    {
      name: 'latency',
      histogram: {
        aggregationTemporality: 1,
        dataPoints: [
          {
            ...point,
            startTimeUnixNano: `${nowAt - 1000}000000`,
            count: '3',
            sum: 2,
            bucketCounts: ['1', '2'],
            explicitBounds: [1],
          },
        ],
      },
    },
  ];
  const resource = { attributes: [{ key: 'service.name', value: { stringValue: 'shop' } }] };
  return Buffer.from(
    JSON.stringify({ resourceMetrics: [{ resource, scopeMetrics: [{ scope: { name: 's' }, metrics }] }] }),
  );
}

function logsBody(nowAt: number): Buffer {
  const record = Buffer.concat([
    fixed(1, BigInt(nowAt) * 1_000_000n),
    int(2, 17),
    text(3, 'ERROR'),
    bytes(5, text(1, 'words')),
  ]);
  const resource = bytes(1, keyValue(1, ['service.name', 'shop']));
  return bytes(1, Buffer.concat([resource, bytes(2, Buffer.concat([bytes(1, text(1, 'lib')), bytes(2, record)]))]));
}

const odd = [0x00, 0xff, 0x7f, 0x80, 0x22, 0x5b, 0x7b, 0x2d];

/** One or several of: flipped bits, odd bytes, a cut, a hole, a repeat, a piece of another request. */
export function mutate(body: Buffer, other: Buffer, random: () => number): Buffer {
  let out = Buffer.from(body);
  const at = () => Math.floor(random() * out.length);
  for (let times = 1 + Math.floor(random() * 4); times > 0 && out.length > 0; times--) {
    const from = at();
    const to = from + Math.floor(random() * Math.min(64, out.length - from));
    switch (Math.floor(random() * 7)) {
      case 0:
        out = out.subarray(0, from);
        break;
      case 1:
        out = Buffer.concat([out.subarray(0, from), out.subarray(to)]);
        break;
      case 2:
        out = Buffer.concat([out.subarray(0, to), out.subarray(from)]);
        break;
      case 3:
        out = Buffer.concat([
          out.subarray(0, from),
          other.subarray(Math.floor(random() * other.length)).subarray(0, 64),
          out.subarray(from),
        ]);
        break;
      case 4:
        out[from] = odd[Math.floor(random() * odd.length)] as number;
        break;
      default:
        out[from] = (out[from] as number) ^ (1 << Math.floor(random() * 8));
    }
  }
  return out;
}
