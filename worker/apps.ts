/** The apps that there are, and what their owners said that changes what is derived. */

import type { DeriveSettings, MetricNames } from '@/advisor/signals/index';
import { DAY_MS } from '@/advisor/types';
import { deploymentSchema } from '@/catalogue/deployment';
import type { Deployment, Price } from '@/catalogue/types';
import type { PrismaClient } from '@/prisma/generated/client';
import { readableRoadmap } from '@/service/evaluate/facts';
import { beyondBuiltIn } from '@/service/signals/definitions';

export interface ListedApp {
  id: number;
  /** Ms; absent: long ago. */
  createdAt?: number;
  /** The app's own retention, where it is shorter than the installation's. */
  keep?: { minutesMs?: number; hoursMs?: number };
}

export interface WorkerApp extends ListedApp {
  settings: DeriveSettings;
}

const GIB = 1024 ** 3;

/** All apps that are not deleted; asked every few seconds, so without their settings. */
export async function listApps(prisma: PrismaClient): Promise<ListedApp[]> {
  const rows = await prisma.app.findMany({
    where: { deletedAt: null },
    select: { id: true, createdAt: true, keepMinutesDays: true, keepHoursDays: true },
    orderBy: { id: 'asc' },
  });
  return rows.map((row) => ({ id: Number(row.id), createdAt: row.createdAt.getTime(), ...keepOf(row) }));
}

/** All apps that are not deleted, or those of them with these ids. */
export async function readApps(prisma: PrismaClient, prices: Map<string, Price>, ids?: number[]): Promise<WorkerApp[]> {
  const rows = await prisma.app.findMany({
    where: { deletedAt: null, ...(ids && { id: { in: ids.map(BigInt) } }) },
    select: {
      id: true,
      metricNames: true,
      deployment: true,
      environment: true,
      keepMinutesDays: true,
      keepHoursDays: true,
      roadmapId: true,
      ownRoadmapId: true,
      ownRoadmap: true,
      customSignals: { orderBy: { signal: 'asc' } },
    },
    orderBy: { id: 'asc' },
  });
  return rows.map((row) => ({
    id: Number(row.id),
    settings: {
      metricNames: metricNamesOf(row.metricNames),
      deployment: withSizes(deploymentOf(row.deployment), prices),
      environment: row.environment,
      mainService: null,
      ...beyondBuiltIn(readableRoadmap(row) ?? undefined, row.customSignals),
    },
    ...keepOf(row),
  }));
}

function keepOf({ keepMinutesDays, keepHoursDays }: Record<'keepMinutesDays' | 'keepHoursDays', number | null>) {
  if (keepMinutesDays === null && keepHoursDays === null) return {};
  return {
    keep: {
      ...(keepMinutesDays === null ? {} : { minutesMs: keepMinutesDays * DAY_MS }),
      ...(keepHoursDays === null ? {} : { hoursMs: keepHoursDays * DAY_MS }),
    },
  };
}

function metricNamesOf(json: unknown): MetricNames {
  if (typeof json !== 'object' || json === null) return {};
  return Object.fromEntries(Object.entries(json).filter(([, name]) => typeof name === 'string' && name !== ''));
}

/** What does not fit the schema (an older release's) says nothing rather than something wrong. */
function deploymentOf(json: unknown): Deployment {
  const parsed = deploymentSchema.safeParse(json);
  return parsed.success ? parsed.data : {};
}

/** Sizes and limits that follow from the plans named, where they are not stated themselves. */
export function withSizes(deployment: Deployment, prices: Map<string, Price>): Deployment {
  const web = prices.get(deployment.webPriceId ?? '');
  const database = prices.get(deployment.database?.priceId ?? '');
  const cores = deployment.perInstance?.cores ?? web?.vcpu ?? undefined;
  const memoryBytes = deployment.perInstance?.memoryBytes ?? (web?.memoryGib ? web.memoryGib * GIB : undefined);
  const maxConnections = deployment.database?.maxConnections ?? database?.maxConnections ?? undefined;
  return {
    ...deployment,
    perInstance: { ...deployment.perInstance, ...defined({ cores, memoryBytes }) },
    database: { ...deployment.database, ...defined({ maxConnections }) },
  };
}

function defined<T extends object>(values: T): { [K in keyof T]?: NonNullable<T[K]> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: NonNullable<T[K]>;
  };
}
