/** Frames → blocks, when their time has come; each in one transaction of the lease's holder. */
import type { Pool } from 'pg';
import {
  bucketOf,
  type DueFold,
  fold,
  inLease,
  LeaseLostError,
  type Leases,
  putOffFold,
  readFoldDue,
  withPartitions,
} from '@/store/index';
import { coveredPoints, foldDuration } from '@/telemetry/index';

/** Read at once, and worked on for so long: derivation waits meanwhile. */
const MOST_FOLDS = 64;
const BUDGET_MS = 1_000;
/** After an error. */
const RETRY_MS = 10 * 60_000;

export interface FoldTask {
  owner: string;
  leases: Leases;
  apps: { id: number; minutesFromAt: number }[];
  nowAt: number;
  report: (error: unknown, what: string) => void;
}

/** Folds what is due of these apps; true if something was left over. One that fails does not stop the others. */
export async function foldWhatIsDue(db: Pool, task: FoldTask): Promise<boolean> {
  const { owner, leases, nowAt, report } = task;
  const apps = new Map(task.apps.map((app) => [app.id, app]));
  const due = await readFoldDue(db, [...leases.keys()], nowAt, MOST_FOLDS);
  const startedAt = performance.now();
  for (const [i, each] of due.entries()) {
    const bucket = bucketOf(each.appId);
    const epoch = leases.get(bucket);
    if (epoch === undefined) continue;
    const minutesFromAt = apps.get(each.appId)?.minutesFromAt;
    if (minutesFromAt === undefined) {
      // Deleted, and about to be erased.
      await putOffFold(db, each, nowAt + RETRY_MS);
      continue;
    }
    try {
      await foldOne(db, each, { lease: { bucket, owner, epoch }, nowAt, minutesFromAt });
    } catch (error) {
      if (error instanceof LeaseLostError) leases.delete(bucket);
      else {
        report(error, `folding app ${each.appId}`);
        await putOffFold(db, each, nowAt + RETRY_MS);
      }
    }
    if (performance.now() - startedAt > BUDGET_MS) return i + 1 < due.length;
  }
  return due.length === MOST_FOLDS;
}

interface When {
  lease: { bucket: number; owner: string; epoch: number };
  nowAt: number;
  minutesFromAt: number;
}

async function foldOne(db: Pool, due: DueFold, { lease, ...when }: When): Promise<void> {
  const startedAt = performance.now();
  const done = await withPartitions(db, due.startAt, () => inLease(db, lease, (client) => fold(client, due, when)));
  foldDuration.record((performance.now() - startedAt) / 1000);
  if (done.covered > 0) coveredPoints.add(done.covered);
}
