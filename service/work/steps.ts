/** A person's word on a step of the checklist. */
import { notFound } from '../errors';
import { isStep } from '../evaluate/facts';
import { reEvaluate } from '../evaluate/re-evaluate';
import { type TickStepInput, tickStepInput } from '../inputs/inputs';
import { resources } from '../resources';
import type { Actor } from '../views/views';
import { writeToApp } from '../write';

/** Done, won't do (with a reason, shown as accepted risk), or open again. Replaces a machine's tick. */
export async function tickStep(actor: Actor, slug: string, stepId: string, input: TickStepInput): Promise<void> {
  const appId = await writeToApp({
    actor,
    slug,
    verb: 'tickStep',
    schema: tickStepInput,
    input,
    run: async (tx, { app }, { status, reason }) => {
      const rows = await tx.app.findUniqueOrThrow({ where: { id: app.id }, include: { ownRoadmap: true } });
      if (!isStep(rows, stepId)) throw notFound('step');
      const key = { appId: app.id, stepId };
      if (status === 'open') {
        await tx.stepState.deleteMany({ where: key });
        return app.id;
      }
      const data = {
        status,
        by: 'person',
        userId: actor.kind === 'user' ? actor.userId : null,
        reason: reason ?? null,
        at: new Date(resources().now()),
        evidence: {},
      };
      await tx.stepState.upsert({ where: { appId_stepId: key }, create: { ...key, ...data }, update: data });
      return app.id;
    },
    details: ({ status, reason }) => ({ stepId, status, ...(reason ? { reason } : {}) }),
  });
  await reEvaluate(appId);
}
