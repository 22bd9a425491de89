/** A query against the store: which series, which resolution, how much at most; then the pure part. */
import type { Pool, PoolClient } from 'pg';
import type { Db, ReadPoints } from '../contract';
import { classicParts, gatherClassicBuckets } from '../points/classic-buckets';
import type { Series, SeriesPoints } from '../points/points';
import * as read from '../read';
import { rememberedSeries } from '../series/memory';
import { evaluate, isHistogram } from './evaluate';
import { seriesFilter } from './filters';
import { beginOf, type Grid, gridOf, HOUR_MS, MINUTE_MS, type Resolution } from './grid';
import { type Answer, type AnswerSeries, defaultLimits, type Limits, type Query, QueryError } from './types';

const readPoints: ReadPoints = read.readPoints;

/** What is kept how long, ms; the caller knows the app's own. */
export interface Kept {
  minuteMs: number;
}

export interface RunOptions {
  nowAt: number;
  kept: Kept;
  limits?: Partial<Limits>;
  /** Of the answer only these series, by their labels; default: all, up to the limit. */
  among?: (labels: AnswerSeries['labels']) => boolean;
}

/** Points before the first step that may still say something in it: a hold, a growth's base. */
const LEAD_MS = { raw: 6 * MINUTE_MS, minute: 6 * MINUTE_MS, hour: 3 * HOUR_MS };
const MOST_STEPS = 11_000;

/**
 * The answer of one app to a query.
 * @throws QueryError naming the field that is wrong; an error of the database where a statement takes too long
 */
export async function runQuery(db: Pool, appId: number, query: Query, options: RunOptions): Promise<Answer> {
  const { among } = options;
  const limits = { ...defaultLimits, ...options.limits };
  const resolution = resolutionFor(query, options);
  const grid = gridOf({ ...query, stepMs: resolution === 'hour' ? Math.max(query.stepMs, HOUR_MS) : query.stepMs });
  check(query, grid);
  const fromAt = grid.startAt - LEAD_MS[resolution];
  const toAt = beginOf(grid, grid.steps);
  const { chosen, points } = await withTimeout(db, limits.statementMs, async (client) => {
    const choosing = choose(db, client, appId, query, limits, pointsPerSeries(toAt - fromAt, resolution));
    const reading = readPoints(client, appId, metricsOf(query), fromAt, toAt, {
      series: choosing.then(({ series }) => series),
      resolution,
      without: needless(query),
    });
    // Neither may ask on after the other failed: the connection is somebody else's then.
    await Promise.allSettled([choosing, reading]);
    return { chosen: await choosing, points: await reading };
  });
  if (chosen.series.length === 0) return { ...empty(grid, resolution), notes: chosen.notes };
  const found = measurable(query, points);
  const { series, groups, notes } = evaluate(query, found, grid, resolution, { most: limits.answer, among });
  const why = [...chosen.why];
  if (groups > series.length) {
    why.push(
      `The ${said(limits.answer)} of ${said(groups)} series that reach highest are shown; filter or group to see the others.`,
    );
  }
  const first = found[0]?.series ?? chosen.series[0];
  return {
    ...empty(grid, resolution),
    unit: first?.unit ?? '',
    kind: first?.kind ?? null,
    series,
    cut: why.length > 0,
    why,
    notes: [...chosen.notes, ...notes],
  };
}

const said = (count: number) => count.toLocaleString('en-US');

/** Hours where minutes are not kept that far back or the steps are long; raw where steps are short. */
export function resolutionFor(
  query: Pick<Query, 'fromAt' | 'toAt' | 'stepMs'>,
  { nowAt, kept }: RunOptions,
): Resolution {
  if (query.fromAt < nowAt - kept.minuteMs - HOUR_MS) return 'hour';
  if (query.stepMs >= HOUR_MS && query.stepMs % HOUR_MS === 0 && query.toAt - query.fromAt > 48 * HOUR_MS)
    return 'hour';
  return query.stepMs < MINUTE_MS ? 'raw' : 'minute';
}

