/** An encoder of OTLP metrics of the tests' own, written from the .proto files and sharing nothing with the decoder. */

export interface TestPoint {
  attributes: [string, string | number | boolean][];
  timeNs: bigint;
  startNs?: bigint;
  flags?: number;
  value?: number | bigint;
  histogram?: { count: bigint; sum?: number; min?: number; max?: number; bounds?: number[]; counts?: bigint[] };
  summary?: { count: bigint; sum: number; quantiles: [quantile: number, value: number][] };
  exponential?: {
    count: bigint;
    sum?: number;
    scale: number;
    zeroCount: bigint;
    zeroThreshold: number;
    positive: { offset: number; counts: bigint[] };
    negative: { offset: number; counts: bigint[] };
  };
}

export interface TestMetric {
  name: string;
  unit?: string;
  description?: string;
  kind: 'gauge' | 'sum' | 'histogram' | 'exponential' | 'summary';
  temporality?: number;
  monotonic?: boolean;
  points: TestPoint[];
}

/** How the same message may also be written. */
export interface Style {
  /** Fields last to first, with fields that no decoder knows between them. */
  backwards: boolean;
  /** Repeated fixed-width fields one by one instead of packed. */
  unpacked: boolean;
}

const plainStyle: Style = { backwards: false, unpacked: false };

export function varint(value: number | bigint): Buffer {
  let rest = BigInt.asUintN(64, BigInt(value));
  const bytes: number[] = [];
  do {
    const low = Number(rest & 127n);
    rest >>= 7n;
    bytes.push(rest > 0n ? low | 128 : low);
  } while (rest > 0n);
  return Buffer.from(bytes);
}

const key = (field: number, wire: number) => varint((field << 3) | wire);
export const bytes = (field: number, content: Uint8Array) =>
  Buffer.concat([key(field, 2), varint(content.length), content]);
export const text = (field: number, value: string) => bytes(field, Buffer.from(value));
export const int = (field: number, value: number | bigint) => Buffer.concat([key(field, 0), varint(value)]);

export function fixed(field: number, value: bigint): Buffer {
  const out = Buffer.alloc(8);
  out.writeBigUInt64LE(BigInt.asUintN(64, value));
  return Buffer.concat([key(field, 1), out]);
}

function double(field: number, value: number): Buffer {
  const out = Buffer.alloc(8);
  out.writeDoubleLE(value);
  return Buffer.concat([key(field, 1), out]);
}

const zigzag = (value: number) => (BigInt(value) << 1n) ^ (BigInt(value) >> 63n);

function anyValue(value: string | number | boolean): Buffer {
  if (typeof value === 'string') return text(1, value);
  if (typeof value === 'boolean') return int(2, value ? 1 : 0);
  return Number.isSafeInteger(value) && !Object.is(value, -0) ? int(3, BigInt(value)) : double(4, value);
}

export function keyValue(field: number, [name, value]: [string, string | number | boolean]): Buffer {
  return bytes(field, Buffer.concat([text(1, name), bytes(2, anyValue(value))]));
}

const unknown = Buffer.concat([
  text(900, 'from the future'),
  int(901, 7),
  fixed(902, 1n),
  Buffer.concat([key(903, 5), Buffer.alloc(4)]),
]);

function message(fields: Buffer[], style: Style): Buffer {
  return style.backwards
    ? Buffer.concat([...fields].reverse().flatMap((field) => [field, unknown]))
    : Buffer.concat(fields);
}

function repeatedFixed(field: number, encoded: Buffer[], style: Style): Buffer[] {
  // Each item comes as key and 8 bytes; packed it is the 8 bytes alone.
  if (style.unpacked) return encoded;
  return encoded.length ? [bytes(field, Buffer.concat(encoded.map((item) => item.subarray(-8))))] : [];
}

function buckets(field: number, { offset, counts }: { offset: number; counts: bigint[] }, style: Style): Buffer {
  const items = style.unpacked ? counts.map((count) => int(2, count)) : [bytes(2, Buffer.concat(counts.map(varint)))];
  return bytes(field, message([int(1, zigzag(offset)), ...items], { ...style, backwards: false }));
}

