/** Any metric of an app, asked freely: what it says over time. */
import { isDatabaseAway, type Limits, QueryError, runQuery } from '@/store';
import { openApp } from '../authorise';
import { readMarks } from '../deployments';
import { invalid, ServiceError } from '../errors';
import { type ExploreInput, exploreInput, parse } from '../inputs';
import { resources } from '../resources';
import type { Actor } from '../views';
import type { ExploreView } from '../views-explore';
import { keptOf } from './kept';

const STEPS = 400;
const STEP_SECONDS = [10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400];
const WEEK_MS = 7 * 86_400_000;
const COARSER = 'The week before is kept by the hour only: take steps of an hour to compare with it.';

/** @throws ServiceError `invalid` naming the field; `too-many` where it takes too long */
export async function explore(actor: Actor, slug: string, given: ExploreInput): Promise<ExploreView> {
  const { app } = await openApp(actor, slug, 'explore');
  const { stepSeconds, quantile, compare, ...input } = parse(exploreInput, given);
  const step = stepSeconds ?? stepFor(input.toAt - input.fromAt);
  const query = { ...input, stepMs: step * 1000, ...(quantile === undefined ? {} : { quantile }) };
  try {
    const { telemetry, now } = resources();
    const appId = Number(app.id);
    const run = (earlier: number, limits: Partial<Limits> = {}) => {
      const window_ = { fromAt: query.fromAt - earlier, toAt: query.toAt - earlier };
      return runQuery(telemetry, appId, { ...query, ...window_ }, { nowAt: now(), kept: keptOf([app]), limits });
    };
    const answer = await run(0);
    const endAt = answer.startAt + answer.steps * answer.stepMs;
    // The answer's own grid, or hours would lie beside minutes.
    const [before, deployments] = await Promise.all([
      // What was highest then is not what is highest now.
      compare ? run(WEEK_MS, { answer: Number.POSITIVE_INFINITY }) : null,
      readMarks(appId, answer.startAt, endAt),
    ]);
    const comparable = before?.stepMs === answer.stepMs ? before : null;
    const weekBefore = new Map(comparable?.series.map((each) => [labelKey(each.labels), finite(each.values)]));
    return {
      x: Array.from({ length: answer.steps }, (_, i) => (answer.startAt + i * answer.stepMs) / 1000),
      stepSeconds: answer.stepMs / 1000,
      unit: answer.unit,
      resolution: answer.resolution,
      series: answer.series.map(({ labels, values, atLeast }) => ({
        labels,
        values: finite(values),
        compare: weekBefore.get(labelKey(labels)) ?? null,
        atLeast: atLeast && Array.from(atLeast, (flag) => flag === 1),
      })),
      cut: answer.cut,
      why: answer.why,
      notes: before && !comparable ? [...answer.notes, COARSER] : answer.notes,
      deployments,
    };
  } catch (error) {
    throw mendable(error);
  }
}

const finite = (values: Float64Array) => Array.from(values, (value) => (Number.isFinite(value) ? value : null));
const labelKey = (labels: Record<string, string>) => JSON.stringify(Object.entries(labels).sort());

function stepFor(rangeMs: number): number {
  return STEP_SECONDS.find((seconds) => rangeMs / 1000 / seconds <= STEPS) ?? 86_400;
}

/** What the asker can change, as an error that says so; anything else as it is. */
function mendable(error: unknown): unknown {
  if (error instanceof QueryError) return invalid(error.field, error.message);
  if ((error as { code?: string })?.code === '57014') {
    const message = 'The query took too long.';
    return new ServiceError({ code: 'too-many', message, fix: 'Filter, or take a shorter time.' });
  }
  if (!isDatabaseAway(error)) return error;
  return new ServiceError({
    code: 'unavailable',
    message: 'The database does not answer.',
    fix: 'Try again in a minute.',
  });
}
