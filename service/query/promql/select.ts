/** Which stored series a selector means, for the apps of one tenant, and their samples. */
import type { PoolClient } from 'pg';
import type { ReadPoints, SeriesPoints } from '@/store';
import {
  type MetricFacts,
  type Patience,
  patience,
  type Resolution,
  readMetrics,
  readPoints,
  readSeries,
  type Series,
  test,
} from '@/store';
import { keyOf } from './evaluate';
import { badData, type Matcher, PromError } from './expression';
import { labelsOf, metricNames, suffixesOf } from './naming';
import { type Samples, samplesOf, shapeFor, type Wanted } from './samples';

/** The apps that a token may read. `byTeam`: their slug is the label `headroom_app`. */
export interface Tenant {
  apps: { id: number; slug: string; keepMinutesDays: number | null }[];
  byTeam: boolean;
}

export const promLimits = { series: 10_000, points: 20_000_000, samples: 10_000_000 };

/** A series with the names by which it was asked for, and its labels but for `__name__` and `le`. */
export interface Chosen {
  appId: number;
  series: Series;
  wanted: Wanted[];
  labels: Record<string, string>;
}

interface Tests {
  name: (name: string) => boolean;
  labels: [string, (value: string) => boolean][];
  bound: (bound: string) => boolean;
}

function testsOf(matchers: Matcher[], have = patience()): Tests {
  const made = matchers.map(
    ({ label, op, value }) => [label, test(op, value, 'query', have)] as [string, (v: string) => boolean],
  );
  const all = (label: string) => (value: string) => made.every(([name, passes]) => name !== label || passes(value));
  return {
    name: all('__name__'),
    labels: made.filter(([name]) => name !== '__name__' && name !== 'le'),
    bound: all('le'),
  };
}

/**
 * Every series that the matchers mean.
 * @param have of several selectors of one question the same
 * @throws PromError where there are too many
 */
export async function choose(
  client: PoolClient,
  tenant: Tenant,
  matchers: Matcher[],
  have?: Patience,
): Promise<Chosen[]> {
  const tests = testsOf(matchers, have);
  const chosen: Chosen[] = [];
  for (const app of tenant.apps) {
    const wantedOf = wantedMetrics(await readMetrics(client, app.id), tests);
    if (wantedOf.size === 0) continue;
    const metrics = [...new Set([...wantedOf.values()].map(({ metric }) => metric))];
    for (const series of await readSeries(client, app.id, metrics)) {
      const wanted = wantedOf.get(factsKey(series))?.wanted;
      if (!wanted) continue;
      const labels = labelsOf(series);
      if (tenant.byTeam) labels.headroom_app = app.slug;
      if (!tests.labels.every(([name, passes]) => passes(labels[name] ?? ''))) continue;
      if (suffixesOf(series.kind)[0] === '' && !tests.bound(labels.le ?? '')) continue;
      chosen.push({ appId: app.id, series, wanted, labels });
    }
    if (chosen.length > promLimits.series)
      throw new PromError('execution', `the query selects more than ${promLimits.series} series: narrow its matchers`);
  }
  return distinct(chosen);
}

/** Under which of its names each kind of a metric was asked for. */
function wantedMetrics(facts: MetricFacts[], tests: Tests): Map<string, { metric: string; wanted: Wanted[] }> {
  const found = new Map<string, { metric: string; wanted: Wanted[] }>();
  for (const each of facts) {
    const names = metricNames(each);
    const wanted = suffixesOf(each.kind).flatMap((suffix): Wanted[] => {
      const name = names.map((base) => `${base}${suffix}`).find(tests.name);
      return name === undefined ? [] : [{ suffix, name }];
    });
    if (wanted.length > 0) found.set(factsKey(each), { metric: each.metric, wanted });
  }
  return found;
}

function factsKey({ metric, kind, temporality, monotonic, unit, scope }: MetricFacts | Series): string {
  return JSON.stringify([metric, kind, temporality, monotonic, unit, scope.name]);
}

/** Series that Prometheus could not tell apart (kind, unit, an attribute's type) keep apart by a label. */
function distinct(chosen: Chosen[]): Chosen[] {
  const seen = new Set<string>();
  for (const each of chosen) {
    const key = `${each.wanted.map(({ name }) => name)}|${keyOf(each.labels)}`;
    if (seen.has(key)) each.labels.headroom_series = String(each.series.id);
    seen.add(key);
  }
  return chosen;
}

export interface Stretch {
  fromAt: number;
  /** Included. */
  toAt: number;
  resolution: Resolution;
}

const read: ReadPoints = readPoints;
const apartMs = { raw: 10_000, minute: 60_000, hour: 3_600_000 };

/** @throws PromError where it would be too much */
export async function readSamples(
  client: PoolClient,
  chosen: Chosen[],
  matchers: Matcher[],
  stretch: Stretch,
): Promise<Samples[]> {
  const { fromAt, toAt, resolution } = stretch;
  tooMany(((toAt - fromAt) / apartMs[resolution]) * chosen.length, promLimits.points);
  const found: (Chosen & SeriesPoints)[] = [];
  for (const appId of new Set(chosen.map((each) => each.appId))) {
    const mine = new Map(chosen.filter((each) => each.appId === appId).map((each) => [each.series.id, each]));
    const metrics = [...new Set([...mine.values()].map(({ series }) => series.metric))];
    const options = { series: [...mine.values()].map(({ series }) => series), resolution };
    for (const { series, points } of await read(client, appId, metrics, fromAt, toAt + 1, options)) {
      const each = mine.get(series.id);
      if (each) found.push({ ...each, points });
    }
  }
  const shape = shapeFor(found);
  const { bound } = testsOf(matchers);
  const samples: Samples[] = [];
  let count = 0;
  for (const { series, points, labels, wanted } of found) {
    for (const each of samplesOf({ series, points }, { labels, wanted, readFrom: fromAt, shape })) {
      if (!bound(each.labels.le ?? '')) continue;
      count += each.time.length;
      tooMany(count, promLimits.samples);
      samples.push(each);
    }
  }
  return samples;
}

function tooMany(count: number, most: number): void {
  if (count > most)
    throw new PromError(
      'execution',
      'query processing would load too many samples into memory: narrow its matchers or its time',
    );
}

/** What a selector's patterns got wrong, as Prometheus says it. */
export function asBadData(error: unknown): unknown {
  return error instanceof Error && error.name === 'QueryError' ? badData(`parse error: ${error.message}`) : error;
}
