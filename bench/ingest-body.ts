/** What the bench sends: 120 points as an SDK has them, half of them sums, one series each. */
const pointsARequest = 120;

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 128);
  return Buffer.from([...bytes, rest]);
}

const bytes = (field: number, content: Buffer) =>
  Buffer.concat([varint(field * 8 + 2), varint(content.length), content]);
const text = (field: number, value: string) => bytes(field, Buffer.from(value));

function attribute(field: number, key: string, value: string): Buffer {
  return bytes(field, Buffer.concat([text(1, key), bytes(2, text(1, value))]));
}

function fixed(field: number, write: (out: Buffer) => void): Buffer {
  const out = Buffer.alloc(8);
  write(out);
  return Buffer.concat([varint(field * 8 + 1), out]);
}

function point(i: number, timeMs: number, startMs: number, value: number): Buffer {
  const attributes = [
    attribute(7, 'http.route', `/api/things/${i % 12}`),
    attribute(7, 'http.request.method', i % 2 ? 'GET' : 'POST'),
  ];
  const start = fixed(2, (out) => out.writeBigUInt64LE(BigInt(startMs) * 1_000_000n));
  const time = fixed(3, (out) => out.writeBigUInt64LE(BigInt(timeMs) * 1_000_000n));
  return bytes(1, Buffer.concat([start, time, fixed(4, (out) => out.writeDoubleLE(value)), ...attributes]));
}

/** The request of app number `app` at a time: 10 metrics of up to 12 points. */
export function requestBody(app: number, timeMs: number, size = pointsARequest): Buffer {
  return requestOf(app, scopeAt(timeMs, timeMs - 600_000, size));
}

/** What all apps send at a time, who sends it left out. `startMs`: when their processes began. */
export function scopeAt(timeMs: number, startMs: number, size = pointsARequest): Buffer {
  const metrics = Array.from({ length: 10 }, (_, m) => {
    const points = Array.from({ length: Math.min(12, Math.ceil(size / 10)) }, (_, p) =>
      point(p, timeMs, startMs, value(m, p, timeMs)),
    );
    const sum = m % 2 === 0;
    const data = sum ? Buffer.concat([...points, Buffer.of(0x10, 2, 0x18, 1)]) : Buffer.concat(points);
    return bytes(
      2,
      Buffer.concat([
        text(1, `bench.metric.${m}`),
        text(2, 'A metric of the bench'),
        text(3, '1'),
        bytes(sum ? 7 : 5, data),
      ]),
    );
  });
  const scope = bytes(1, Buffer.concat([text(1, 'bench'), text(2, '1.0.0')]));
  return bytes(2, Buffer.concat([scope, ...metrics]));
}

export function requestOf(app: number, scope: Buffer): Buffer {
  const resource = bytes(
    1,
    Buffer.concat([
      attribute(1, 'service.name', `bench-${app}`),
      attribute(1, 'service.instance.id', `i-${app}`),
      attribute(1, 'host.name', 'bench'),
    ]),
  );
  return bytes(1, Buffer.concat([resource, scope]));
}

/** Counters that grow, gauges with decimals. */
function value(metric: number, point: number, timeMs: number): number {
  const tick = Math.floor(timeMs / 10_000) % 1_000_000;
  return metric % 2 === 0 ? tick * (point + 3) : 20 + Math.sin(tick + point) * 7;
}

/** The same points as rows (series number, time, value). */
export function requestRows(app: number, timeMs: number): [series: number, timeMs: number, value: number][] {
  return Array.from({ length: pointsARequest }, (_, i) => [
    app * pointsARequest + i,
    timeMs,
    value(Math.floor(i / 12), i % 12, timeMs),
  ]);
}

/** The same points as a Prometheus remote write request, before snappy. */
export function remoteWrite(app: number, timeMs: number): Buffer {
  const label = (name: string, content: string) => bytes(1, Buffer.concat([text(1, name), text(2, content)]));
  const series = Array.from({ length: pointsARequest }, (_, i) => {
    const [metric, point] = [Math.floor(i / 12), i % 12];
    const sample = Buffer.concat([
      fixed(1, (out) => out.writeDoubleLE(value(metric, point, timeMs))),
      Buffer.concat([varint(16), varint(timeMs)]),
    ]);
    return bytes(
      1,
      Buffer.concat([
        label('__name__', `bench_metric_${metric}`),
        label('host_name', 'bench'),
        label('http_request_method', point % 2 ? 'GET' : 'POST'),
        label('http_route', `/api/things/${point}`),
        label('instance', `i-${app}`),
        label('job', `bench-${app}`),
        bytes(2, sample),
      ]),
    );
  });
  return Buffer.concat(series);
}

export { pointsARequest };
