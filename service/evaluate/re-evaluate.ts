/** After a person's word: the advice is made again at once, so that the next page shows what it changed. */

import { resources } from '../resources';
import { evaluateApp } from './evaluate';

/** Before the worker's first look there is nothing to renew. A failure is mended by the worker within a minute. */
export async function reEvaluate(appId: bigint): Promise<void> {
  const { prisma, now } = resources();
  try {
    if ((await prisma.appState.count({ where: { appId } })) > 0) await evaluateApp(Number(appId), now());
  } catch (error) {
    console.error(`evaluating app ${appId} after a change:`, error);
  }
}
