/** Signals that a team declares for an app: save, remove, and try out before saving. */
import { z } from 'zod';
import { deriveHour, LOOK_BACK_MS, wantedMetrics } from '@/advisor/signals/index';
import { HOUR_MS, MINUTE_MS } from '@/advisor/types';
import { deploymentSchema } from '@/catalogue/deployment';
import { catalogue } from '@/catalogue/index';
import type { Aggregation, CustomSignal, Deployment } from '@/catalogue/types';
import type { App } from '@/prisma/generated/client';
import { PointKind, readPoints, readSeries, type Series } from '@/store/index';
import { rederive } from '../apps/rederive';
import { openApp } from '../authorise';
import { invalid, notFound } from '../errors';
import { reEvaluate } from '../evaluate/re-evaluate';
import { parse } from '../inputs/inputs';
import { type CustomSignalInput, customSignalInput } from '../inputs/signals';
import { resources } from '../resources';
import type { CustomPreview } from '../views/signals';
import type { Actor } from '../views/views';
import { writeToApp } from '../write';

export const CUSTOM_SIGNALS_AT_MOST = 20;
/** Saves one, new or changed; the last 14 days are derived again with it. */
export async function saveCustomSignal(actor: Actor, slug: string, given: CustomSignalInput): Promise<{ id: string }> {
  const { app } = await openApp(actor, slug, 'saveCustomSignal');
  const custom = customFrom(parse(customSignalInput, given));
  await checkMetric(app, custom);
  await writeToApp({
    actor,
    slug,
    verb: 'saveCustomSignal',
    schema: customSignalInput,
    input: given,
    run: async (tx, { app: locked }) => {
      const { id, ...columns } = custom;
      const others = await tx.customSignal.count({ where: { appId: locked.id, signal: { not: id } } });
      if (others >= CUSTOM_SIGNALS_AT_MOST) {
        throw invalid('name', `An app may have ${CUSTOM_SIGNALS_AT_MOST} signals of its own.`, 'Remove one first.');
      }
      await tx.customSignal.upsert({
        where: { appId_signal: { appId: locked.id, signal: id } },
        create: { appId: locked.id, signal: id, ...columns, createdBy: actor.kind === 'user' ? actor.userId : null },
        update: columns,
      });
    },
    details: () => ({ to: { ...custom } }),
  });
  await rederive(app.id);
  await reEvaluate(app.id);
  return { id: custom.id };
}

export async function removeCustomSignal(actor: Actor, slug: string, id: string): Promise<void> {
  const appId = await writeToApp({
    actor,
    slug,
    verb: 'removeCustomSignal',
    schema: z.string().min(1).max(120),
    input: id,
    run: async (tx, { app }, signal) => {
      const { count } = await tx.customSignal.deleteMany({ where: { appId: app.id, signal } });
      if (count === 0) throw notFound('signal');
      return app.id;
    },
    details: (signal) => ({ signal }),
  });
  await rederive(appId);
  await reEvaluate(appId);
}

/** What the signal would have been in the last hour, by the derivation that will make it. */
export async function previewCustomSignal(
  actor: Actor,
  slug: string,
  given: CustomSignalInput,
): Promise<CustomPreview> {
  const { app } = await openApp(actor, slug, 'previewCustomSignal');
  const custom = customFrom(parse(customSignalInput, given));
  const series = await checkMetric(app, custom);
  const { telemetry, now } = resources();
  const toAt = Math.floor(now() / MINUTE_MS) * MINUTE_MS;
  const hourAt = toAt - HOUR_MS;
  const points = await readPoints(telemetry, Number(app.id), wantedMetrics({}, [custom]), hourAt - LOOK_BACK_MS, toAt, {
    resolution: 'minute',
  });
  const deployment = deploymentSchema.safeParse(app.deployment);
  const settings = {
    metricNames: {},
    deployment: (deployment.success ? deployment.data : {}) as Deployment,
    environment: app.environment,
    mainService: null,
    custom: [custom],
  };
  const columns = deriveHour({ hourAt, points, settings }).minutes.find(({ signal }) => signal === custom.id);
  const values = Array.from(columns?.value ?? [], (value) => (Number.isNaN(value) ? null : value));
  return {
    id: custom.id,
    series: series.length,
    startAt: hourAt,
    values,
    last: values.findLast((value) => value !== null) ?? null,
    says: columns?.recipe?.recipe ?? null,
  };
}

type Parsed = z.output<typeof customSignalInput>;

function customFrom({ name, ...rest }: Parsed): CustomSignal {
  const suffix = `.${rest.aggregation}`;
  const id = name.endsWith(suffix) ? name : `${name}${suffix}`;
  if (catalogue().signals.some((signal) => signal.id === id)) {
    throw invalid('name', `"${id}" is a built-in signal.`, 'Choose another name.');
  }
  return { id, ...rest };
}

const FITTING: Record<string, readonly Aggregation[]> = {
  gauge: ['avg', 'sum', 'max', 'min'],
  counter: ['rate', 'increase'],
  upDown: ['avg', 'sum', 'max', 'min'],
  histogram: ['p50', 'p90', 'p95', 'p99', 'avg', 'rate', 'increase'],
};

/** Which aggregations a series can tell; buckets that Prometheus sends one by one count as a histogram. */
export function fitting({ kind, monotonic }: Pick<Series, 'kind' | 'monotonic'>): readonly Aggregation[] {
  if (kind === PointKind.histogram || kind === PointKind.exponentialHistogram) return FITTING.histogram ?? [];
  if (kind === PointKind.sum && monotonic) return FITTING.counter ?? [];
  return (kind === PointKind.sum ? FITTING.upDown : FITTING.gauge) ?? [];
}

/** The series behind it. @throws ServiceError `invalid` where none came, or none can tell that. */
async function checkMetric(app: App, custom: CustomSignal): Promise<Series[]> {
  const all = await readSeries(resources().telemetry, Number(app.id));
  const mine = all.filter(({ metric }) => metric === custom.metric);
  const bucketed = all.some(({ metric }) => metric === `${custom.metric}_bucket`);
  if (mine.length === 0 && !bucketed) {
    throw invalid('metric', `No metric "${custom.metric}" has come from this app.`, 'Choose one of the list.');
  }
  const may = new Set<Aggregation>([...mine.flatMap(fitting), ...(bucketed ? (FITTING.histogram ?? []) : [])]);
  if (!may.has(custom.aggregation)) {
    const which = [...may].join(', ');
    throw invalid('aggregation', `${custom.metric} cannot tell ${custom.aggregation}.`, `It can tell ${which}.`);
  }
  return mine;
}
