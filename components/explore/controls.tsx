'use client';
/** What is asked: metric, value, how series are joined, step, groups, filters. */
import { useEffect, useState } from 'react';
import { SelectField } from '@/components/ui/field';
import type { MetricDetailView, MetricView } from '@/service/views/explore';
import { Filters } from './filters';
import { GroupBy } from './group-by';
import { MetricPicker } from './metric-picker';
import { firstQuestion, PERCENTILES, type Question, readQuestion, showOf } from './question';
import { valueWords } from './words';

const STEPS = [
  [10, '10 s'],
  [60, '1 min'],
  [300, '5 min'],
  [900, '15 min'],
  [3600, '1 h'],
  [21_600, '6 h'],
  [86_400, '1 day'],
] as const;

interface Props {
  slug: string;
  metrics: MetricView[];
  question: Question;
  step: number | null;
  ask(question: Question): void;
  setStep(seconds: number | null): void;
}

export function Controls({ slug, metrics, question, step, ask, setStep }: Props) {
  const metric = metrics.find(({ name }) => name === question.metric);
  const attributes = useAttributes(slug, question.metric);
  const shows = showsOf(metric, question);
  return (
    <>
      <div className="grid items-start gap-x-4 gap-y-3 sm:grid-cols-2 lg:grid-cols-[minmax(0,2.4fr)_repeat(3,minmax(0,1fr))_minmax(0,0.8fr)]">
        <MetricPicker metrics={metrics} chosen={question.metric} choose={(picked) => ask(firstQuestion(picked))} />
        <SelectField
          label="Show"
          value={showOf(question)}
          onChange={(event) => ask({ ...question, ...readShow(event.target.value) })}
        >
          {shows.map((show) => (
            <option key={show} value={show}>
              {valueWords(show)}
            </option>
          ))}
        </SelectField>
        <GroupBy
          attributes={attributes}
          groupBy={question.groupBy}
          change={(groupBy) => ask({ ...question, groupBy })}
        />
        <SelectField
          label="Join series by"
          value={question.across}
          disabled={question.value === 'quantile' || question.groupBy === 'series'}
          onChange={(event) => ask({ ...question, across: event.target.value as Question['across'] })}
        >
          <option value="sum">sum</option>
          <option value="avg">mean</option>
          <option value="min">lowest</option>
          <option value="max">highest</option>
        </SelectField>
        <SelectField
          label="Step"
          value={step ?? ''}
          onChange={(event) => setStep(event.target.value === '' ? null : Number(event.target.value))}
        >
          <option value="">fitting</option>
          {STEPS.map(([seconds, words]) => (
            <option key={seconds} value={seconds}>
              {words}
            </option>
          ))}
          {step !== null && !STEPS.some(([seconds]) => seconds === step) ? (
            <option value={step}>{step} s</option>
          ) : null}
        </SelectField>
      </div>
      <div className="mt-4 border-line border-t pt-3">
        <Filters
          attributes={attributes}
          filters={question.filters}
          change={(filters) => ask({ ...question, filters })}
        />
      </div>
      {metric?.description ? <p className="mt-3 text-pretty text-ink2 text-sm">{metric.description}</p> : null}
    </>
  );
}

/** What the metric answers; what the address asks stands in the list even where it is not of this metric. */
function showsOf(metric: MetricView | undefined, question: Question): string[] {
  const percentiles = PERCENTILES.map((percent) => `p${percent}`);
  const asks = metric?.asks ?? (['avg', 'last', 'min', 'max', 'rate', 'increase', 'quantile'] as const);
  const shows = asks.flatMap((value) => (value === 'quantile' ? percentiles : [value as string]));
  const now = showOf(question);
  return shows.includes(now) ? shows : [now, ...shows];
}

/** A select's value, read as the address is read. */
function readShow(show: string): Pick<Question, 'value' | 'quantile'> {
  const read = readQuestion(new URLSearchParams({ metric: 'any', show }));
  return { value: read?.value ?? 'avg', quantile: read?.quantile };
}

/** Attributes of the metric's series; those of the last one until they are there would be wrong, so none. */
function useAttributes(slug: string, metric: string): MetricDetailView['attributes'] {
  const [found, setFound] = useState<{ metric: string; attributes: MetricDetailView['attributes'] } | null>(null);
  useEffect(() => {
    const stop = new AbortController();
    fetch(`/api/apps/${encodeURIComponent(slug)}/metrics?${new URLSearchParams({ metric })}`, { signal: stop.signal })
      .then((response) => (response.ok ? response.json() : null))
      .then((detail: MetricDetailView | null) => detail && setFound({ metric, attributes: detail.attributes }))
      // Without them the question can still be asked; the chart says that the connection went.
      .catch(() => {});
    return () => stop.abort();
  }, [slug, metric]);
  return found?.metric === metric ? found.attributes : [];
}
