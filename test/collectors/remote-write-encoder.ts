/** An encoder of remote write of the tests' own, written from the .proto files and sharing nothing with the decoder. */
import { compressSync } from 'snappy';

export interface TestHistogram {
  at: number;
  count: number;
  sum: number;
  schema: number;
  zeroThreshold?: number;
  zeroCount?: number;
  /** Floats as counts; else integers as deltas. */
  isFloat?: boolean;
  positive?: { spans: [offset: number, length: number][]; counts: number[] };
  negative?: { spans: [offset: number, length: number][]; counts: number[] };
  bounds?: number[];
  hint?: number;
  stale?: boolean;
}

export interface TestSeries {
  labels: Record<string, string> | [string, string][];
  samples?: { at: number; value?: number; bits?: bigint; startAt?: number }[];
  histograms?: TestHistogram[];
  exemplars?: number;
  /** 2.0 only: Metadata.MetricType and help. */
  type?: number;
  help?: string;
  createdAt?: number;
}

export interface WriteStyle {
  /** Points before labels, packed fields one by one. */
  unusual?: boolean;
}

export function varint(value: number | bigint): Buffer {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  for (; rest >= 128n; rest >>= 7n) bytes.push(Number(rest & 127n) | 128);
  return Buffer.from([...bytes, Number(rest)]);
}

const zigzag = (value: number) => varint(value >= 0 ? 2 * value : -2 * value - 1);
const tag = (field: number, wire: number) => varint(field * 8 + wire);
const bytes = (field: number, content: Uint8Array) => Buffer.concat([tag(field, 2), varint(content.length), content]);
const text = (field: number, value: string) => bytes(field, Buffer.from(value));
const int = (field: number, value: number) => Buffer.concat([tag(field, 0), varint(value)]);
const sint = (field: number, value: number) => Buffer.concat([tag(field, 0), zigzag(value)]);

function doubleBits(value: number): Buffer {
  const out = Buffer.alloc(8);
  out.writeDoubleLE(value);
  return out;
}
function double(field: number, value: number | bigint): Buffer {
  const out = Buffer.alloc(8);
  if (typeof value === 'bigint') out.writeBigUInt64LE(value);
  else out.writeDoubleLE(value);
  return Buffer.concat([tag(field, 1), out]);
}

export const STALE = 0x7ff0000000000002n;

function sample({ at, value = 0, bits, startAt }: NonNullable<TestSeries['samples']>[0]): Buffer {
  return Buffer.concat([double(1, bits ?? value), int(2, at), startAt === undefined ? Buffer.of() : int(3, startAt)]);
}

function repeated(field: number, parts: Buffer[], wire: number, { unusual }: WriteStyle): Buffer {
  if (parts.length === 0) return Buffer.of();
  if (!unusual) return bytes(field, Buffer.concat(parts));
  return Buffer.concat(parts.map((part) => Buffer.concat([tag(field, wire), part])));
}

export function histogram(from: TestHistogram, style: WriteStyle = {}): Buffer {
  const side = (spans: number, deltas: number, counts: number, of: TestHistogram['positive']) => {
    if (!of) return [];
    const steps = of.counts.map((count, i) => count - (of.counts[i - 1] ?? 0));
    return [
      ...of.spans.map(([offset, length]) => bytes(spans, Buffer.concat([sint(1, offset), int(2, length)]))),
      from.isFloat
        ? repeated(counts, of.counts.map(doubleBits), 1, style)
        : repeated(deltas, steps.map(zigzag), 0, style),
    ];
  };
  return Buffer.concat([
    from.isFloat ? double(2, from.count) : int(1, from.count),
    double(3, from.stale ? STALE : from.sum),
    sint(4, from.schema),
    double(5, from.zeroThreshold ?? 0),
    from.isFloat ? double(7, from.zeroCount ?? 0) : int(6, from.zeroCount ?? 0),
    ...side(8, 9, 10, from.negative),
    ...side(11, 12, 13, from.positive),
    int(14, from.hint ?? 0),
    int(15, from.at),
    repeated(16, (from.bounds ?? []).map(doubleBits), 1, style),
  ]);
}

const pairs = (labels: TestSeries['labels']) => (Array.isArray(labels) ? labels : Object.entries(labels));

/** A prometheus.WriteRequest. */
export function encodeV1(series: TestSeries[], style: WriteStyle = {}): Buffer {
  return Buffer.concat(
    series.map((each) => {
      const labels = pairs(each.labels).map(([name, value]) =>
        bytes(1, Buffer.concat([text(1, name), text(2, value)])),
      );
      const points = [
        ...(each.samples ?? []).map((one) => bytes(2, sample(one))),
        ...Array.from({ length: each.exemplars ?? 0 }, () => bytes(3, double(2, 1))),
        ...(each.histograms ?? []).map((one) => bytes(4, histogram(one, style))),
      ];
      const [first, ...rest] = labels;
      const parts = style.unusual && first ? [first, ...points, ...rest, int(99, 1)] : [...labels, ...points];
      return bytes(1, Buffer.concat(parts));
    }),
  );
}

/** Metadata as Prometheus sends it, in a request of its own. */
export function encodeMetadata(family: string, type: number): Buffer {
  return bytes(3, Buffer.concat([int(1, type), text(2, family), text(4, 'help')]));
}

/** An io.prometheus.write.v2.Request; `firstSymbols` stand before those of the series. */
export function encodeV2(series: TestSeries[], style: WriteStyle = {}, firstSymbols: string[] = []): Buffer {
  const symbols = ['', ...firstSymbols];
  const refer = (symbol: string) => {
    const known = symbols.indexOf(symbol);
    return known >= 0 ? known : symbols.push(symbol) - 1;
  };
  const encoded = series.map((each) => {
    const references = pairs(each.labels).flatMap(([name, value]) => [refer(name), refer(value)]);
    const metadata = Buffer.concat([int(1, each.type ?? 0), int(3, refer(each.help ?? ''))]);
    const points = [
      ...(each.samples ?? []).map((one) => bytes(2, sample(one))),
      ...(each.histograms ?? []).map((one) => bytes(3, histogram(one, style))),
      ...Array.from({ length: each.exemplars ?? 0 }, () => bytes(4, double(2, 1))),
    ];
    const about = [
      repeated(1, references.map(varint), 0, style),
      bytes(5, metadata),
      each.createdAt === undefined ? Buffer.of() : int(6, each.createdAt),
    ];
    return bytes(5, Buffer.concat(style.unusual ? [...points, ...about] : [...about, ...points]));
  });
  const table = symbols.map((symbol) => text(4, symbol));
  return Buffer.concat(style.unusual ? [...encoded, ...table] : [...table, ...encoded]);
}

export const snappy = (body: Uint8Array): Buffer => compressSync(body) as Buffer;
