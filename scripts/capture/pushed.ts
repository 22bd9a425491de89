/** Apps that push OTLP: what they export before and after known work, and the spans of that work. */
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { hostname, tmpdir } from 'node:os';
import { gunzipSync, gzipSync } from 'node:zlib';
import { freePort } from '@/scripts/lib/postgres.mjs';
import { pause } from './ground';

export const EXPORT_EVERY_MS = 2_000;

export interface Catcher {
  endpoint: string;
  /** What came since this was asked last. */
  take(): { metrics: Buffer[]; spans: Buffer[] };
  close(): void;
}

export async function startCatcher(): Promise<Catcher> {
  let caught = { metrics: [] as Buffer[], spans: [] as Buffer[] };
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const sent = Buffer.concat(chunks);
    const body = request.headers['content-encoding'] === 'gzip' ? gunzipSync(sent) : sent;
    if (request.url === '/v1/metrics') caught.metrics.push(body);
    if (request.url === '/v1/traces') caught.spans.push(body);
    response.setHeader('content-type', 'application/x-protobuf').end();
  });
  const port = await freePort();
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return {
    endpoint: `http://127.0.0.1:${port}`,
    take() {
      const taken = caught;
      caught = { metrics: [], spans: [] };
      return taken;
    },
    close: () => server.close(),
  };
}

/** What every SDK is told: where to, how often, both signals. */
export function exporting(service: string, endpoint: string): Record<string, string> {
  return {
    OTEL_SERVICE_NAME: service,
    OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
    OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf',
    OTEL_METRIC_EXPORT_INTERVAL: String(EXPORT_EVERY_MS),
    OTEL_METRIC_EXPORT_TIMEOUT: String(EXPORT_EVERY_MS - 200),
    OTEL_BSP_SCHEDULE_DELAY: '300',
    OTEL_LOGS_EXPORTER: 'none',
  };
}

/** One round of exports of every process; then `work`; then one more round, with the spans of the work. */
export async function around(catcher: Catcher, work: () => Promise<void>) {
  await pause(EXPORT_EVERY_MS + 500);
  catcher.take();
  await pause(EXPORT_EVERY_MS * 1.1);
  const before = catcher.take().metrics;
  await work();
  await pause(EXPORT_EVERY_MS);
  const { spans } = catcher.take();
  await pause(EXPORT_EVERY_MS * 1.1);
  return { before, after: catcher.take().metrics, spans };
}

export interface PushedCapture {
  /** What was captured: programs and their versions. */
  made: string;
  /** What happened in between. */
  work: Record<string, number>;
  /** Bodies of requests, gzipped, in base64. */
  before: string[];
  after: string[];
  spans: string[];
}

/** Without this machine's name and paths (stack traces tell them); as long as before, so that lengths stay true. */
function scrubbed(body: Buffer): Buffer {
  const clean = Buffer.from(body);
  const places = [process.cwd(), process.env.CAPTURE_PYTHON, process.env.HOME, tmpdir(), `@${hostname()}`];
  for (const place of places) {
    if (!place || place.length < 3) continue;
    const instead = Buffer.from('/srv'.padEnd(place.length, '-').slice(0, place.length));
    for (let at = clean.indexOf(place); at >= 0; at = clean.indexOf(place, at + 1)) instead.copy(clean, at);
  }
  return clean;
}

/** Keeps a capture. */
export function keepPushed(
  name: string,
  { made, work }: Pick<PushedCapture, 'made' | 'work'>,
  bodies: { before: Buffer[]; after: Buffer[]; spans: Buffer[] },
): void {
  const packed = (list: Buffer[]) => list.map((body) => gzipSync(scrubbed(body), { level: 9 }).toString('base64'));
  const capture: PushedCapture = {
    made,
    work,
    before: packed(bodies.before),
    after: packed(bodies.after),
    spans: packed(bodies.spans),
  };
  const text = `${JSON.stringify(capture, null, 1)}\n`;
  writeFileSync(`test/fixtures/otlp/${name}.json`, text);
  const counts = [bodies.before, bodies.after, bodies.spans].map((list) => list.length).join(' + ');
  console.log(`${name}: ${counts} requests, ${text.length} bytes`);
}
