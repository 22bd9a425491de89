'use client';
/** Several series as lines. Its height is there before its data. */
import { useMemo } from 'react';
import type { ExploreView } from '@/service/views/explore';
import { DataTable } from './data-table';
import { type Line, linesSpec } from './lines-spec';
import { Plot } from './plot';

interface Props {
  view: ExploreView;
  lines: Line[];
  say(value: number): string;
  unit: string;
  chosen: number | null;
  title: string;
  height?: number;
  onZoom(range: { from: number; to: number } | null): void;
}

export function LinesChart({ view, lines, say, unit, chosen, title, height = 336, onZoom }: Props) {
  const spec = useMemo(() => linesSpec(view, lines, { say, unit, chosen }), [view, lines, say, unit, chosen]);
  const [only] = lines;
  const count = lines.length === 1 ? '' : `, ${lines.length} series`;
  return (
    <>
      <Plot spec={spec} height={height} time onZoom={onZoom} label={`${title}${count}`} />
      {only && lines.length === 1 ? <DataTable caption={title} unit={unit} x={view.x} values={only.values} /> : null}
    </>
  );
}
