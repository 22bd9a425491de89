/** Charts as files: CSV for spreadsheets, JSON for programs. */

import { chart } from '../chart';
import { invalid } from '../errors';
import type { ChartInput, ExploreInput } from '../inputs/inputs';
import type { Actor } from '../views/views';
import { explore } from './explore';

export interface Exported {
  /** Without an extension. */
  name: string;
  contentType: string;
  extension: string;
  body: string;
  /** What a limit left out; empty: nothing. */
  cut: string[];
}

/** The chart of signals that a page shows, a column a signal. */
export async function exportChart(actor: Actor, slug: string, input: ChartInput, format: string): Promise<Exported> {
  const data = await chart(actor, slug, input);
  const columns = data.series.flatMap(({ signal, unit, values, compare }) => [
    { title: `${signal} (${unit})`, values },
    ...(compare ? [{ title: `${signal} a week before (${unit})`, values: compare }] : []),
  ]);
  return file(
    `${slug}-${input.signals.length === 1 ? input.signals[0] : 'signals'}`,
    format,
    data,
    { x: data.x, columns },
    [],
  );
}

const byName = new Intl.Collator('en', { numeric: true });

/** The answer to an explore query, a column a series. */
export async function exportExplore(
  actor: Actor,
  slug: string,
  input: ExploreInput,
  format: string,
): Promise<Exported> {
  const data = await explore(actor, slug, input);
  const named = data.series.map((series) => {
    const said = Object.entries(series.labels).map(([name, value]) => `${name}=${value}`);
    return { ...series, title: said.join(', ') || input.metric };
  });
  // By name, so that the same question tomorrow has the same order; and 10 after 9.
  named.sort((a, b) => byName.compare(a.title, b.title));
  const columns = named.flatMap(({ title, values, compare }) => [
    { title, values },
    ...(compare ? [{ title: `${title} a week before`, values: compare }] : []),
  ]);
  return file(`${slug}-${input.metric}`, format, data, { x: data.x, columns }, data.why);
}

interface Table {
  /** Seconds since 1970. */
  x: number[];
  columns: { title: string; values: (number | null)[] }[];
}

function file(name: string, format: string, data: object, table: Table, cut: string[]): Exported {
  const safe = `${name.replace(/[^\w.-]+/g, '-')}${cut.length > 0 ? '-cut' : ''}`;
  if (format === 'json') {
    return { name: safe, contentType: 'application/json', extension: 'json', body: JSON.stringify(data), cut };
  }
  if (format !== 'csv') throw invalid('format', `format: "${format}" is none`, 'It is csv or json.');
  return { name: safe, contentType: 'text/csv; charset=utf-8', extension: 'csv', body: csvOf(table), cut };
}

/** RFC 4180; times in UTC, gaps empty. */
export function csvOf({ x, columns }: Table): string {
  const lines = [['time', ...columns.map(({ title }) => title)].map(textCell).join(',')];
  for (const [i, seconds] of x.entries()) {
    const time = new Date(seconds * 1000).toISOString();
    lines.push([time, ...columns.map(({ values }) => values[i] ?? '')].join(','));
  }
  return `${lines.join('\r\n')}\r\n`;
}

/**
 * A spreadsheet would run a text that begins like a formula; an apostrophe makes it text. Where a comma is the decimal
 * sign, cells are parted at semicolons, quotes or not; wide signs count as the narrow ones.
 */
export function textCell(text: string): string {
  const plain = text.replace(/(?:^|(?<=[;\t\r\n]))(?=\s*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20])|^(?=[\t\r])/g, "'");
  return /[",\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
}