/** What a query asks nothing of. */
function needless({ value }: Query): ReadonlySet<'spread' | 'moments'> {
  const spread = value !== 'avg' && value !== 'min' && value !== 'max';
  return new Set<'spread' | 'moments'>([
    ...(spread ? ['spread' as const] : []),
    ...(value === 'quantile' ? ['moments' as const] : []),
  ]);
}

function check({ fromAt, toAt, quantile, value, stepMs }: Query, grid: Grid): void {
  if (!(stepMs >= 1000)) throw new QueryError('stepMs', 'a step has at least one second');
  if (!(toAt > fromAt)) throw new QueryError('toAt', '`toAt` must be later than `fromAt`');
  if (grid.steps > MOST_STEPS) {
    throw new QueryError(
      'stepMs',
      `${grid.steps} steps are more than ${MOST_STEPS}: take a longer step or a shorter time`,
    );
  }
  if (value === 'quantile' && !(quantile !== undefined && quantile >= 0 && quantile <= 1)) {
    throw new QueryError('quantile', 'a quantile lies between 0 and 1');
  }
}

/** A rough count, to refuse before reading: a point each 10 s while nothing is folded. */
function pointsPerSeries(rangeMs: number, resolution: Resolution): number {
  return Math.ceil(rangeMs / { raw: 10_000, minute: MINUTE_MS, hour: HOUR_MS }[resolution]);
}

interface Chosen {
  series: Series[];
  why: string[];
  notes: string[];
}

/** A classic histogram lies in metrics that are named after it. */
const metricsOf = ({ metric }: Query) => [metric, ...classicParts(metric)];

async function choose(pool: Pool, db: Db, appId: number, query: Query, limits: Limits, each: number): Promise<Chosen> {
  const wanted = await rememberedSeries(pool, db, appId, metricsOf(query));
  const own = wanted.filter(({ metric }) => metric === query.metric);
  const passes = seriesFilter(query.filters);
  const series = (own.length > 0 ? own : wanted).filter(passes);
  const notes = wanted.length === 0 ? [`No metric named "${query.metric}" has arrived.`] : [];
  const most = Math.max(1, Math.min(limits.series, Math.floor(limits.points / each)));
  if (series.length <= most) return { series, why: [], notes };
  const why = [
    `${said(most)} of ${said(series.length)} series were read: more would be too many points at once. Filter, or take a shorter time.`,
  ];
  return { series: series.slice(0, most), why, notes };
}

/** Classic buckets become histograms; what cannot be asked of a histogram is said. */
function measurable(query: Query, read: SeriesPoints[]): SeriesPoints[] {
  const gathered = gatherClassicBuckets(read);
  const buckets = query.value === 'quantile' || !read.some(({ series }) => series.metric === query.metric);
  const found = buckets && gathered.length > 0 ? gathered : read;
  const histograms = found.filter(isHistogram).length;
  if (query.value === 'quantile' && histograms === 0 && found.length > 0) {
    throw new QueryError('value', `"${query.metric}" is no histogram: ask for last, avg, min, max, rate or increase`);
  }
  if (['last', 'min', 'max'].includes(query.value) && histograms > 0) {
    throw new QueryError('value', `"${query.metric}" is a histogram: ask for quantile, avg, rate or increase`);
  }
  return found;
}

function empty({ startAt, stepMs, steps, edges }: Grid, resolution: Resolution): Answer {
  return {
    startAt,
    stepMs,
    steps,
    edges,
    unit: '',
    kind: null,
    resolution,
    series: [],
    cut: false,
    why: [],
    notes: [],
  };
}

/** One read-only snapshot in which no statement takes longer. */
export async function withTimeout<T>(pool: Pool, ms: number, work: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  // Its first questions travel with it, and nobody waits for the end of what was only read.
  const begun = client.query(
    `BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL statement_timeout = ${Math.round(ms)}`,
  );
  try {
    const [result] = await Promise.all([work(client), begun]);
    return result;
  } finally {
    client.query('ROLLBACK').then(
      () => client.release(),
      (failed: Error) => client.release(failed),
    );
  }
}
