/** Headroom of simulated apps against the truth, beside what a simpler rule would have said. */
import { median, quantile } from '@/advisor/math';
import type { HeadroomFinding, SignalHour } from '@/advisor/types';
import { headroomOf } from '@/test/advisor/support/systems';
import { type Case, makeCase } from './headroom-systems';

export interface Scored {
  kind: string;
  truth: number;
  found: HeadroomFinding;
  /** estimate ÷ truth of the simpler rules; NaN where they have none. */
  byUtilisation: number;
  byLastValue: number;
  byLine: number;
  ms: number;
}

export function scoreCase(n: number): Scored {
  const made = makeCase(n);
  const { app, thresholds, deployment, kind, truth } = made;
  const startedAt = performance.now();
  const found = headroomOf(app, thresholds, deployment);
  const ms = performance.now() - startedAt;
  return { kind, truth, found, ms, ...baselines(made) };
}

export interface Summary {
  count: number;
  declined: number;
  /** "more than": how many, and how many of them truly were. */
  more: number;
  moreTrue: number;
  /** |estimate ÷ truth − 1| of those with a number. */
  medianError: number;
  p90Error: number;
  /** Median of estimate ÷ truth. */
  bias: number;
  covered: number;
  standardError: number;
}

export function summarise(scored: readonly Scored[]): Summary {
  const numbers = scored.filter(({ found }) => found.multiple !== null && found.code !== 'more-than');
  const more = scored.filter(({ found }) => found.code === 'more-than');
  const ratios = numbers.map(({ found, truth }) => (found.multiple as number) / truth);
  const errors = ratios.map((ratio) => Math.abs(ratio - 1));
  const covered = numbers.filter(({ found, truth }) => (found.low ?? 9) <= truth && truth <= (found.high ?? 0)).length;
  return {
    count: scored.length,
    declined: scored.length - numbers.length - more.length,
    more: more.length,
    moreTrue: more.filter(({ found, truth }) => truth >= (found.multiple ?? 0) * 0.999).length,
    medianError: median(errors),
    p90Error: quantile(errors, 0.9),
    bias: median(ratios),
    covered: covered / numbers.length,
    standardError: Math.sqrt((0.8 * 0.2) / numbers.length),
  };
}

/** What people do without fits: the smallest answer over the limits that have a percentage or a duration. */
function baselines({ app, thresholds, truth }: Case) {
  const each = thresholds.map(({ signal, limit }) => {
    const hours = app.hours.get(signal) ?? [];
    const loads = new Map(app.load.map((hour) => [hour.at, hour]));
    const last = hours.at(-1) as SignalHour;
    const week = hours.filter(({ at }) => at >= last.at - 7 * 86_400_000);
    return {
      utilisation: limit / Math.max(...week.map(({ max5 }) => max5)),
      lastValue: ((limit / last.median5) * (loads.get(last.at)?.median5 ?? Number.NaN)) / app.peak,
      line: lineLimit(hours, loads, limit) / app.peak,
    };
  });
  const first = (pick: (own: (typeof each)[number]) => number) => Math.min(...each.map(pick)) / truth;
  return {
    byUtilisation: first(({ utilisation }) => utilisation),
    byLastValue: first(({ lastValue }) => lastValue),
    byLine: first(({ line }) => line),
  };
}

/** Load at which the least-squares line through the plain values meets the limit; infinite if it falls. */
function lineLimit(hours: readonly SignalHour[], loads: Map<number, SignalHour>, limit: number): number {
  const points = hours.map((hour) => [loads.get(hour.at)?.median5 ?? 0, hour.median5] as const);
  const mx = points.reduce((sum, [x]) => sum + x, 0) / points.length;
  const my = points.reduce((sum, [, y]) => sum + y, 0) / points.length;
  const slope =
    points.reduce((sum, [x, y]) => sum + (x - mx) * (y - my), 0) / points.reduce((sum, [x]) => sum + (x - mx) ** 2, 0);
  return slope > 0 ? mx + (limit - my) / slope : Number.POSITIVE_INFINITY;
}

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

/** The table of `npm run bench:headroom`. */
export function printScores(count: number): void {
  const scored = Array.from({ length: count }, (_, n) => scoreCase(n));
  const all = summarise(scored);
  console.log(`headroom of ${count} simulated apps, 14 days each`);
  console.log(
    `  declined ${percent(all.declined / count)}; "more than" ${all.more}, true ${all.moreTrue}; error of the others: median ${percent(all.medianError)}, 90th percentile ${percent(all.p90Error)}`,
  );
  console.log(
    `  80 % intervals hold ${percent(all.covered)} (standard error ${percent(all.standardError)}), estimate ÷ truth ${all.bias.toFixed(3)} (median)`,
  );
  for (const kind of new Set(scored.map((own) => own.kind))) {
    const own = summarise(scored.filter((one) => one.kind === kind));
    console.log(
      `  ${kind.padEnd(32)} ${String(own.count).padStart(3)} apps, declined ${String(own.declined).padStart(3)}, more than ${String(own.more).padStart(3)} (${own.moreTrue} true)${own.declined + own.more === own.count ? '' : `; ÷ truth ${own.bias.toFixed(3)}, error ${percent(own.medianError)} / ${percent(own.p90Error)}, holds ${percent(own.covered)}`}`,
    );
  }
  const baseline = (name: string, pick: (own: Scored) => number) => {
    const errors = scored.map((own) => Math.abs(pick(own) - 1)).filter(Number.isFinite);
    console.log(
      `  ${name.padEnd(32)} error ${percent(median(errors))} / ${percent(quantile(errors, 0.9))}, an answer for ${percent(errors.length / count)}`,
    );
  };
  console.log('  simpler rules on the same apps:');
  baseline('limit ÷ highest use of the week', ({ byUtilisation }) => byUtilisation);
  baseline('limit ÷ last value', ({ byLastValue }) => byLastValue);
  baseline('line through percent or ms', ({ byLine }) => byLine);
  const took = scored.map(({ ms }) => ms);
  console.log(
    `  an app takes ${median(took).toFixed(1)} ms (median), ${quantile(took, 0.95).toFixed(1)} ms (95th percentile)`,
  );
}