const optional = (field: number, value: number | undefined) => (value === undefined ? [] : [double(field, value)]);

function point(p: TestPoint, style: Style): Buffer {
  const start = p.startNs === undefined ? [] : [fixed(2, p.startNs)];
  const time = fixed(3, p.timeNs);
  if (p.histogram) {
    const { count, sum, min, max, bounds = [], counts = [] } = p.histogram;
    const items = [
      ...repeatedFixed(
        6,
        counts.map((c) => fixed(6, c)),
        style,
      ),
      ...repeatedFixed(
        7,
        bounds.map((b) => double(7, b)),
        style,
      ),
    ];
    if (style.backwards) items.reverse();
    const ordered = style.unpacked && style.backwards ? items.reverse() : items;
    return Buffer.concat([
      message(
        [
          ...start,
          time,
          fixed(4, count),
          ...optional(5, sum),
          ...optional(11, min),
          ...optional(12, max),
          int(10, p.flags ?? 0),
        ],
        style,
      ),
      ...ordered,
      ...p.attributes.map((a) => keyValue(9, a)),
    ]);
  }
  if (p.summary) {
    const { count, sum, quantiles } = p.summary;
    const fields = [
      ...p.attributes.map((a) => keyValue(7, a)),
      ...start,
      time,
      fixed(4, count),
      double(5, sum),
      ...quantiles.map(([q, v]) => bytes(6, message([double(1, q), double(2, v)], style))),
      int(8, p.flags ?? 0),
    ];
    return message(fields, style);
  }
  if (p.exponential) {
    const { count, sum, scale, zeroCount, zeroThreshold, positive, negative } = p.exponential;
    const fields = [
      ...p.attributes.map((a) => keyValue(1, a)),
      ...start,
      time,
      fixed(4, count),
      ...optional(5, sum),
      int(6, zigzag(scale)),
      fixed(7, zeroCount),
      buckets(8, positive, style),
      buckets(9, negative, style),
      int(10, p.flags ?? 0),
      double(14, zeroThreshold),
    ];
    return message(fields, style);
  }
  const value = p.value === undefined ? [] : typeof p.value === 'bigint' ? [fixed(6, p.value)] : [double(4, p.value)];
  return message([...p.attributes.map((a) => keyValue(7, a)), ...start, time, ...value, int(8, p.flags ?? 0)], style);
}

const dataField = { gauge: 5, sum: 7, histogram: 9, exponential: 10, summary: 11 };

function metric(m: TestMetric, style: Style): Buffer {
  const data = [...m.points.map((p) => bytes(1, point(p, style)))];
  const facts = m.kind === 'gauge' || m.kind === 'summary' ? [] : [int(2, m.temporality ?? 2)];
  if (m.kind === 'sum') facts.push(int(3, m.monotonic ? 1 : 0));
  // Points keep their order; what stands beside them may stand before them.
  const content = style.backwards ? [...facts, unknown, ...data] : [...data, ...facts];
  return message(
    [
      text(1, m.name),
      text(2, m.description ?? ''),
      text(3, m.unit ?? ''),
      bytes(dataField[m.kind], Buffer.concat(content)),
    ],
    style,
  );
}

/** A whole request: one resource, one scope. */
export function encodeRequest(
  resource: [string, string | number | boolean][],
  metrics: TestMetric[],
  style = plainStyle,
): Buffer {
  const about = bytes(1, Buffer.concat(resource.map((a) => keyValue(1, a))));
  const scope = bytes(1, Buffer.concat([text(1, 'test.scope'), text(2, '1.0')]));
  const scopeMetrics = message(
    [
      scope,
      ...(style.backwards ? [...metrics].reverse() : metrics).map((m) => bytes(2, metric(m, style))),
      text(3, 'https://schema/1'),
    ],
    style,
  );
  return bytes(1, message([about, bytes(2, scopeMetrics), text(3, 'https://schema/2')], style));
}
