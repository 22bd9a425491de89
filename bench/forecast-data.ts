/**
 * Series of anyone's own: `id,period,horizon,v1;v2;…` a line, nothing between two semicolons where a value is
 * unknown. A first line of names is skipped. Of every other line comes a forecast, or an error that says what
 * to write instead; one bad line never stops the others.
 */
import { LEAST_VALUES } from '@/advisor/forecast/back-test';
import { forecast } from '@/advisor/forecast/forecast';
import { intervalAt } from '@/advisor/forecast/interval';
import { known } from '@/advisor/forecast/season';

export interface Series {
  id: string;
  period: number;
  horizon: number;
  /** NaN where unknown. */
  values: number[];
}

export interface NoSeries {
  id: string;
  error: string;
}

const MOST_HORIZON = 10_000;
const MOST_VALUES = 1_000_000;

export function readSeries(text: string): (Series | NoSeries)[] {
  const lines = text
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\n|\r/)
    .map((line) => line.trim());
  return lines.flatMap((line, at) => (line === '' || (at === 0 && isHeader(line)) ? [] : [seriesOf(line, at + 1)]));
}

/** Names where a series has whole numbers. */
function isHeader(line: string): boolean {
  const [, period = '', horizon = ''] = line.split(',');
  return /^\s*"?[a-z_]+"?\s*$/i.test(period) && /^\s*"?[a-z_]+"?\s*$/i.test(horizon);
}

function seriesOf(line: string, number: number): Series | NoSeries {
  const [, quoted, plain = '', after = ''] = /^(?:"((?:[^"]|"")*)"|([^,]*))(?:,(.*))?$/.exec(line) ?? [];
  const [period = '', horizon = '', ...rest] = after.split(',');
  const id = (quoted?.replaceAll('""', '"') ?? plain).trim() || `line ${number}`;
  const bad = (error: string): NoSeries => ({ id, error });
  if (rest.length !== 1) return bad('write id,period,horizon,v1;v2;… with three commas');
  if (!isWhole(period)) return bad(`period is "${period.trim()}": write a whole number of at least 1`);
  if (!isWhole(horizon) || Number(horizon) > MOST_HORIZON)
    return bad(`horizon is "${horizon.trim()}": write a whole number from 1 to ${MOST_HORIZON}`);
  const list = (rest[0] as string).split(';').map((value) => value.trim());
  if (list.length > MOST_VALUES) return bad(`${list.length} values: at most ${MOST_VALUES} are read`);
  const values = list.map((value) => (value === '' ? Number.NaN : Number(value)));
  const odd = list.findIndex((value, i) => value !== '' && !Number.isFinite(values[i]));
  if (odd >= 0)
    return bad(
      `value ${odd + 1} is "${(list[odd] as string).slice(0, 40)}": write a number, or nothing where it is unknown`,
    );
  return { id, period: Number(period), horizon: Number(horizon), values };
}

const isWhole = (text: string): boolean => /^\s*[1-9]\d{0,8}\s*$/.test(text);

/** What is printed of a series. */
export function say(series: Series | NoSeries) {
  if ('error' in series) return series;
  const { id, period, horizon, values } = series;
  const found = forecast(values, { period, horizon });
  if (found === null) return { id, error: `${known(values)} known values: at least ${LEAST_VALUES} are needed` };
  const steps = Array.from({ length: horizon }, (_, h) => intervalAt(found, h + 1));
  const column = (name: keyof (typeof steps)[0]) => steps.map((step) => Number(step[name].toPrecision(8)));
  const [method = ''] = Object.entries(found.weights).sort((a, b) => b[1] - a[1])[0] ?? [];
  const said = {
    id,
    method: Object.keys(found.weights).length > 1 ? `combination, most of it ${method}` : method,
    mean: column('mean'),
    lo80: column('lo80'),
    hi80: column('hi80'),
    lo95: column('lo95'),
    hi95: column('hi95'),
  };
  const numbers = [said.mean, said.lo80, said.hi80, said.lo95, said.hi95].flat();
  // JSON has no infinity; such a series is beyond what doubles can carry.
  return numbers.every(Number.isFinite) ? said : { id, error: 'its values are too large or too wild to go on from' };
}
