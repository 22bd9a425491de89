/** How much an app may send, beside what it sends now; an operator's to change, because they protect all other apps. */
import { readSettings } from '@/config/settings';
import type { Prisma } from '@/prisma/generated/client';
import { readUse } from '@/store/index';
import { openApp } from '../authorise';
import { type AppLimits, appLimitsInput } from '../ingest/limits';
import { resources } from '../resources';
import type { Actor, LimitLine, LimitsView } from '../views/views';
import { writeToApp } from '../write';

/** The limits of an app with today's use. */
export async function appLimits(actor: Actor, slug: string): Promise<LimitsView> {
  const { app } = await openApp(actor, slug, 'appLimits');
  const installation = readSettings(process.env).appLimits;
  const parsed = appLimitsInput.safeParse(app.limits);
  const own: AppLimits = parsed.success ? parsed.data : {};
  const { telemetry, now } = resources();
  const use = await readUse(telemetry, Number(app.id), now());
  const nowOf: Partial<Record<LimitLine['limit'], number>> = {
    pointsPerSecond: use.pointsPerSecond,
    activeSeries: use.activeSeries,
  };
  const names = Object.keys(installation) as LimitLine['limit'][];
  return {
    lines: names.map((limit) => ({
      limit,
      value: own[limit] ?? installation[limit],
      installation: installation[limit],
      own: own[limit] !== undefined,
      now: nowOf[limit] ?? null,
    })),
    mayEdit: actor.kind === 'system' || (actor.kind === 'user' && actor.operator),
  };
}

/** Sets all limits of an app at once; what is missing goes back to the installation's. Collectors follow within seconds. */
export async function setLimits(actor: Actor, slug: string, limits: AppLimits): Promise<void> {
  await writeToApp({
    actor,
    slug,
    verb: 'setLimits',
    schema: appLimitsInput,
    input: limits,
    run: (tx, { app }, given) =>
      tx.app.update({ where: { id: app.id, teamId: app.teamId }, data: { limits: given as Prisma.InputJsonObject } }),
    details: (given) => ({ to: given as Prisma.InputJsonValue }),
  });
}
