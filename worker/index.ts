/**
 * What happens by the clock: signals derived from new points, apps evaluated, live pages told, partitions
 * made ahead and old telemetry dropped. May import service, store, advisor, prisma, catalogue and telemetry.
 * Comes in: the time and the dirty hours that ingest marked; goes out: rows. Every step can be cut off
 * anywhere and done twice; leases keep two workers from writing for one app.
 */
export { deriveHours } from './derive';
export { createWorker, type Worker, type WorkerOptions } from './worker';
