'use client';
/** Every metric that has arrived, before one is asked for: what it is, how much of it there is, and a way in. */
import { useDeferredValue, useId, useMemo, useState } from 'react';
import { formatCount, formatNumber } from '@/advisor/words/format';
import { Card } from '@/components/ui/card';
import { SearchIcon } from '@/components/ui/icons';
import { Table, Tbody, Td, Th, Thead, Tr } from '@/components/ui/table';
import type { MetricView } from '@/service/views/explore';
import { search } from './metric-picker';
import { firstQuestion, type Question } from './question';
import { unitOf, unitWords } from './words';

const SHOWN = 200;

interface Props {
  metrics: MetricView[];
  ask(question: Question): void;
  /** Where asking leads, so that a metric can be opened beside this page. */
  addressOf(question: Question): string;
}

export function MetricTable({ metrics, ask, addressOf }: Props) {
  const id = useId();
  const [text, setText] = useState('');
  const searched = useDeferredValue(text);
  const found = useMemo(() => search(metrics, searched), [metrics, searched]);
  const series = metrics.reduce((sum, metric) => sum + metric.series, 0);
  const [first] = found;
  return (
    <Card
      id="metrics"
      title="Metrics"
      note={
        searched.trim() === ''
          ? `${formatNumber(series)} series in all`
          : `${formatNumber(found.length)} of ${formatNumber(metrics.length)}`
      }
    >
      <label htmlFor={id} className="sr-only">
        Filter by name, kind, unit or description
      </label>
      <div className="relative mb-2">
        <SearchIcon className="pointer-events-none absolute top-1/2 left-2.5 -translate-y-1/2 text-ink3" />
        <input
          id={id}
          type="search"
          autoComplete="off"
          spellCheck={false}
          placeholder="Filter by name, kind, unit or description"
          value={text}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && first) ask(firstQuestion(first));
          }}
          className="h-9 w-full min-w-0 rounded-md border border-line2 bg-card pr-3 pl-8 text-ink text-sm placeholder:text-ink3 max-sm:h-11"
        />
      </div>
      {found.length === 0 ? (
        <p role="status" className="py-8 text-center text-ink2 text-sm">
          No metric of this app holds “{searched}”. Try part of its name.
        </p>
      ) : (
        <Rows metrics={found.slice(0, SHOWN)} ask={ask} addressOf={addressOf} />
      )}
      {found.length > SHOWN ? (
        <p className="border-line border-t pt-3 text-ink3 text-xs">
          {formatCount(found.length - SHOWN, 'more', 'more')}: type a part of the name.
        </p>
      ) : null}
    </Card>
  );
}

function Rows({ metrics, ask, addressOf }: Props) {
  const described = metrics.some(({ description }) => description !== '');
  return (
    <Table className="table-fixed">
      <Thead>
        <Tr>
          <Th className={described ? 'sm:w-[38%]' : undefined}>Metric</Th>
          {described ? <Th className="max-lg:hidden">What it says</Th> : null}
          <Th className="w-40 max-sm:hidden">Kind</Th>
          <Th className="w-32 max-sm:hidden">Unit</Th>
          <Th end className="w-16">
            Series
          </Th>
        </Tr>
      </Thead>
      <Tbody>
        {metrics.map((metric) => {
          const question = firstQuestion(metric);
          const unit = unitWords(unitOf(metric.unit, { value: 'last' }));
          return (
            <Tr key={metric.name} className="group relative align-baseline hover:bg-sunk/60">
              <Td className="whitespace-normal max-sm:py-2.5">
                <a
                  href={addressOf(question)}
                  onClick={(event) => {
                    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
                    event.preventDefault();
                    ask(question);
                  }}
                  className="break-all font-mono text-ink text-xs after:absolute after:inset-0 after:content-[''] group-hover:underline group-hover:underline-offset-3"
                >
                  {metric.name}
                </a>
                <span className="block text-ink3 text-xs sm:hidden">
                  {[metric.kind, unit].filter(Boolean).join(', ')}
                </span>
                <span className="line-clamp-2 text-pretty text-ink2 text-xs lg:hidden">{metric.description}</span>
              </Td>
              {described ? (
                <Td className="whitespace-normal text-pretty max-lg:hidden">
                  <span className="line-clamp-2" title={metric.description}>
                    {metric.description}
                  </span>
                </Td>
              ) : null}
              <Td className="max-sm:hidden">{metric.kind}</Td>
              <Td className="truncate max-sm:hidden">{unit || <span className="text-ink3">–</span>}</Td>
              <Td end className="text-ink">
                {formatNumber(metric.series)}
              </Td>
            </Tr>
          );
        })}
      </Tbody>
    </Table>
  );
}
