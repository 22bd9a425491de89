/** A real Prometheus beside the tests: fed by remote write, asked over HTTP. Needs Debian's `prometheus`. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compressSync } from 'snappy';
import { freePort } from '@/scripts/lib/postgres.mjs';

export const hasPrometheus = spawnSync('prometheus', ['--version'], { stdio: 'ignore' }).status === 0;

export interface Sample {
  at: number;
  /** Null ends the series: a staleness marker. */
  value: number | null;
}

export interface LabelledSamples {
  labels: Record<string, string>;
  samples: Sample[];
}

export interface PrometheusServer {
  url: string;
  write(series: LabelledSamples[]): Promise<void>;
  stop(): Promise<void>;
}

export async function startPrometheus(): Promise<PrometheusServer> {
  const folder = mkdtempSync(join(tmpdir(), 'headroom-prometheus-'));
  const port = await freePort();
  writeFileSync(join(folder, 'prometheus.yml'), 'global: {}\n');
  const child = spawn(
    'prometheus',
    [
      `--config.file=${join(folder, 'prometheus.yml')}`,
      `--storage.tsdb.path=${join(folder, 'data')}`,
      `--web.listen-address=127.0.0.1:${port}`,
      '--web.enable-remote-write-receiver',
      '--log.level=error',
    ],
    { stdio: 'ignore' },
  );
  const url = `http://127.0.0.1:${port}`;
  const stop = () => ended(child).then(() => rmSync(folder, { recursive: true, force: true }));
  for (let tries = 0; ; tries++) {
    const ready = await fetch(`${url}/-/ready`).then(
      (answer) => answer.ok,
      () => false,
    );
    if (ready) break;
    if (tries === 200) {
      await stop();
      throw new Error('prometheus did not become ready');
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return { url, write: (series) => write(url, series), stop };
}

function ended(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    child.once('exit', () => resolve());
    child.kill('SIGKILL');
  });
}

/** By stretches of time over all series: Prometheus takes nothing much older than its newest sample. */
async function write(url: string, series: LabelledSamples[]): Promise<void> {
  const times = series.flatMap(({ samples }) => samples.map(({ at }) => at));
  const last = times.reduce((a, b) => Math.max(a, b), 0);
  const sliceMs = 30 * 60_000;
  for (let fromAt = times.reduce((a, b) => Math.min(a, b)); fromAt <= last; fromAt += sliceMs) {
    const slice = series
      .map(({ labels, samples }) => ({
        labels,
        samples: samples.filter(({ at }) => at >= fromAt && at < fromAt + sliceMs),
      }))
      .filter(({ samples }) => samples.length > 0);
    if (slice.length === 0) continue;
    const answer = await fetch(`${url}/api/v1/write`, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-protobuf',
        'content-encoding': 'snappy',
        'x-prometheus-remote-write-version': '0.1.0',
      },
      body: new Uint8Array(compressSync(Buffer.concat(slice.map((each) => field(1, timeSeries(each)))))),
    });
    if (!answer.ok) throw new Error(`prometheus refused the samples: ${answer.status} ${await answer.text()}`);
  }
}

// prompb.WriteRequest: https://prometheus.io/docs/specs/prw/remote_write_spec/
function timeSeries({ labels, samples }: LabelledSamples): Buffer {
  const sorted = Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1));
  return Buffer.concat([
    ...sorted.map(([name, value]) =>
      field(1, Buffer.concat([field(1, Buffer.from(name)), field(2, Buffer.from(value))])),
    ),
    ...samples.map(({ at, value }) => field(2, sample(at, value))),
  ]);
}

function sample(at: number, value: number | null): Buffer {
  const double = Buffer.alloc(9);
  double[0] = (1 << 3) | 1;
  // The staleness marker is a NaN of its own: https://prometheus.io/docs/specs/prw/remote_write_spec/#stale-markers
  if (value === null) double.writeBigUInt64LE(0x7ff0000000000002n, 1);
  else double.writeDoubleLE(value, 1);
  return Buffer.concat([double, Buffer.from([2 << 3]), varint(at)]);
}

function field(number: number, bytes: Buffer): Buffer {
  return Buffer.concat([Buffer.from([(number << 3) | 2]), varint(bytes.length), bytes]);
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = BigInt(value);
  for (; rest > 127n; rest >>= 7n) bytes.push(Number(rest & 127n) | 128);
  bytes.push(Number(rest));
  return Buffer.from(bytes);
}
