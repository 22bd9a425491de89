'use client';
import { formatDay, formatDayTime } from '@/advisor/words/dates';
/** The chart's numbers as a table that a screen reader reads and a selection copies; not seen otherwise. */
import { formatValue } from '@/advisor/words/format';
import { useZone } from '@/components/shell/zone';

/** More rows than this nobody listens to: then every n-th is told. */
const MOST_ROWS = 48;

interface Props {
  caption: string;
  unit: string;
  x: number[];
  values: (number | null)[];
  /** Days only, no clock. */
  daily?: boolean;
}

export function DataTable({ caption, unit, x, values, daily = false }: Props) {
  const zone = useZone();
  const every = Math.max(1, Math.ceil(x.length / MOST_ROWS));
  return (
    // A table grows beyond the one pixel that hides it; the box around it does not.
    <div className="sr-only">
      <table>
        <caption>
          {caption}
          {every > 1 ? `, one of every ${every} points` : ''}
        </caption>
        <thead>
          <tr>
            <th scope="col">time</th>
            <th scope="col">value</th>
          </tr>
        </thead>
        <tbody>
          {x.map((at, i) =>
            i % every === 0 ? (
              <tr key={at}>
                <th scope="row">{daily ? formatDay(at * 1000, zone) : formatDayTime(at * 1000, zone)}</th>
                <td>{values[i] == null ? 'no data' : formatValue(values[i], unit)}</td>
              </tr>
            ) : null,
          )}
        </tbody>
      </table>
    </div>
  );
}
