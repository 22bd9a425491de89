/**
 * How good the headroom is. With `--data FILE.csv` (lines `dataset,load,throughput`, a header or not): the
 * Universal Scalability Law of each data set, a JSON line each. Without: a thousand simulated
 * apps, and the effects claimed where there are some and where there are none; with `--law` the law alone, on simulated
 * measurements good and bad.
 */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { printRoutes } from './effect-routes-series';
import { printEffects } from './effect-series';
import { printScores } from './headroom-score';
import { readSets, say } from './usl-data';
import { printUsl } from './usl-sets';

const APPS = 1000;
/** Series a row of the table of effects. */
const EFFECTS = 100;
/** Data sets a row of the table of the law. */
const SETS = 200;
const MOST_BYTES = 256 * 1024 ** 2;

/** Called by bench/run.mjs with what follows `--` on the command line. */
export async function bench(_migrate: unknown, args: string[]): Promise<void> {
  const { values: options } = parseArgs({ args, options: { data: { type: 'string' }, law: { type: 'boolean' } } });
  if (options.data) printData(options.data);
  else if (options.law) printUsl(SETS);
  else {
    printScores(APPS);
    printEffects(EFFECTS);
    printRoutes(EFFECTS);
  }
}

function printData(file: string): void {
  const cannot = (why: string): never => {
    console.error(`--data ${file}: ${why}`);
    process.exit(1);
  };
  if (!existsSync(file) || !statSync(file).isFile())
    cannot('there is no such file; give one with lines dataset,load,throughput');
  if (statSync(file).size > MOST_BYTES)
    cannot(`it is larger than ${MOST_BYTES / 1024 ** 2} MiB: split it by data sets`);
  const sets = readSets(readFileSync(file, 'utf8'));
  if (typeof sets === 'string') cannot(sets);
  else for (const set of sets) console.log(JSON.stringify(say(set)));
}
