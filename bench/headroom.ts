/**
 * How good the headroom is. With `--data FILE.csv` (lines `dataset,load,throughput`, a header or not): the
 * Universal Scalability Law of each data set, a JSON line each. Without: a thousand simulated
 * apps, and the effects claimed where there are some and where there are none; with `--law` the law alone, on simulated
 * measurements good and bad.
 */
import { existsSync, readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { fitUsl, type UslPoint } from '@/advisor/headroom/usl';
import { printRoutes } from './effect-routes-series';
import { printEffects } from './effect-series';
import { printScores } from './headroom-score';
import { printUsl } from './usl-sets';

const APPS = 1000;
/** Series a row of the table of effects. */
const EFFECTS = 100;
/** Data sets a row of the table of the law. */
const SETS = 200;

/** Called by bench/run.mjs with what follows `--` on the command line. */
export async function bench(_migrate: unknown, args: string[]): Promise<void> {
  const { values: options } = parseArgs({ args, options: { data: { type: 'string' }, law: { type: 'boolean' } } });
  if (options.data && !existsSync(options.data)) {
    console.error(`--data: there is no file ${options.data}; give one with lines dataset,load,throughput`);
    process.exit(1);
  }
  if (options.data) for (const [id, set] of readSets(options.data)) console.log(JSON.stringify(say(id, set)));
  else if (options.law) printUsl(SETS);
  else {
    printScores(APPS);
    printEffects(EFFECTS);
    printRoutes(EFFECTS);
  }
}

interface DataSet {
  points: UslPoint[];
  error: string | null;
}

/** Data sets in the order of their first line; a line that is none spoils its own data set only. */
function readSets(file: string): Map<string, DataSet> {
  const sets = new Map<string, DataSet>();
  const lines = readFileSync(file, 'utf8')
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\n|\r/);
  lines.forEach((line, at) => {
    if (line.trim() === '') return;
    const cells = line.split(',').map((cell) => cell.trim().replace(/^"(.*)"$/, '$1'));
    const [id = '', load = '', throughput = ''] = cells;
    const isNumber = (text: string) => text !== '' && Number.isFinite(Number(text));
    // The first line is a header where neither of its last two cells is a number.
    if (at === 0 && !isNumber(load) && !isNumber(throughput)) return;
    const set = sets.get(id) ?? { points: [], error: null };
    sets.set(id, set);
    if (id === '' || cells.length !== 3 || !isNumber(load) || !isNumber(throughput)) {
      set.error ??= `line ${at + 1}: write dataset,load,throughput with two numbers`;
      return;
    }
    set.points.push({ load: Number(load), throughput: Number(throughput) });
  });
  return sets;
}

function say(id: string, { points, error }: DataSet) {
  if (error !== null) return { id, error };
  const answer = fitUsl(points);
  if (answer.fit === null) return { id, error: answer.why };
  const { alpha, beta, gamma, peakLoad, peakLo80, peakHi80 } = answer.fit;
  const short = (value: number | null) => (value === null ? null : Number(value.toPrecision(8)));
  return {
    id,
    alpha: short(alpha),
    beta: short(beta),
    gamma: short(gamma),
    peakLoad: short(peakLoad),
    peakLo80: short(peakLo80),
    peakHi80: short(peakHi80),
  };
}
