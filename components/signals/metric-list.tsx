import { formatCount, formatNumber } from '@/advisor/words/format';
import { unitOf, unitWords } from '@/components/explore/words';
import { Card } from '@/components/ui/card';
import { EmptyNote } from '@/components/ui/empty-state';
import { ChevronIcon } from '@/components/ui/icons';
import { Table, Tbody, Td, Th, Thead, Tr } from '@/components/ui/table';
import type { SignalsView } from '@/service/views/signals';

const SHOWN = 12;

/** Every metric that arrives, used or not. */
export function MetricList({ metrics, maker }: { metrics: SignalsView['metrics']; maker: SignalsView['seriesMaker'] }) {
  const series = metrics.reduce((sum, metric) => sum + metric.series, 0);
  const rest = metrics.slice(SHOWN);
  return (
    <Card
      id="metrics"
      title="Metrics that arrive"
      note={metrics.length > 0 ? `${formatCount(metrics.length, 'metric')}, ${formatNumber(series)} series` : undefined}
    >
      {metrics.length === 0 ? (
        <EmptyNote>
          Nothing has arrived yet. Each metric is listed here with its series as soon as its first point is stored.
        </EmptyNote>
      ) : null}
      {maker ? (
        <p className="mb-2 text-sm text-pretty text-ink2">
          <code className="font-mono text-xs break-all text-ink">{maker.attribute}</code> makes{' '}
          {formatNumber(maker.makes)} of {formatNumber(maker.of)} series: without it the rest would be left.
        </p>
      ) : null}
      {metrics.length > 0 ? <Rows metrics={metrics.slice(0, SHOWN)} /> : null}
      {rest.length > 0 ? (
        <details className="group border-t border-line">
          <summary className="flex list-none items-center gap-2 py-2.5 text-sm font-medium text-accent [&::-webkit-details-marker]:hidden">
            <span>{formatNumber(rest.length)} more</span>
            <ChevronIcon size={14} className="transition-transform group-open:rotate-180" />
          </summary>
          <Rows metrics={rest} />
        </details>
      ) : null}
    </Card>
  );
}

/** Where series come from that nobody sent as such. */
function countedText({ name, series, counted }: SignalsView['metrics'][number]): string {
  const from = name === 'log.records' ? 'counted from log records' : 'counted from spans';
  return counted < series ? `${formatNumber(counted)} of them ${from}` : from;
}

function Rows({ metrics }: { metrics: SignalsView['metrics'] }) {
  return (
    <Table className="table-fixed">
      <Thead>
        <Tr>
          <Th>Metric</Th>
          <Th className="w-32 max-sm:hidden">Kind</Th>
          <Th className="w-24 max-sm:hidden">Unit</Th>
          <Th end className="w-16">
            Series
          </Th>
        </Tr>
      </Thead>
      <Tbody>
        {metrics.map((metric) => (
          <Tr key={`${metric.name} ${metric.kind} ${metric.unit}`}>
            <Td className="font-mono text-xs break-all whitespace-normal text-ink">
              {metric.name}
              {metric.counted > 0 ? <span className="block font-sans text-ink3">{countedText(metric)}</span> : null}
            </Td>
            <Td className="max-sm:hidden">{metric.kind}</Td>
            <Td className="truncate max-sm:hidden">{unitWords(unitOf(metric.unit, { value: 'last' })) || '–'}</Td>
            <Td end>{formatNumber(metric.series)}</Td>
          </Tr>
        ))}
      </Tbody>
    </Table>
  );
}
