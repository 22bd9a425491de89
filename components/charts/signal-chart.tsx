'use client';
/** A signal of this app over the page's window. Its height is there before its data. */
import { useMemo } from 'react';
import { formatValue } from '@/advisor/words/format';
import type { SignalDefinition } from '@/catalogue/types';
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
  const { data, problem, zoom } = useCharts();
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
        <DataTable caption={definition.title} unit={definition.unit} x={data.x} values={values} />
      ) : null}
    </div>
  );
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
