/**
 * How good the forecasts are. Without options: simulated daily peaks and dates, with baselines. With
 * `--data FILE.csv` (a line a series, see forecast-data.ts): a JSON line a series. With `--score` too: the last `horizon` values of each are held back and the table says how they
 * were met.
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { LEAST_VALUES } from '@/advisor/forecast/back-test';
import { dateOf } from '@/advisor/forecast/date';
import { forecast } from '@/advisor/forecast/forecast';
import { intervalAt } from '@/advisor/forecast/interval';
import { MODELS, type ModelName, pastOf } from '@/advisor/forecast/models';
import { scaleOf } from '@/advisor/forecast/season';
import { median } from '@/advisor/math';
import { readSeries, type Series, say } from './forecast-data';
import { simulatePath } from './forecast-paths';

/** Called by bench/run.mjs with what follows `--` on the command line. */
export async function bench(_migrate: unknown, args: string[]): Promise<void> {
  const { values: options } = parseArgs({ args, options: { data: { type: 'string' }, score: { type: 'boolean' } } });
  if (options.data === undefined) return scoreSimulated();
  const read = readSeries(readFileSync(options.data, 'utf8'));
  if (options.score)
    return score(
      options.data,
      read.flatMap((series) => ('error' in series ? [] : holdBack(series))),
    );
  for (const series of read) console.log(JSON.stringify(say(series)));
}

function scoreSimulated(): void {
  const paths = Array.from({ length: 300 }, (_, seed) => simulatePath(seed + 1));
  score(
    '300 simulated paths of daily peaks, 56 days ahead',
    paths.map(({ past, came }, n) => ({
      id: String(n),
      period: 7,
      horizon: 56,
      values: past,
      came: came.slice(0, 56),
    })),
  );
  dates(paths);
}

type Held = Series & { came: number[] };

function holdBack(series: Series): Held[] {
  const at = series.values.length - series.horizon;
  if (at < LEAST_VALUES) return [];
  return [{ ...series, values: series.values.slice(0, at), came: series.values.slice(at) }];
}

/** sMAPE and MASE (M-competitions' definitions, means over series), coverage over all points. */
function score(title: string, held: Held[]): void {
  const scores = new Map<string, { smape: number[]; mase: number[] }>();
  const took: number[] = [];
  let points = 0;
  let in80 = 0;
  let in95 = 0;
  for (const { values, period, horizon, came } of held) {
    const unit = naiveError(values, period);
    const startedAt = performance.now();
    const found = forecast(values, { period, horizon });
    took.push(performance.now() - startedAt);
    if (found === null || !(unit > 0)) continue;
    const scale = scaleOf(values);
    const past = pastOf(Float64Array.from(values, scale.to), period, scale);
    const said: [string, number[]][] = [
      ['headroom', came.map((_, h) => intervalAt(found, h + 1).mean)],
      ...(Object.keys(MODELS) as ModelName[]).map((name): [string, number[]] => [
        name,
        [...MODELS[name](past, came.length)].map(scale.from),
      ]),
    ];
    for (const [name, line] of said) {
      const into = scores.get(name) ?? { smape: [], mase: [] };
      scores.set(name, into);
      const known = came.flatMap((y, h) => (Number.isNaN(y) ? [] : [[y, line[h] as number] as const]));
      into.smape.push(
        mean(known.map(([y, f]) => (y === f ? 0 : (200 * Math.abs(y - f)) / (Math.abs(y) + Math.abs(f))))),
      );
      into.mase.push(mean(known.map(([y, f]) => Math.abs(y - f) / unit)));
    }
    came.forEach((y, h) => {
      if (Number.isNaN(y)) return;
      const it = intervalAt(found, h + 1);
      points++;
      if (y >= it.lo80 && y <= it.hi80) in80++;
      if (y >= it.lo95 && y <= it.hi95) in95++;
    });
  }
  console.log(`${title}: ${held.length} series, ${points} values held back`);
  for (const [name, { smape, mase }] of scores)
    console.log(`  ${name.padEnd(15)} sMAPE ${mean(smape).toFixed(3).padStart(7)}   MASE ${mean(mase).toFixed(3)}`);
  const share = (n: number) => `${((100 * n) / points).toFixed(1)} %`;
  console.log(
    `  intervals: 80 % hold ${share(in80)}, 95 % hold ${share(in95)}; ${median(took).toFixed(1)} ms a series (median)`,
  );
}

function dates(paths: ReturnType<typeof simulatePath>[]): void {
  const answers = paths.map(({ past, limit }) => {
    const startedAt = performance.now();
    const answer = dateOf({ peaks: past, lnLimit: limit.lnLikely, lnLimitSd: limit.sd, kind: 'limit' });
    return { answer, day: limit.day, tookMs: performance.now() - startedAt };
  });
  const dated = answers.flatMap(({ answer, day }) => (answer.code === 'date' ? [{ ...answer, day }] : []));
  const inside = dated.filter((it) => it.day >= it.early && (it.late === null || it.day <= it.late));
  const off = dated.filter((it) => it.day <= it.horizon).map((it) => Math.abs(it.day - it.likely));
  const notBefore = answers.flatMap(({ answer, day }) => (answer.code === 'not-before' ? [day >= answer.early] : []));
  const never = answers.flatMap(({ answer, day }) => (answer.code === 'not-within' ? [day > answer.horizon] : []));
  const right = (list: boolean[]) => `${list.filter(Boolean).length} of ${list.length}`;
  const error = 100 * Math.sqrt((0.8 * 0.2) / Math.max(1, dated.length));
  console.log(`dates on the same paths, the limit known within ±3–10 %:`);
  console.log(
    `  a date for ${dated.length}: in its 80 % interval ${((100 * inside.length) / dated.length).toFixed(1)} % (standard error ${error.toFixed(1)}), median ${median(off).toFixed(0)} days off`,
  );
  console.log(`  "not before": true ${right(notBefore)} (9 in 10 are meant); "not within": true ${right(never)}`);
  console.log(`  ${median(answers.map(({ tookMs }) => tookMs)).toFixed(0)} ms a date (median)`);
}

function naiveError(values: number[], period: number): number {
  const steps = values.flatMap((y, t) => {
    const step = t >= period ? Math.abs(y - (values[t - period] as number)) : Number.NaN;
    return Number.isNaN(step) ? [] : [step];
  });
  return mean(steps);
}

function mean(list: number[]): number {
  return list.length > 0 ? list.reduce((a, b) => a + b, 0) / list.length : Number.NaN;
}
