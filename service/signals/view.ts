/** Where each number comes from, what is missing, what was refused; and a new app's first minutes. */
import { DAY_MS, HOUR_MS } from '@/advisor/types';
import { OWN_SCOPE, readIntake, readRefusals, readSeries, type Series, writtenHours } from '@/store/index';
import { greatestMaker } from '../apps/series-makers';
import { adviceOf, openAppView } from '../apps/view';
import { openApp } from '../authorise';
import { resources } from '../resources';
import type { SignalsView } from '../views/signals';
import type { Actor, FirstDataView } from '../views/views';
import { CUSTOM_SIGNALS_AT_MOST, fitting } from './custom';
import { customOf } from './definitions';
import { kindWords } from './kind-words';

const REFUSALS_MS = 7 * DAY_MS;
/** Intake counts are kept for an hour. */
const INTAKE_MS = HOUR_MS;

export async function signalsView(actor: Actor, slug: string): Promise<SignalsView> {
  const { view, rows } = await openAppView(actor, slug, 'signalsView');
  const { telemetry, now } = resources();
  const appId = Number(rows.id);
  const [refused, series] = await Promise.all([
    readRefusals(telemetry, appId, now() - REFUSALS_MS),
    readSeries(telemetry, appId),
  ]);
  return {
    ...view,
    refused,
    metrics: metricsOf(series),
    sdk: sdkOf(series),
    seriesMaker: greatestMaker(series),
    custom: rows.customSignals.map(customOf),
    customAtMost: CUSTOM_SIGNALS_AT_MOST,
  };
}

const ATTRIBUTES_SHOWN = 20;

/** Every metric that arrives. */
function metricsOf(series: Series[]): SignalsView['metrics'] {
  const byName = new Map<string, SignalsView['metrics'][number]>();
  for (const each of series) {
    const { metric, unit, scope } = each;
    const counted = scope.name === OWN_SCOPE ? 1 : 0;
    let known = byName.get(metric);
    if (!known) {
      const aggregations = fitting(each);
      known = { name: metric, kind: kindWords(each), unit, series: 0, counted: 0, aggregations, attributes: [] };
      byName.set(metric, known);
    }
    known.series += 1;
    known.counted += counted;
    for (const name of Object.keys(each.attributes)) {
      if (known.attributes.length < ATTRIBUTES_SHOWN && !known.attributes.includes(name)) known.attributes.push(name);
    }
  }
  return [...byName.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** `telemetry.sdk.language` of most series; snippets call Node.js "node". */
function sdkOf(series: Series[]): string | null {
  const counts = new Map<string, number>();
  for (const { resource } of series) {
    const language = resource['telemetry.sdk.language'];
    if (typeof language === 'string') counts.set(language, (counts.get(language) ?? 0) + 1);
  }
  const [most] = [...counts].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
  return most === undefined ? null : most[0] === 'nodejs' ? 'node' : most[0];
}

/** Progress of a new app while it waits for its first point. */
export async function firstData(actor: Actor, slug: string): Promise<FirstDataView> {
  const { app } = await openApp(actor, slug, 'firstData');
  const { prisma, telemetry, now } = resources();
  const appId = Number(app.id);
  const [state, intake] = await Promise.all([
    prisma.appState.findUnique({ where: { appId: app.id } }),
    readIntake(telemetry, appId, now() - INTAKE_MS),
  ]);
  const advice = adviceOf(state);
  const kept = intake.filter(({ outcome, points }) => outcome === 'kept' && points > 0);
  const refused = intake.filter(({ outcome }) => outcome !== 'kept');
  const arrivedAt = kept.length > 0 ? Math.min(...kept.map(({ lastAt }) => lastAt)) : null;
  const signalAt = advice?.firstAt ? await derivedAt(appId, advice.firstAt) : null;
  return {
    slug: app.slug,
    name: app.name,
    createdAt: app.createdAt.getTime(),
    firstPointAt: arrivedAt === null ? signalAt : Math.min(arrivedAt, signalAt ?? arrivedAt),
    firstSignalAt: signalAt,
    firstHeadroom: advice !== null && advice.headroom.code !== 'cannot-tell',
    requests: sum(kept.map(({ requests }) => requests)),
    refused: { count: sum(refused.map(({ requests }) => requests)), lastReason: refused[0]?.outcome ?? null },
  };
}

/** When the oldest hour got its signals: points may be older than their arrival. */
async function derivedAt(appId: number, firstAt: number): Promise<number | null> {
  return (await writtenHours(resources().telemetry, appId, [firstAt])).get(firstAt) ?? null;
}

const sum = (numbers: number[]) => numbers.reduce((total, number) => total + number, 0);
