/** Rules of the OTLP specification that no other test holds, and the table that names a test for each rule. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { planMetrics, runTasks } from '@/collectors/otlp/decode';
import { type Decoded, startDecoding } from '@/collectors/otlp/decoded';
import { decodeJson } from '@/collectors/otlp/json';
import { seriesCache } from '@/collectors/otlp/series-cache';
import { defaultLimits } from '@/service/ingest';
import { bytes, varint } from './encoder';

const nowAt = Date.UTC(2026, 4, 20, 12);
const timeNs = BigInt(nowAt) * 1_000_000n;
const fresh = () => startDecoding(seriesCache(1e9).of(1, 100, nowAt), defaultLimits, nowAt);

function json(body: object): Decoded {
  const out = fresh();
  decodeJson(JSON.stringify(body), out);
  return out;
}

function proto(body: Buffer): Decoded {
  const out = fresh();
  const tasks = planMetrics(body, out);
  while (!runTasks(body, tasks, out, 1_000));
  return out;
}

const request = (metric: object, beside: object = {}) => ({
  resourceMetrics: [{ ...beside, scopeMetrics: [{ ...beside, metrics: [{ name: 'm', ...metric }] }] }],
});
const gauge = (point: object, beside: object = {}) =>
  request({ gauge: { dataPoints: [{ timeUnixNano: String(timeNs), asInt: '1', ...point }] } }, beside);
const identity = (out: Decoded) => out.pending[0]?.ref.identity;

describe('a request', () => {
  it('succeeds with nothing in it, at every level', () => {
    const empties = [
      {},
      { resourceMetrics: [] },
      { resourceMetrics: [{}] },
      { resourceMetrics: [{ scopeMetrics: [{}] }] },
      request({}),
      request({ gauge: {} }),
      request({ sum: { dataPoints: [] } }),
    ];
    for (const body of empties) expect([json(body).points.length, json(body).rejections.size]).toEqual([0, 0]);
    const metric = bytes(2, bytes(1, Buffer.from('m')));
    const nested = [Buffer.alloc(0), bytes(1, Buffer.alloc(0)), bytes(1, bytes(2, Buffer.alloc(0)))];
    for (const body of [...nested, bytes(1, bytes(2, metric))]) {
      expect([proto(body).points.length, proto(body).rejections.size]).toEqual([0, 0]);
    }
  });

  it('reads 64-bit integers as text and as numbers, and enums as numbers', () => {
    const sum = (asInt: unknown, aggregationTemporality: unknown) =>
      json(request({ sum: { aggregationTemporality, dataPoints: [{ timeUnixNano: String(timeNs), asInt }] } }));
    for (const out of [sum('-42', 2), sum(-42, 2)]) {
      expect([out.points.value[0], identity(out)?.temporality]).toEqual([-42, 2]);
    }
    expect(sum('9223372036854775807', 1).points.value[0]).toBe(2 ** 63);
  });

  it('reads past exemplars, schema URLs and metadata', () => {
    const beside = { schemaUrl: 'https://opentelemetry.io/schemas/1.30.0' };
    const exemplars = [{ timeUnixNano: '1', asDouble: 3, spanId: 'eee19b7ec3c1b174', traceId: '5b8efff798038103' }];
    const plain = json(gauge({}));
    const full = json(gauge({ exemplars }, beside));
    expect(identity(full)).toEqual(identity(plain));
    expect(full.points.value[0]).toBe(1);
  });

  it('keeps a point that says that nothing was recorded', () => {
    const out = json(gauge({ asInt: undefined, flags: 1 }));
    expect([out.points.length, out.points.flags[0], out.points.value[0]]).toEqual([1, 1, Number.NaN]);
  });
});

describe('attributes', () => {
  const field = (number: number, content: Buffer) => bytes(number, content);
  const text = (value: string) => field(1, Buffer.from(value));
  const int = (tag: number, value: number) => Buffer.concat([Buffer.of(tag), varint(value)]);
  const double = (value: number) => {
    const out = Buffer.alloc(9, 0x21);
    out.writeDoubleLE(value, 1);
    return out;
  };
  /** Name, AnyValue in protobuf and in JSON, and what is kept of it. */
  const values: [string, Buffer, object, unknown][] = [
    ['text', text('eu-1'), { stringValue: 'eu-1' }, 'eu-1'],
    ['yes', int(0x10, 1), { boolValue: true }, true],
    ['int', int(0x18, 7), { intValue: '7' }, 7],
    ['double', double(0.5), { doubleValue: 0.5 }, 0.5],
    ['bytes', field(7, Buffer.of(1, 2)), { bytesValue: 'AQI=' }, 'AQI='],
    [
      'list',
      field(5, Buffer.concat([field(1, text('a')), field(1, int(0x18, 2))])),
      { arrayValue: { values: [{ stringValue: 'a' }, { intValue: 2 }] } },
      ['a', 2],
    ],
    [
      'map',
      field(6, field(1, Buffer.concat([field(1, Buffer.from('k')), field(2, text('v'))]))),
      { kvlistValue: { values: [{ key: 'k', value: { stringValue: 'v' } }] } },
      { k: 'v' },
    ],
    ['none', Buffer.alloc(0), {}, null],
  ];

  it.each(values)('keeps attributes of every value type, in both encodings alike: %s', (key, encoded, value, kept) => {
    const pair = field(7, Buffer.concat([field(1, Buffer.from(key)), field(2, encoded)]));
    const time = Buffer.alloc(9, 0x19);
    time.writeBigUInt64LE(timeNs, 1);
    const one = Buffer.alloc(9, 0x31);
    one.writeBigInt64LE(1n, 1);
    const point = Buffer.concat([pair, time, one]);
    const metric = Buffer.concat([field(1, Buffer.from('m')), field(5, field(1, point))]);
    const fromProto = proto(field(1, field(2, field(2, metric))));
    const fromJson = json(gauge({ attributes: [{ key, value }] }));
    expect(identity(fromProto)?.attributes).toEqual({ [key]: kept });
    expect(identity(fromJson)).toEqual(identity(fromProto));
  });
});

describe('docs/otlp.md', () => {
  const rows = readFileSync('docs/otlp.md', 'utf8').matchAll(/`((?:\.\.\/faults\/)?[\w-]+\.test\.ts)`: ([^|\n]+)/g);
  const named = [...rows].map(([, file = '', name = '']) => ({ file, name: name.trim() }));

  it('names a test for each rule', () => expect(named.length).toBeGreaterThanOrEqual(29));

  it.each(named)('names a test that exists: $file: $name', ({ file, name }) => {
    const path = join('test/collectors', file);
    expect(existsSync(path)).toBe(true);
    expect(readFileSync(path, 'utf8')).toContain(`'${name}`);
  });
});
