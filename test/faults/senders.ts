/**
 * Senders as SDKs are: each repeats a request until it is acknowledged, over HTTP or gRPC, at one collector
 * or another. What they were told is kept, so that it can be compared with what is stored.
 */
import { setTimeout as pause } from 'node:timers/promises';
import * as grpc from '@grpc/grpc-js';
import type pg from 'pg';
import { expect } from 'vitest';
import { readPoints } from '@/store';
import { encodeRequest } from '../collectors/encoder';

const hourMs = 3_600_000;
const pointsARequest = 20;
const exportCall = '/opentelemetry.proto.collector.metrics.v1.MetricsService/Export';
/** Senders of the tests wait shorter than they are told: more happens in a minute. */
const waitMs = 150;

export interface Where {
  httpPort: number;
  grpcPort: number;
}

export interface Load {
  /** Answers and how often each came, such as "HTTP 503 after 5" or "gRPC 14 after 5"; "broken": none came. */
  answers: Map<string, number>;
  acknowledged(): number;
  /** The numbers of the requests that were acknowledged. */
  stored: ReadonlySet<number>;
  /** The longest that one answer took, ms. */
  slowest(): number;
  /** Repeats what is not acknowledged yet, for ever while the fault lasts; then nobody sends any more. */
  finish(): Promise<void>;
  /** Ends where they are. What was on its way is acknowledged or not, and stored or not. */
  abandon(): Promise<void>;
  /** Every acknowledged request is stored whole and once; none is stored in part. */
  check(pool: pg.Pool, appId: number): Promise<void>;
}

/** Request `n`: half of its points lie in another hour, so that it is stored as two rows. */
export function requestBody(n: number, baseAt: number): Buffer {
  const points = Array.from({ length: pointsARequest }, (_, i) => ({
    attributes: [['i', i]] as [string, number][],
    timeNs: BigInt(baseAt - (i % 2) * hourMs + n) * 1_000_000n,
    value: n,
  }));
  return encodeRequest([['service.name', 'shop']], [{ name: 'load', kind: 'gauge', points }]);
}

export interface LoadOptions {
  token: string;
  where: () => Where[];
  /** Senders of each kind. */
  http?: number;
  grpc?: number;
  /** Request `n`, where it is not that of this file; whoever gives it compares for themselves. */
  body?: (n: number) => Buffer;
  /** Between two requests of a sender. */
  paceMs?: number;
}

export function startLoad(options: LoadOptions): Load {
  const { token, where, paceMs = 0 } = options;
  const baseAt = Math.floor(Date.now() / hourMs) * hourMs - hourMs;
  const answers = new Map<string, number>();
  const acknowledged = new Set<number>();
  let next = 0;
  let slowest = 0;
  /** The first: no new requests; the second: not even what is not acknowledged. */
  const ended = { new: false, all: false };

  async function send(by: (at: Where, body: Buffer) => Promise<string>, first: number): Promise<void> {
    let turn = first;
    while (!ended.new) {
      const n = next++;
      const body = options.body ? options.body(n) : requestBody(n, baseAt);
      if (paceMs > 0) await pause(paceMs);
      while (!ended.all) {
        const all = where();
        const startedAt = performance.now();
        const answer = await by(all[turn % all.length] as Where, body);
        slowest = Math.max(slowest, performance.now() - startedAt);
        answers.set(answer, (answers.get(answer) ?? 0) + 1);
        if (answer === 'HTTP 200' || answer === 'gRPC 0') {
          acknowledged.add(n);
          // Now and then the answer is lost on its way, and the sender repeats what is stored already.
          if (n % 10 !== 0 || turn++ % 2 === 0) break;
        } else {
          turn++;
          await pause(waitMs);
        }
      }
    }
  }

  const http = (at: Where, body: Buffer) => byHttp(at, body, token);
  const senders = [
    ...Array.from({ length: options.http ?? 4 }, (_, i) => send(http, i)),
    ...Array.from({ length: options.grpc ?? 2 }, (_, i) => withGrpc(token, (by) => send(by, i))),
  ];
  const end = (all: boolean) => {
    Object.assign(ended, { new: true, all });
    return Promise.all(senders).then(() => {});
  };
  return {
    answers,
    acknowledged: () => acknowledged.size,
    stored: acknowledged,
    slowest: () => slowest,
    finish: () => end(false),
    abandon: () => end(true),
    async check(pool, appId) {
      // What is acknowledged while the points are read may be missing from them.
      const before = [...acknowledged];
      const counts = await storedCounts(pool, appId, baseAt, next);
      expect(before.filter((n) => counts.get(n) !== pointsARequest)).toEqual([]);
      expect([...counts].filter(([, count]) => count !== pointsARequest)).toEqual([]);
    },
  };
}

