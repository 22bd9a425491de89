/** Any metric of an app, asked freely: what it says over time. */
import { type Answer, beginOf, type Grid, isDatabaseAway, QueryError, type RunOptions, runQuery } from '@/store';
import { readMarks } from '../apps/deployments';
import { openApp } from '../authorise';
import { invalid, ServiceError } from '../errors';
import { type ExploreInput, exploreInput, parse } from '../inputs/inputs';
import { resources } from '../resources';
import { secondsOf, timeGrid, weekBefore } from '../time-grid';
import type { ExploreView } from '../views/explore';
import type { Actor } from '../views/views';
import { keptOf } from './kept';

const STEPS = 400;
const STEP_SECONDS = [10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400];
const COARSER = 'The week before is kept by the hour only: take steps of an hour to compare with it.';

/** @throws ServiceError `invalid` naming the field; `too-many` where it takes too long */
export async function explore(actor: Actor, slug: string, given: ExploreInput): Promise<ExploreView> {
  const { app, team } = await openApp(actor, slug, 'explore');
  const { stepSeconds, quantile, compare, zone = team.timeZone, ...input } = parse(exploreInput, given);
  const stepMs = 1000 * (stepSeconds ?? stepFor(input.toAt - input.fromAt));
  const query = { ...input, stepMs, ...(quantile === undefined ? {} : { quantile }) };
  try {
    const { telemetry, now } = resources();
    const appId = Number(app.id);
    const run = (grid: Grid, options: Pick<RunOptions, 'limits' | 'among'> = {}) => {
      const window_ = { fromAt: grid.startAt, toAt: beginOf(grid, grid.steps) };
      const asked = { ...query, ...window_, stepMs: grid.stepMs, ...(grid.edges && { edges: grid.edges }) };
      return runQuery(telemetry, appId, asked, { nowAt: now(), kept: keptOf([app]), ...options });
    };
    const answer = await run(timeGrid(input.fromAt, input.toAt, stepMs, zone));
    const [before, deployments] = await Promise.all([
      compare ? runBefore(answer, zone, run) : null,
      readMarks(appId, answer.startAt, beginOf(answer, answer.steps)),
    ]);
    return {
      x: secondsOf(answer),
      stepSeconds: answer.stepMs / 1000,
      unit: answer.unit,
      resolution: answer.resolution,
      series: answer.series.map(({ labels, values, atLeast }) => ({
        labels,
        values: finite(values),
        compare: before?.values.get(labelKey(labels)) ?? null,
        atLeast: atLeast && Array.from(atLeast, (flag) => flag === 1),
      })),
      cut: answer.cut,
      why: answer.why,
      notes: before?.coarser ? [...answer.notes, COARSER] : answer.notes,
      deployments,
    };
  } catch (error) {
    throw mendable(error);
  }
}

/** The same a week before, on the answer's own steps. */
async function runBefore(
  answer: Answer,
  zone: string,
  run: (grid: Grid, options: Pick<RunOptions, 'limits' | 'among'>) => Promise<Answer>,
) {
  const values = new Map<string, (number | null)[]>();
  const shown = new Set(answer.series.map(({ labels }) => labelKey(labels)));
  // What was highest then is not what is highest now.
  const same = {
    limits: { answer: Number.POSITIVE_INFINITY },
    among: (labels: Record<string, string>) => shown.has(labelKey(labels)),
  };
  for (const { grid, covers } of weekBefore(answer, zone)) {
    const aligned = grid.edges !== undefined || grid.startAt % grid.stepMs === 0;
    const then = await run(aligned ? grid : { ...grid, edges: edgesOf(grid) }, same);
    // Hours would lie beside minutes.
    if (then.stepMs !== answer.stepMs) return { values: new Map<string, (number | null)[]>(), coarser: true };
    for (const { labels, values: found } of then.series) {
      const key = labelKey(labels);
      const whole = values.get(key) ?? Array<number | null>(answer.steps).fill(null);
      values.set(
        key,
        finite(found).map((value, step) => (covers(step) ? value : (whole[step] ?? null))),
      );
    }
  }
  return { values, coarser: false };
}

const edgesOf = (grid: Grid) => Array.from({ length: grid.steps + 1 }, (_, step) => beginOf(grid, step));
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
