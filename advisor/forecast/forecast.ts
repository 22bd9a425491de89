/**
 * The forecast of one series (RULES 11): methods weighted by back-tests, intervals calibrated on what the weights
 * of each time would have missed since, then fitted on all.
 */
import {
  backTests,
  errorsOf,
  type ForecastOptions,
  LEAST_VALUES,
  mix,
  namesOf,
  priorOf,
  sayAll,
  weigh,
} from './back-test';
import type { Forecast } from './interval';
import { pastOf } from './models';
import { clipOutliers, known, type Scale, scaleOf } from './season';
import { levelled, lift, SHIFT_DAYS } from './shift';
import { naiveStep, spreadOf, widthsOf } from './spread';
import { seasonsOf, valuesADay } from './week';

/** What is older than the longest of these says nothing about the next days. */
const MOST_VALUES = 1_500;
const MOST_SEASONS = 8;
const MOST_DAYS_OF_HOURS = 28;
/** So many equal values are no chance (judgement). */
const STANDING = 8;
/** Only of days it is known what a shift looks like. */
const WEEK = 7;

/** Null where fewer than LEAST_VALUES values are known. Values of any unit, NaN where unknown, oldest first. */
export function forecast(all: ArrayLike<number>, { period, horizon }: ForecastOptions): Forecast | null {
  const values = latest(
    all,
    Math.max(MOST_VALUES, MOST_SEASONS * period, MOST_DAYS_OF_HOURS * (valuesADay(period) ?? 0)),
  );
  if (known(values) < LEAST_VALUES || horizon < 1) return null;
  const scale = scaleOf(values);
  const plain = Float64Array.from(values, (y) => scale.to(y));
  if (standsStill(plain, period)) {
    const found = fit(plain, scale, { period, horizon });
    return { ...found, middle: found.middle.fill(lastOf(plain)) };
  }
  if (period !== WEEK) return fit(plain, scale, { period, horizon });
  const { z, shifts, undecided } = levelled(plain, period);
  const before = clipOutliers(z, seasonsOf(z, period), undecided !== null);
  const found: Forecast = { ...fit(z, scale, { period, horizon }, before), shift: shifts.at(-1) ?? null };
  if (undecided === null) return found;
  const lifted = z.slice();
  lift(lifted, undecided);
  const shifted = { ...fit(lifted, scale, { period, horizon }), shift: undecided };
  // What is undecided is among the errors, so that their rank says nothing of the others.
  const width80 = Math.max(found.width80, widthsOf(z).width80);
  return { ...found, width80, undecided: { shift: undecided, share: undecided.days / (2 * SHIFT_DAYS), shifted } };
}

/**
 * Whether the last value has come for a whole period, at least STANDING times, and for twice as long as any before it
 * did: what ended, or has not begun, goes on so. Series of many zeros have had runs of them before.
 */
function standsStill(z: Float64Array, period: number): boolean {
  const runs: number[] = [];
  let before = Number.NaN;
  for (const value of z) {
    if (Number.isNaN(value)) continue;
    if (value === before) runs.push((runs.pop() ?? 0) + 1);
    else runs.push(1);
    before = value;
  }
  const last = runs.pop() ?? 0;
  return last >= Math.max(STANDING, period) && runs.every((run) => last >= 2 * run);
}

const lastOf = (z: Float64Array): number => z.findLast((value) => !Number.isNaN(value)) as number;

function fit(
  raw: Float64Array,
  scale: Scale,
  { period, horizon }: ForecastOptions,
  z = clipOutliers(raw, seasonsOf(raw, period)),
): Forecast {
  const tests = backTests(z, raw, scale, { period, horizon });
  const unit = naiveStep(z, period);
  const prior = priorOf(period);
  // At each origin the weights that were known by then: what they missed is as honest as what is to come.
  const missed = tests.map((test, i) => ({
    errors: errorsOf(test, weigh(tests.slice(0, i), unit, prior)),
    values: test.origin,
  }));
  const final = weigh(tests, unit, prior);
  return {
    weights: Object.fromEntries(
      namesOf(final).flatMap((name) => ((final[name] ?? 0) >= 0.01 ? [[name, final[name]]] : [])),
    ),
    scale,
    middle: mix(sayAll(pastOf(z, period, scale), horizon), final, horizon).map((y) => (y < scale.least ? 0 : y)),
    ...spreadOf(missed, z, period),
    values: z.length,
    fitted: z,
    shift: null,
    undecided: null,
  };
}

function latest(values: ArrayLike<number>, most: number): Float64Array {
  return Float64Array.from({ length: Math.min(most, values.length) }, (_, i) => {
    return values[Math.max(0, values.length - most) + i] as number;
  });
}
