/** What an app's owner says about it. What changes how signals are derived marks the last 14 days. */
import { z } from 'zod';
import { catalogue, deploymentSchema } from '@/catalogue/index';
import type { Deployment, Population } from '@/catalogue/types';
import type { Prisma } from '@/prisma/generated/client';
import { checkThreshold } from '../crossings/threshold-ids';
import { invalid, notFound } from '../errors';
import { reEvaluate } from '../evaluate/re-evaluate';
import * as inputs from '../inputs/inputs';
import type { Actor } from '../views/views';
import { writeToApp } from '../write';
import { rederive } from './rederive';

type Verb = 'setPopulation' | 'setDeployment' | 'setMetricNames' | 'setLoadRatio' | 'setEvidenceWindow';

/** Which population the app's user metric counts. */
export async function setPopulation(actor: Actor, slug: string, population: Population | null): Promise<void> {
  const schema = inputs.populationInput.nullable();
  const column = (it: Population | null) => ({ population: it });
  await reEvaluate(await set({ actor, slug, verb: 'setPopulation', schema, input: population, column }));
}

/** What the app runs on today; signals of the last 14 days are derived again. */
export async function setDeployment(actor: Actor, slug: string, deployment: Deployment): Promise<void> {
  const column = (it: Deployment) => {
    checkPrices(it);
    return { deployment: it as Prisma.InputJsonObject };
  };
  const appId = await set({ actor, slug, verb: 'setDeployment', schema: deploymentSchema, input: deployment, column });
  await rederive(appId);
  await reEvaluate(appId);
}

/** Metric names that only the team knows; signals of the last 14 days are derived again. */
export async function setMetricNames(actor: Actor, slug: string, names: inputs.MetricNamesInput): Promise<void> {
  const column = (it: object) => ({ metricNames: it as Prisma.InputJsonObject });
  const schema = inputs.metricNamesInput;
  await rederive(await set({ actor, slug, verb: 'setMetricNames', schema, input: names, column }));
}

/** The owner's ratios between requests, concurrent and daily users; a missing key stays as it is. */
export async function setLoadRatio(actor: Actor, slug: string, ratios: inputs.LoadRatioInput): Promise<void> {
  const schema = inputs.loadRatioInput;
  await reEvaluate(await set({ actor, slug, verb: 'setLoadRatio', schema, input: ratios, column: (it) => it }));
}

/** Overrides the 24 h evidence window (shown on the checklist); null goes back. */
export async function setEvidenceWindow(actor: Actor, slug: string, minutes: number | null): Promise<void> {
  const schema = inputs.evidenceWindowInput;
  const column = (it: number | null) => ({ evidenceWindowMinutes: it });
  await reEvaluate(await set({ actor, slug, verb: 'setEvidenceWindow', schema, input: minutes, column }));
}

/** The app's own limit or hold for one of its thresholds; a mute stays as it is. */
export async function setOverride(actor: Actor, slug: string, input: inputs.OverrideInput): Promise<void> {
  const appId = await writeToApp({
    actor,
    slug,
    verb: 'setOverride',
    schema: inputs.overrideInput,
    input,
    run: async (tx, { app }, { thresholdId, limit, holdMinutes, reason }) => {
      await checkThreshold(tx, app, thresholdId);
      const data = { limit, holdMinutes, reason };
      await tx.thresholdOverride.upsert({
        where: { appId_thresholdId: { appId: app.id, thresholdId } },
        create: { appId: app.id, thresholdId, ...data },
        update: data,
      });
      return app.id;
    },
    details: (it) => it,
  });
  await reEvaluate(appId);
}

/** Back to the roadmap's own threshold; a mute stays as it is. */
export async function removeOverride(actor: Actor, slug: string, thresholdId: string): Promise<void> {
  const appId = await writeToApp({
    actor,
    slug,
    verb: 'removeOverride',
    schema: z.string().max(200),
    input: thresholdId,
    run: async (tx, { app }, id) => {
      const where = { appId: app.id, thresholdId: id };
      const { count: unmuted } = await tx.thresholdOverride.deleteMany({ where: { ...where, mutedUntil: null } });
      const own = { OR: [{ limit: { not: null } }, { holdMinutes: { not: null } }] };
      const data = { limit: null, holdMinutes: null, reason: '' };
      const { count: muted } = await tx.thresholdOverride.updateMany({ where: { ...where, ...own }, data });
      if (unmuted + muted === 0) throw notFound('override');
      return app.id;
    },
    details: (id) => ({ thresholdId: id }),
  });
  await reEvaluate(appId);
}

interface Setting<S extends z.ZodType> {
  actor: Actor;
  slug: string;
  verb: Verb;
  schema: S;
  input: unknown;
  column: (input: z.output<S>) => Prisma.AppUpdateInput;
}

/** @returns the app's id. */
function set<S extends z.ZodType>({ column, ...write }: Setting<S>): Promise<bigint> {
  return writeToApp({
    ...write,
    run: async (tx, { app }, input) => {
      await tx.app.update({ where: { id: app.id, teamId: app.teamId }, data: column(input) });
      return app.id;
    },
    details: (input) => ({ to: input as Prisma.InputJsonValue }),
  });
}

/** @throws ServiceError `invalid` where a plan is not in the lists. */
export function checkPrices(deployment: Deployment): void {
  const named: [string, string | undefined][] = [
    ['webPriceId', deployment.webPriceId],
    ['database.priceId', deployment.database?.priceId],
    ...(deployment.lines ?? []).map((line, index): [string, string] => [`lines.${index}.priceId`, line.priceId]),
  ];
  for (const [field, id] of named) {
    if (id && !catalogue().prices.has(id))
      throw invalid(field, `There is no price "${id}".`, 'Choose one of the list.');
  }
}
