/** The worker process: ticks every few seconds until it is told to stop, then ends what it does and goes. */
import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import pino from 'pino';
import { DAY_MS } from '@/advisor/types';
import { catalogue } from '@/catalogue/index';
import { keptDays, settings } from '@/config/settings';
import { eraseDeletedApps } from '@/service/apps/erase';
import { countActiveUsers } from '@/service/auth/sessions';
import { evaluateApps } from '@/service/evaluate/evaluate';
import { watch } from '@/service/evaluate/watch';
import { forgetOldRows } from '@/service/housekeeping';
import { makeDueReports } from '@/service/report/schedules';
import { resources } from '@/service/resources';
import { countDirtyHours, type Lag, readDeriveLag, readFoldLag, readiness } from '@/store/index';
import { deriveLag, dirtyHours, foldLag, usersActive } from '@/telemetry/index';
import { listApps, readApps } from './apps';
import { openDoor } from './door';
import { notifyLoop } from './notify';
import { createWorker } from './worker';

const TICK_MS = 3_000;
/** After an error of a whole tick (the database is away), so that it is not asked a thousand times. */
const RETRY_MS = 5_000;

const log = pino({ name: 'worker' });
const stopping = new AbortController();
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => stopping.abort());

await run();

async function run(): Promise<void> {
  const { prisma, telemetry, now } = resources();
  const { prices } = catalogue();
  const keep = keptDays();
  const watched = watch();
  const worker = createWorker({
    db: telemetry,
    owner: `${hostname()}/${process.pid}/${randomUUID()}`,
    listApps: () => listApps(prisma),
    readApps: (ids) => readApps(prisma, prices, ids),
    evaluate: async (apps, nowAt) => {
      const asked = apps.map((each) => ({ ...each, since: watched.since(each.appId) }));
      watched.evaluated(await evaluateApps(asked, nowAt));
    },
    watch: watched,
    forget: forgetOldRows,
    erase: eraseDeletedApps,
    reports: makeDueReports,
    retention: { minutesMs: keep.minutes * DAY_MS, hoursMs: keep.hours * DAY_MS },
    now,
    report: (error, what) => log.error({ err: error }, what),
  });
  dirtyHours.observe(() => countDirtyHours(telemetry));
  const seconds = ({ longestMs }: Lag) => longestMs / 1000;
  deriveLag.observe(async () => (worker.keepsHouse() ? seconds(await readDeriveLag(telemetry, now())) : null));
  foldLag.observe(async () => (worker.keepsHouse() ? seconds(await readFoldLag(telemetry, now())) : null));
  // The installation's number, so one of its processes reports it: the sum over processes is the load.
  usersActive.observe(() => (worker.keepsHouse() ? countActiveUsers() : null));
  const report = (error: unknown, what: string) => log.error({ err: error }, what);
  const telling = notifyLoop({ now, signal: stopping.signal, report });
  const { workerPort, listen, metricsToken } = settings();
  const whyNotReady = readiness(telemetry, { now });
  const door =
    workerPort === null
      ? null
      : await openDoor({
          port: workerPort,
          listen,
          metricsToken,
          whyNotReady: async () => (stopping.signal.aborted ? 'stopping' : whyNotReady()),
        });
  log.info('worker started');
  while (!stopping.signal.aborted) {
    const waitMs = await worker.tick().then(
      (left) => (left ? 0 : TICK_MS),
      (error) => {
        log.error({ err: error }, 'tick');
        return RETRY_MS;
      },
    );
    await pause(waitMs, undefined, { signal: stopping.signal }).catch(() => {});
  }
  await telling;
  await worker.release().catch((error) => log.error({ err: error }, 'leases could not be given back'));
  door?.close();
  await prisma.$disconnect();
  await telemetry.end();
  log.info('worker stopped');
}
