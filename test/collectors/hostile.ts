/** Requests that no SDK sends, byte by byte. */

import { startDecoding } from '@/collectors/otlp/decoded';
import { entryFor, makeMetric } from '@/collectors/otlp/find-series';
import { noPattern } from '@/collectors/otlp/pattern';
import { seriesCache } from '@/collectors/otlp/series-cache';
import { defaultLimits } from '@/service/ingest';
import { PointKind } from '@/store';

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 128);
  return Buffer.from([...bytes, rest]);
}

const field = (tag: number, content: Uint8Array) => Buffer.concat([Buffer.of(tag), varint(content.length), content]);
const metricsIn = (content: Uint8Array) => field(0x0a, field(0x12, content));

/** Empty messages, two bytes each. */
export function manyOf(what: 'resources' | 'metrics' | 'points', count: number): Buffer {
  if (what === 'resources') return Buffer.alloc(2 * count, Buffer.of(0x0a, 0));
  if (what === 'metrics') return metricsIn(Buffer.alloc(2 * count, Buffer.of(0x12, 0)));
  const name = field(0x0a, Buffer.from('m'));
  return metricsIn(field(0x12, Buffer.concat([name, field(0x2a, Buffer.alloc(2 * count, Buffer.of(0x0a, 0)))])));
}

export function hugeHistogram(kind: 'explicit' | 'exponential', form: 'packed' | 'single', count: number): Buffer {
  const time = Buffer.alloc(9);
  time[0] = 0x19;
  time.writeBigUInt64LE(BigInt(Date.now()) * 1_000_000n, 1);
  const zeros = (size: number) => Buffer.alloc(size * count);
  const explicit =
    form === 'packed' ? field(0x32, zeros(8)) : Buffer.alloc(9 * count, Buffer.from([0x31, ...Array(8).fill(0)]));
  const exponential = field(
    0x42,
    form === 'packed' ? field(0x12, zeros(1)) : Buffer.alloc(2 * count, Buffer.of(0x10, 0)),
  );
  const point = field(0x0a, Buffer.concat([time, kind === 'explicit' ? explicit : exponential]));
  const data = Buffer.concat([point, Buffer.of(0x10, 1)]);
  const name = field(0x0a, Buffer.from('h'));
  return metricsIn(field(0x12, Buffer.concat([name, field(kind === 'explicit' ? 0x4a : 0x52, data)])));
}

/** An app that announces one new series after another and never a point that counts. */
export function appSeries({ limit, tries }: { limit: number; tries: number }): { refs: number; bytes: number } {
  const cache = seriesCache(1024 * 1024);
  const out = startDecoding(cache.of(1, limit, 0), defaultLimits, 0);
  const resource = { pattern: noPattern, attributes: {}, refusal: null, scopes: new Map(), imprints: new Map() };
  const scope = { name: '', version: '', resource, metrics: new Map(), first: null };
  const facts = {
    kind: PointKind.gauge,
    temporality: 0 as const,
    monotonic: false,
    name: 'm',
    unit: '',
    description: '',
  };
  const metric = makeMetric(facts, scope);
  for (let n = 0; n < tries; n++) entryFor(noPattern, { n }, null, metric, out);
  return { refs: out.app.refs.size, bytes: cache.bytes() };
}
