/** A collector on a free port in front of a test database, an app, and what it stored. */
import { createHash } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { type Collector, type CollectorOptions, startCollector } from '@/collectors';
import {
  decodeFrame,
  ensureFramePartitions,
  type HistogramValue,
  readSeries,
  type Series,
  telemetryPool,
} from '@/store';
import { type TestDatabase, testDatabase } from '../support/database';

export interface StoredPoint {
  series: Series;
  time: number;
  start: number;
  value: number;
  flags: number;
  histogram: HistogramValue | null;
}

export interface TestCollector {
  database: TestDatabase;
  collector: Collector;
  url: string;
  /** Errors that the collector logged. */
  logged: unknown[];
  app(slug: string): Promise<{ appId: number; tokenId: number; token: string }>;
  /** Every stored point of the app, repeats included. */
  stored(appId: number): Promise<StoredPoint[]>;
  post(path: string, body: Uint8Array | string, headers?: Record<string, string>): Promise<Reply>;
  /** Sends as senders do: what a busy collector answers 503 is sent again when it says. */
  deliver(path: string, body: Uint8Array | string, headers?: Record<string, string>): Promise<Reply>;
  close(): Promise<void>;
}

export interface Reply {
  status: number;
  headers: Headers;
  text: string;
  bytes: Buffer;
}

export async function testCollector(options: Partial<CollectorOptions> = {}): Promise<TestCollector> {
  const database = await testDatabase();
  await ensureFramePartitions(database.pool, Date.now());
  const logged: unknown[] = [];
  const log = (_message: string, error: unknown) => void logged.push(error);
  const pool = telemetryPool(database.url);
  const collector = await startCollector({
    pool,
    host: '127.0.0.1',
    port: 0,
    grpcPort: 0,
    log,
    ...options,
  });
  const url = `http://127.0.0.1:${collector.port}`;
  return {
    database,
    collector,
    url,
    logged,
    app: (slug) => makeApp(database, slug),
    stored: (appId) => stored(database, appId),
    post: (path, body, headers) => post(url + path, body, headers),
    deliver: (path, body, headers) => deliver(url + path, body, headers),
    async close() {
      await collector.stop();
      await pool.end();
      await database.close();
    },
  };
}

export async function makeApp({ prisma }: Pick<TestDatabase, 'prisma'>, slug: string) {
  const token = `hr_${slug}_${Math.random().toString(36).slice(2)}`;
  const team = await prisma.team.upsert({
    where: { slug: 'team' },
    create: { slug: 'team', name: 'Team' },
    update: {},
  });
  const app = await prisma.app.create({
    data: {
      teamId: team.id,
      slug,
      name: slug,
      roadmapId: 'thousands-to-millions',
      roadmapVersion: 1,
      tokens: {
        create: {
          hash: new Uint8Array(createHash('sha256').update(token).digest()),
          hint: token.slice(0, 7),
          label: '',
        },
      },
    },
    include: { tokens: true },
  });
  return { appId: Number(app.id), tokenId: Number(app.tokens[0]?.id), token };
}

export async function stored({ pool }: Pick<TestDatabase, 'pool'>, appId: number): Promise<StoredPoint[]> {
  const series = new Map((await readSeries(pool, appId)).map((one) => [one.id, one]));
  const { rows } = await pool.query<{ payload: Buffer }>(
    'SELECT payload FROM telemetry.frame WHERE app_id = $1 ORDER BY event_hour, seq',
    [appId],
  );
  return rows.flatMap(({ payload }) => {
    const points = decodeFrame(payload);
    return Array.from({ length: points.length }, (_, i) => ({
      series: series.get(points.series[i] as number) as Series,
      time: points.time[i] as number,
      start: points.start[i] as number,
      value: points.value[i] as number,
      flags: points.flags[i] as number,
      histogram: points.histograms[i] ?? null,
    }));
  });
}

async function deliver(...sent: Parameters<typeof post>): Promise<Reply> {
  for (;;) {
    const reply = await post(...sent);
    if (reply.status !== 503) return reply;
    await pause(Number(reply.headers.get('retry-after')) * 1000);
  }
}

export async function post(
  url: string,
  body: Uint8Array | string,
  headers: Record<string, string> = {},
): Promise<Reply> {
  const response = await fetch(url, {
    method: 'POST',
    body: body as BodyInit,
    headers: { 'content-type': 'application/x-protobuf', ...headers },
  });
  const bytes = Buffer.from(await response.arrayBuffer());
  return { status: response.status, headers: response.headers, bytes, text: bytes.toString('utf8') };
}
