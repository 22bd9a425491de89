/** A worker in the test's own process, which derives and folds, and judges nothing unless told to. */
import { expect } from 'vitest';
import type { DeriveSettings } from '@/advisor/signals/index';
import { createWorker, type Worker, type WorkerOptions } from '@/worker/index';

/** Of an app whose team has set nothing. */
export const settings: DeriveSettings = { metricNames: {}, deployment: {}, environment: null, mainService: null };

interface Turns {
  worker: Worker;
  /** What it reported. */
  errors: unknown[];
  /** Works until nothing is left to do now; an error on the way fails the test. */
  work(): Promise<void>;
  /** The same, and hands its apps back. */
  finish(): Promise<void>;
}

export function workerOf(appIds: number[], given: Pick<WorkerOptions, 'db' | 'now'> & Partial<WorkerOptions>): Turns {
  const errors: unknown[] = [];
  const worker = createWorker({
    owner: 'one',
    readApps: async () => appIds.map((id) => ({ id, settings })),
    evaluate: async () => {},
    report: (error) => errors.push(error),
    ...given,
  });
  const work = async () => {
    while (await worker.tick());
    expect(errors).toEqual([]);
  };
  const finish = async () => {
    while (await worker.tick());
    await worker.release();
    expect(errors).toEqual([]);
  };
  return { worker, errors, work, finish };
}
