/**
 * Measurements of anyone's own: `dataset,load,throughput` a line, in any order, as often as one likes. A first line
 * that names the columns says their order; others are skipped. Of every data set comes its law, or an error that says
 * what to write instead; a bad line spoils its own data set alone.
 */
import { fitUsl, type UslPoint } from '@/advisor/headroom/usl';

export interface DataSet {
  id: string;
  points: UslPoint[];
  /** The first thing that is wrong with it. */
  error: string | null;
}

const COLUMNS = ['dataset', 'load', 'throughput'] as const;
const MOST_POINTS = 100_000;

/** Data sets in the order of their first line; a text where the columns cannot be told. */
export function readSets(text: string): DataSet[] | string {
  const sets = new Map<string, DataSet>();
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\n|\r/);
  let order: number[] | null = null;
  for (const [at, line] of lines.entries()) {
    if (line.trim() === '') continue;
    const cells = cellsOf(line);
    if (order === null) {
      const named = columnsOf(cells);
      if (typeof named === 'string') return named;
      order = named ?? [0, 1, 2];
      // Without their names: names all the same where neither of the last two is a number.
      if (named !== null || cells.slice(1, 3).every((cell) => !isNumber(cell) && /^[a-z_]/i.test(cell))) continue;
    }
    addLine(sets, { cells, order, number: at + 1 });
  }
  return sets.size === 0 ? 'there is no measurement: write lines dataset,load,throughput' : [...sets.values()];
}

function addLine(
  sets: Map<string, DataSet>,
  { cells, order, number }: { cells: string[]; order: number[]; number: number },
): void {
  const [id = '', load = '', throughput = ''] = order.map((column) => cells[column]);
  const set = sets.get(id) ?? { id, points: [], error: null };
  sets.set(id, set);
  const error = wrongWith({ id, load, throughput }, cells.length - Math.max(...order, 2) - 1);
  if (error !== null) set.error ??= `line ${number}: ${error}`;
  else if (set.points.length === MOST_POINTS)
    set.error ??= `more than ${MOST_POINTS} measurements: write means of them`;
  else set.points.push({ load: Number(load), throughput: Number(throughput) });
}

function wrongWith({ id, ...numbers }: { id: string; load: string; throughput: string }, more: number): string | null {
  if (more !== 0) return 'write dataset,load,throughput with two commas and numbers with a point';
  if (id === '') return 'dataset is empty: write a name';
  for (const [name, cell] of Object.entries(numbers)) {
    if (!isNumber(cell) || Number(cell) < 0) return `${name} is "${cell.slice(0, 40)}": write a number of at least 0`;
  }
  return null;
}

/** Where the three columns are, if a line names one of them; a text where it does not name all. */
function columnsOf(cells: readonly string[]): number[] | string | null {
  const names = cells.map((cell) => cell.toLowerCase());
  if (!COLUMNS.some((name) => names.includes(name))) return null;
  const missing = COLUMNS.filter((name) => !names.includes(name));
  if (missing.length > 0)
    return `the first line names no column ${missing.join(' and no ')}: write dataset,load,throughput`;
  return COLUMNS.map((name) => names.indexOf(name));
}

/** Cells between commas; in double quotes a comma is a comma. */
const cellsOf = (line: string): string[] =>
  (line.match(/("(?:[^"]|"")*"|[^,]*)(,|$)/g) ?? [])
    .slice(0, line.endsWith(',') ? undefined : -1)
    .map((cell) => cell.replace(/,$/, '').trim())
    .map((cell) => (/^".*"$/.test(cell) ? cell.slice(1, -1).replaceAll('""', '"').trim() : cell));

const isNumber = (text: string): boolean =>
  /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) && Number.isFinite(Number(text));

/** What is printed of a data set. */
export function say({ id, points, error }: DataSet) {
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
