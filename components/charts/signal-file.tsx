'use client';
import type { SignalDefinition } from '@/catalogue/types';
/** The shown stretch of a signal as a file: a link beside the chart's caption, for its card to place. */
import { DownloadIcon } from '@/components/ui/icons';
import type { ChartData } from '@/service/views/views';
import { useCharts } from './charts-provider';

/** Nothing where there is nothing to save. */
export function SignalFile({ definition }: { definition: Pick<SignalDefinition, 'id' | 'title'> }) {
  const { slug, data } = useCharts();
  const values = data?.series.find((s) => s.signal === definition.id)?.values ?? [];
  if (!data || values.every((value) => value === null)) return null;
  return (
    <a
      href={csvAddress(slug, definition.id, data)}
      download
      title="Save as CSV"
      className="-my-1 -mr-1 ml-auto shrink-0 rounded-sm p-1 text-ink3 hover:text-accent max-sm:-my-3 max-sm:-mr-3 max-sm:p-3.5"
    >
      <DownloadIcon size={14} />
      <span className="sr-only">CSV of {definition.title}</span>
    </a>
  );
}

/** The shown stretch of time and its step. */
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
