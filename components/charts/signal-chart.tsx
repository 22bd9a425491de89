'use client';
/** A signal of this app over the page's window. Its height is there before its data. */
import { useMemo } from 'react';
import { formatValue } from '@/advisor/words/format';
import type { SignalDefinition } from '@/catalogue/types';
import type { ChartData } from '@/service/views/views';
import { useCharts } from './charts-provider';
import { DataTable } from './data-table';
import { Plot } from './plot';
import { type DrawnThreshold, signalSpec } from './signal-spec';

interface Props {
  definition: SignalDefinition;
  threshold: DrawnThreshold | null;
  height?: number;
}

export function SignalChart({ definition, threshold, height = 216 }: Props) {
  const { slug, data, problem, zoom } = useCharts();
  const spec = useMemo(() => (data ? signalSpec(definition, data, threshold) : null), [data, definition, threshold]);
  const values = data?.series.find((s) => s.signal === definition.id)?.values ?? [];
  const empty = data !== null && values.every((value) => value === null);

  return (
    <div className="relative" style={{ height }}>
      {spec && !empty ? (
        <Plot spec={spec} height={height} time onZoom={zoom} label={label(definition, threshold, values)} />
      ) : (
        <Waiting words={empty ? 'No data in this stretch of time.' : (problem ?? '')} />
      )}
      {spec && !empty && data ? (
        <>
          <DataTable caption={definition.title} unit={definition.unit} x={data.x} values={values} />
          <a
            href={csvAddress(slug, definition.id, data)}
            download
            className="absolute bottom-0 left-0 py-1 pr-1 text-2xs text-ink3 hover:text-accent hover:underline"
          >
            CSV<span className="sr-only"> of {definition.title}</span>
          </a>
        </>
      ) : null}
    </div>
  );
}

/** The shown stretch of time and step, as a file. */
function csvAddress(slug: string, signal: string, { x, stepSeconds }: ChartData): string {
  const query = new URLSearchParams({
    signals: signal,
    from: String((x[0] ?? 0) * 1000),
    to: String(((x.at(-1) ?? 0) + stepSeconds) * 1000),
    step: String(stepSeconds),
    format: 'csv',
  });
  return `/api/apps/${encodeURIComponent(slug)}/chart?${query}`;
}

/** Bare axes where the chart will stand; a sentence where it will not. */
function Waiting({ words }: { words: string }) {
  return (
    <div className="absolute inset-0 flex items-center justify-center border-line border-b pb-6 text-center text-ink3 text-xs">
      <span aria-live="polite">{words}</span>
    </div>
  );
}

function label(definition: SignalDefinition, threshold: DrawnThreshold | null, values: (number | null)[]): string {
  const known = values.filter((v): v is number => v !== null);
  const last = known.at(-1);
  const parts = [
    `${definition.title} over time`,
    last === undefined ? '' : `now ${formatValue(last, definition.unit)}`,
    known.length > 0
      ? `highest ${formatValue(
          known.reduce((a, b) => Math.max(a, b)),
          definition.unit,
        )}`
      : '',
    threshold ? `threshold ${threshold.words}` : '',
  ];
  return parts.filter(Boolean).join(', ');
}
