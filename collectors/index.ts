/**
 * Telemetry comes in here: a process that understands OTLP over HTTP and gRPC, and Prometheus remote
 * write, and acknowledges what is durable.
 * May import store, service/ingest, telemetry and config. Comes in: requests with a token. Goes out:
 * frames in the store, counts of what was refused, and the answers that each protocol asks for.
 */
import type { AddressInfo, Server } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import type pg from 'pg';
import type { Keyring } from '@/config/encryption';
import type { Outbound } from '@/config/outbound';
import { defaultLimits, findOrigins, type IngestLimits, tokenFinder } from '@/service/ingest';
import { readAccessVersion, readiness } from '@/store';
import { ingestInFlight, ingestQueue } from '@/telemetry';
import { admission } from './admission';
import { committer } from './committer';
import { ledger } from './ledger';
import { type BodyLimits, bodyLimits, makeFlight } from './otlp/flight';
import { grpcReceiver } from './otlp/grpc';
import { type ReceiverParts, receiver } from './otlp/http';
import { seriesCache } from './otlp/series-cache';
import { startScraper } from './prometheus/targets';

export interface CollectorOptions {
  pool: pg.Pool;
  host: string;
  /** 0: any free one. */
  port: number;
  /** Of OTLP over gRPC; 0: any free one. */
  grpcPort: number;
  metricsToken?: string | null;
  /** Addresses whose X-Forwarded-For is believed, beside loopback. */
  proxies?: readonly string[];
  limits?: Partial<BodyLimits>;
  /** What an app may send where no operator said otherwise. */
  appLimits?: Partial<IngestLimits>;
  /** Left out: this collector reads no Prometheus targets. `owner` is unique to the process. */
  scrape?: { outbound: Outbound; keys: () => Keyring; owner: string };
  now?: () => number;
  log: (message: string, error: unknown) => void;
}

export interface Collector {
  port: number;
  grpcPort: number;
  /**
   * Is not ready any more, goes on for `drainMs` so that a load balancer notices, then takes nothing new,
   * finishes what is in flight and writes its counts. The pools stay open.
   */
  stop(drainMs?: number): Promise<void>;
}

/** Bytes that series and how they are spelt may hold, roughly. */
const cacheBytes = 160 * 1024 * 1024;

/** Opens both ports and answers. Rejects if one is taken. */
export async function startCollector(options: CollectorOptions): Promise<Collector> {
  const { pool, log } = options;
  const now = options.now ?? Date.now;
  const commits = committer(pool, now);
  const counts = ledger(pool, now);
  const ready = readiness(pool, { now, writes: true });
  let stopping = false;
  const installation = { ...defaultLimits, ...options.appLimits };
  const doors = {
    find: tokenFinder(pool, installation),
    version: () => readAccessVersion(pool),
    origins: () => findOrigins(pool),
  };
  const flight = makeFlight();
  ingestQueue.observe(commits.waiting);
  ingestInFlight.observe(() => flight.bytes);
  const parts: ReceiverParts = {
    pool,
    admission: admission(doors, now),
    committer: commits,
    ledger: counts,
    cache: seriesCache(cacheBytes),
    limits: { ...bodyLimits, ...options.limits },
    flight,
    whyNotReady: async () => (stopping ? 'stopping' : ready()),
    isStopping: () => stopping,
    proxies: options.proxies ?? [],
    metricsToken: options.metricsToken || null,
    now,
    log,
  };
  const { server, closeIdle } = receiver(parts);
  const grpc = grpcReceiver(parts);
  await listen(server, options.port, options.host);
  await listen(grpc.server, options.grpcPort, options.host).catch((error) => {
    server.close();
    throw error;
  });
  const scraper = options.scrape ? startScraper({ ...parts, ...options.scrape, appLimits: installation }) : null;
  return {
    port: (server.address() as AddressInfo).port,
    grpcPort: (grpc.server.address() as AddressInfo).port,
    async stop(drainMs = 0) {
      stopping = true;
      if (drainMs > 0) await pause(drainMs);
      await scraper?.stop();
      options.scrape?.outbound.close();
      const closed = new Promise((resolve) => server.close(resolve));
      const sweep = setInterval(closeIdle, 20);
      await Promise.all([closed, grpc.stop()]);
      clearInterval(sweep);
      await commits.idle();
      await counts.stop();
    },
  };
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
}
