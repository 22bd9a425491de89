/** Which thresholds an app has: its roadmap's, and those that its team's own signals bring. */
import { ownThresholdId } from '@/advisor/crossings/thresholds';
import type { App } from '@/prisma/generated/client';
import type { Transaction } from '../audit';
import { invalid } from '../errors';
import { roadmapOf } from '../evaluate/facts';

/** @throws ServiceError `invalid` where the app has no such threshold. */
export async function checkThreshold(tx: Transaction, app: App, thresholdId: string): Promise<void> {
  const roadmap = roadmapOf(await tx.app.findUniqueOrThrow({ where: { id: app.id }, include: { ownRoadmap: true } }));
  const all = [...roadmap.thresholds, ...roadmap.phases.flatMap((phase) => phase.thresholds)];
  if (all.some(({ id }) => id === thresholdId)) return;
  const own = await tx.customSignal.findMany({ where: { appId: app.id }, select: { signal: true } });
  if (own.some(({ signal }) => ownThresholdId(signal) === thresholdId)) return;
  throw invalid('thresholdId', `The app has no threshold "${thresholdId}".`, 'The phase pages list them all.');
}
