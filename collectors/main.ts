/** The collector's process. */
import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { pino } from 'pino';
import { readKeyring } from '@/config/encryption';
import { outbound } from '@/config/outbound';
import { settings } from '@/config/settings';
import { ensureFramePartitions, telemetryPool } from '@/store';
import { startCollector } from './index';

const partitionsEveryMs = 3_600_000;
const retryMs = 5_000;
/** A statement that takes longer has an unknown outcome: senders have given up by then, and repeat. */
const databaseMs = 10_000;
/** Requests that do not end after this are cut off at a stop. */
const stopMs = 20_000;

const logger = pino({ name: 'collector' });
const { collectorPort, grpcPort, listen, databaseUrl, metricsToken, trustedProxies, appLimits, drainMs } = settings();
/** Older points are kept nowhere. */
const oldestMs = settings().keepHoursDays * 86_400_000;
const pool = telemetryPool(databaseUrl, {
  max: 12,
  queryTimeoutMs: databaseMs,
  applicationName: 'headroom collector',
  pipeline: false,
});

// What is not made ahead is made by the first append of the day: a database that is away does not stop the start.
function keepPartitions(): void {
  ensureFramePartitions(pool, Date.now()).then(
    () => setTimeout(keepPartitions, partitionsEveryMs).unref(),
    (error) => {
      logger.warn({ err: error }, 'partitions could not be made now; trying again');
      setTimeout(keepPartitions, retryMs).unref();
    },
  );
}

keepPartitions();
const collector = await startCollector({
  pool,
  host: listen,
  port: collectorPort,
  grpcPort,
  metricsToken,
  proxies: trustedProxies,
  appLimits: { ...appLimits, oldestMs },
  scrape: {
    outbound: outbound(settings().allowedTargets),
    keys: () => readKeyring(settings()),
    owner: `scraper ${hostname()} ${process.pid} ${randomBytes(4).toString('hex')}`,
  },
  log: (message, error) => logger.error({ err: error }, message),
}).catch((error) => {
  logger.fatal(
    { err: error },
    `the collector cannot listen on ${listen}, ports ${collectorPort} and ${grpcPort}: set HEADROOM_COLLECTOR_PORT or HEADROOM_GRPC_PORT to another port`,
  );
  process.exit(1);
});
logger.info(`listening on ${listen}, ports ${collector.port} (HTTP) and ${collector.grpcPort} (gRPC)`);

let stopping = false;
async function stop(): Promise<void> {
  if (stopping) return;
  stopping = true;
  setTimeout(() => process.exit(1), drainMs + stopMs).unref();
  await collector.stop(drainMs);
  await pool.end().catch(() => {});
  process.exit(0);
}
process.on('SIGTERM', () => void stop());
process.on('SIGINT', () => void stop());
