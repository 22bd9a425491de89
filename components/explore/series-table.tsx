'use client';
/** The numbers beside the chart: at the cursor, else the newest, and the highest. A row picks its line out. */
import { useEffect, useState } from 'react';
import { pageCursor } from '@/components/charts/cursor-bus';
import type { Line } from '@/components/charts/lines-spec';
import { clockOf, dayOf } from '@/components/charts/ticks';
import { cx } from '@/components/ui/cx';
import { Table, Tbody, Td, Th, Thead, Tr } from '@/components/ui/table';

const ROWS = 100;

interface Props {
  x: number[];
  lines: Line[];
  say(value: number): string;
  chosen: number | null;
  choose(index: number | null): void;
}

export function SeriesTable({ x, lines, say, chosen, choose }: Props) {
  const at = useCursorIndex(x);
  const rows = lines.map((line, index) => ({ line, index, newest: line.values.findLast((value) => value !== null) }));
  rows.sort((a, b) => (b.newest ?? Number.NEGATIVE_INFINITY) - (a.newest ?? Number.NEGATIVE_INFINITY));
  const compared = lines.some(({ compare }) => compare !== null);
  const seconds = at === null ? undefined : x[at];
  const said = (value: number | null | undefined) => (value == null ? '–' : say(value));
  return (
    <div className="max-h-[22rem] overflow-auto">
      <Table>
        <Thead>
          <Tr>
            <Th>Series</Th>
            <Th end className="whitespace-nowrap">
              {seconds === undefined ? 'newest' : `${dayOf(seconds)}, ${clockOf(seconds)}`}
            </Th>
            {compared ? <Th end>week before</Th> : null}
            <Th end>highest</Th>
          </Tr>
        </Thead>
        <Tbody>
          {rows.slice(0, ROWS).map(({ line, index, newest }) => (
            <Tr key={`${index} ${line.name}`}>
              <Td className="whitespace-normal">
                <button
                  type="button"
                  aria-pressed={chosen === index}
                  onClick={() => choose(chosen === index ? null : index)}
                  className={cx(
                    'flex items-baseline gap-2 text-left text-ink hover:underline max-sm:min-h-11 max-sm:items-center',
                    chosen !== null && chosen !== index && 'text-ink3',
                  )}
                >
                  <svg viewBox="0 0 12 10" className="w-3 shrink-0" aria-hidden="true">
                    <path d="M0 5h12" stroke={`var(--c${(index % 8) + 1})`} strokeWidth="3" />
                  </svg>
                  <span className="wrap-anywhere">{line.name}</span>
                </button>
              </Td>
              <Td end className="whitespace-nowrap">
                {said(at === null ? newest : line.values[at])}
              </Td>
              {compared ? (
                <Td end className="whitespace-nowrap text-ink3">
                  {said(at === null ? line.compare?.findLast((value) => value !== null) : line.compare?.[at])}
                </Td>
              ) : null}
              <Td end className="whitespace-nowrap">
                {said(highest(line.values))}
              </Td>
            </Tr>
          ))}
        </Tbody>
      </Table>
      {rows.length > ROWS ? (
        <p className="py-2 text-ink3 text-xs">
          The {ROWS} highest of {rows.length}; the file holds all.
        </p>
      ) : null}
    </div>
  );
}

/** Where the page's cursor stands in this x, at most once a frame. */
function useCursorIndex(x: number[]): number | null {
  const [at, setAt] = useState<number | null>(null);
  useEffect(() => {
    let frame = 0;
    const stop = pageCursor.follow((seconds) => {
      cancelAnimationFrame(frame);
      frame = requestAnimationFrame(() => {
        const [first, second] = x;
        if (seconds === null || first === undefined) return setAt(null);
        const index = Math.round((seconds - first) / ((second ?? first + 1) - first));
        setAt(index >= 0 && index < x.length ? index : null);
      });
    });
    return () => {
      cancelAnimationFrame(frame);
      stop();
    };
  }, [x]);
  return at;
}

function highest(values: (number | null)[]): number | null {
  let found: number | null = null;
  for (const value of values) if (value !== null && (found === null || value > found)) found = value;
  return found;
}