/** How many points of each request below `most` are there when read, all in one snapshot. */
async function storedCounts(pool: pg.Pool, appId: number, baseAt: number, most: number): Promise<Map<number, number>> {
  const counts = new Map<number, number>();
  for (const { series, points } of await readPoints(pool, appId, ['load'], baseAt - hourMs, baseAt + most)) {
    const fromAt = baseAt - (Number(series.attributes.i) % 2) * hourMs;
    for (let i = 0; i < points.length; i++) {
      const n = points.value[i] as number;
      // Of a later one the range holds half.
      if (n >= most) continue;
      expect(points.time[i]).toBe(fromAt + n);
      counts.set(n, (counts.get(n) ?? 0) + 1);
    }
  }
  return counts;
}

async function byHttp({ httpPort }: Where, body: Buffer, token: string): Promise<string> {
  try {
    const response = await fetch(`http://127.0.0.1:${httpPort}/v1/metrics`, {
      method: 'POST',
      body: body as BodyInit,
      headers: { 'content-type': 'application/x-protobuf', authorization: `Bearer ${token}` },
      signal: AbortSignal.timeout(60_000),
    });
    await response.arrayBuffer();
    const after = response.headers.get('retry-after');
    return `HTTP ${response.status}${after ? ` after ${after}` : ''}`;
  } catch {
    return 'HTTP broken';
  }
}

/** One sender's clients: a connection to each collector, as a long-lived exporter has. */
async function withGrpc(
  token: string,
  work: (by: (at: Where, body: Buffer) => Promise<string>) => Promise<void>,
): Promise<void> {
  const clients = new Map<number, grpc.Client>();
  const metadata = new grpc.Metadata();
  metadata.set('authorization', `Bearer ${token}`);
  const asIs = (bytes: Buffer) => bytes;
  const clientOf = (port: number) => {
    let client = clients.get(port);
    if (!client) {
      client = new grpc.Client(`127.0.0.1:${port}`, grpc.credentials.createInsecure(), {
        'grpc.initial_reconnect_backoff_ms': 100,
        'grpc.max_reconnect_backoff_ms': 300,
        // Without it all clients of this process share one connection.
        'grpc.use_local_subchannel_pool': 1,
      });
      clients.set(port, client);
    }
    return client;
  };
  const by = ({ grpcPort }: Where, body: Buffer) =>
    new Promise<string>((resolve) => {
      const deadline = Date.now() + 60_000;
      clientOf(grpcPort).makeUnaryRequest(exportCall, asIs, asIs, body, metadata, { deadline }, (error) => {
        if (!error) return resolve('gRPC 0');
        const details = error.metadata?.get('grpc-status-details-bin')[0] as Buffer | undefined;
        if (!details?.includes('google.rpc.RetryInfo')) return resolve(`gRPC ${error.code} broken`);
        resolve(`gRPC ${error.code} after ${details[details.length - 1]}`);
      });
    });
  try {
    await work(by);
  } finally {
    for (const client of clients.values()) client.close();
  }
}
