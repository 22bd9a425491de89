/** A threshold's mute: its crossings go on being recorded, and nobody is told until it ends by itself. */
import { z } from 'zod';
import { MINUTE_MS } from '@/advisor/types';
import { notFound } from '../errors';
import { reEvaluate } from '../evaluate/re-evaluate';
import { type MuteInput, muteInput } from '../inputs/inputs';
import { resources } from '../resources';
import type { Actor } from '../views/views';
import { writeToApp } from '../write';
import { tellAfterMute } from './crossings';
import { checkThreshold } from './threshold-ids';

export async function muteThreshold(actor: Actor, slug: string, given: MuteInput): Promise<void> {
  const appId = await writeToApp({
    actor,
    slug,
    verb: 'muteThreshold',
    schema: muteInput,
    input: given,
    run: async (tx, { app }, { thresholdId, minutes, reason }) => {
      await checkThreshold(tx, app, thresholdId);
      const nowAt = resources().now();
      const mute = {
        mutedUntil: new Date(nowAt + minutes * MINUTE_MS),
        mutedReason: reason,
        mutedBy: actor.kind === 'user' ? BigInt(actor.userId) : null,
        mutedAt: new Date(nowAt),
      };
      await tx.thresholdOverride.upsert({
        where: { appId_thresholdId: { appId: app.id, thresholdId } },
        create: { appId: app.id, thresholdId, reason: '', ...mute },
        update: mute,
      });
      return app.id;
    },
    details: (it) => ({ ...it }),
  });
  await reEvaluate(appId);
}

/** What opened under it and is still open is told now. */
export async function unmuteThreshold(actor: Actor, slug: string, thresholdId: string): Promise<void> {
  const appId = await writeToApp({
    actor,
    slug,
    verb: 'unmuteThreshold',
    schema: z.string().min(1).max(200),
    input: thresholdId,
    run: async (tx, { app }, id) => {
      const where = { appId: app.id, thresholdId: id };
      const found = await tx.thresholdOverride.findFirst({ where: { ...where, mutedUntil: { not: null } } });
      if (!found) throw notFound('mute');
      const nowAt = resources().now();
      const open = await tx.crossing.findMany({ where: { ...where, closedAt: null } });
      for (const row of open) await tellAfterMute(tx, { app, nowAt }, row, nowAt);
      if (found.limit === null && found.holdMinutes === null) await tx.thresholdOverride.deleteMany({ where });
      else {
        const data = { mutedUntil: null, mutedReason: null, mutedBy: null, mutedAt: null };
        await tx.thresholdOverride.updateMany({ where, data });
      }
      return app.id;
    },
    details: (id) => ({ thresholdId: id }),
  });
  await reEvaluate(appId);
}
