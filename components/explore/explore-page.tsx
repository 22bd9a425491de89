'use client';
/** Any metric of this app, freely: what is asked stands in the address. */
import { useSearchParams } from 'next/navigation';
import { useEffect, useMemo, useState } from 'react';
import { formatCount } from '@/advisor/words/format';
import { WindowControls } from '@/components/charts/chart-tools';
import { readWindow, zoomQuery } from '@/components/charts/chart-window';
import { changeWindow } from '@/components/charts/charts-provider';
import { loadPlotter } from '@/components/charts/plot';
import { ButtonLink, buttonClass } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { EmptyState } from '@/components/ui/empty-state';
import { FirstLine } from '@/components/ui/first-line';
import { Notice } from '@/components/ui/notice';
import type { MetricView } from '@/service/views/explore';
import { AddToDashboard, type Dashboards } from './add-to-dashboard';
import { AnswerChart } from './answer-chart';
import { answerUnit, linesOf } from './answer-lines';
import { Controls } from './controls';
import { byName } from './metric-picker';
import { MetricTable } from './metric-table';
import { type Question, readQuestion, writeQuestion } from './question';
import { SeriesTable } from './series-table';
import { type Answer, useAnswer } from './use-answer';
import { questionWords, sayValue, stepWords, unitWords } from './words';

const HEIGHT = 356;

interface Props {
  slug: string;
  metrics: MetricView[];
  /** Null: the viewer may not change any. */
  dashboards: Dashboards | null;
}

export function ExplorePage({ slug, metrics: all, dashboards }: Props) {
  const text = useSearchParams().toString();
  const metrics = useMemo(() => byName(all), [all]);
  const { question, window_, step } = useMemo(() => readAddress(text), [text]);
  const answer = useAnswer({ slug, question, window_, step });
  useEffect(() => {
    loadPlotter();
  }, []);

  if (metrics.length === 0) return <NoMetrics slug={slug} />;
  const addressOf = (next: Question) => `?${writeQuestion(new URLSearchParams(text), next)}`;
  // Each question is a step of the browser's history, so that Back asks the one before.
  const ask = (next: Question) => history.pushState(null, '', addressOf(next));
  return (
    <>
      <FirstLine
        rest={question ? questionWords(question) : 'Choose one to see it.'}
        actions={
          question && dashboards ? (
            <AddToDashboard key={question.metric} question={question} dashboards={dashboards} />
          ) : null
        }
      >
        {question ? (
          <span className="break-all">{question.metric},</span>
        ) : (
          `${formatCount(metrics.length, 'metric')} of this app.`
        )}
      </FirstLine>
      {question ? (
        <div className="grid grid-cols-1 gap-4">
          <Card>
            <Controls
              slug={slug}
              metrics={metrics}
              question={question}
              step={step}
              ask={ask}
              setStep={(seconds) => changeWindow(text, { step: seconds === null ? null : String(seconds) })}
            />
            <div className="mt-4 flex flex-wrap gap-2 md:hidden">
              <WindowControls />
            </div>
          </Card>
          <AnswerCards question={question} answer={answer} text={text} />
        </div>
      ) : (
        <MetricTable metrics={metrics} ask={ask} addressOf={addressOf} />
      )}
    </>
  );
}

function AnswerCards({ question, answer, text }: { question: Question; answer: Answer; text: string }) {
  const [picked, setPicked] = useState<string | null>(null);
  const { view, of, problem } = answer;
  const answered = of ?? question;
  const lines = useMemo(() => (view ? linesOf(view, answered) : []), [view, answered]);
  const found = picked === null ? -1 : lines.findIndex(({ name }) => name === picked);
  const chosen = found < 0 ? null : found;
  const unit = view ? answerUnit(view, answered) : '';
  const zoom = (range: { from: number; to: number } | null) => {
    const keys = range ? zoomQuery(range.from, range.to) : { from: null, to: null };
    if (keys) changeWindow(text, keys);
  };
  return (
    <>
      {problem && view ? <ProblemNotice {...problem} /> : null}
      {view?.cut ? (
        <Notice tone="warn" role="status">
          <b>Not everything is shown.</b> {view.why.join(' ')}
        </Notice>
      ) : null}
      {view && lines.length > 0 && view.notes.length > 0 ? <Notice>{view.notes.join(' ')}</Notice> : null}
      <div className="grid grid-cols-1 gap-4 lg:grid-cols-[minmax(0,2fr)_minmax(0,1fr)]">
        <Card
          id="answer"
          title={<span className="font-medium font-mono text-sm">{question.metric}</span>}
          note={[unitWords(unit), view ? stepWords(view) : ''].filter(Boolean).join(' · ')}
          aside={<Files answer={answer} />}
        >
          <AnswerChart {...{ view, question: answered, lines, problem, chosen, height: HEIGHT }} onZoom={zoom} />
        </Card>
        <Card id="numbers" title="Numbers" note={view ? formatCount(lines.length, 'series', 'series') : undefined}>
          <div className="min-h-[22rem]">
            {view && lines.length > 0 ? (
              <SeriesTable
                x={view.x}
                lines={lines}
                say={(value) => sayValue(value, unit)}
                chosen={chosen}
                choose={(index) => setPicked(index === null ? null : (lines[index]?.name ?? null))}
              />
            ) : null}
          </div>
        </Card>
      </div>
    </>
  );
}

/** The address is asked for at the click: a range that ends now has moved since it was drawn. */
function Files({ answer }: { answer: Answer }) {
  const save = (format: 'csv' | 'json') => () => location.assign(answer.fileAddress(format));
  return (
    <span className="flex gap-1">
      {(['csv', 'json'] as const).map((format) => (
        <button key={format} type="button" onClick={save(format)} className={buttonClass('quiet', 'sm')}>
          {format.toUpperCase()}
          <span className="sr-only"> file of what is shown</span>
        </button>
      ))}
    </span>
  );
}

function ProblemNotice({ message, fix, field }: { message: string; fix?: string; field?: string }) {
  const named = field && !message.includes(field) ? `${field}: ` : '';
  return (
    <Notice tone="bad" role="alert">
      <b>
        {named}
        {message}
      </b>{' '}
      {fix} What is drawn is what came last.
    </Notice>
  );
}

function NoMetrics({ slug }: { slug: string }) {
  return (
    <EmptyState
      mark="waiting"
      title="No metric has arrived yet."
      action={
        <ButtonLink kind="primary" href={`/apps/${slug}/settings#tokens`}>
          Tokens of this app
        </ButtonLink>
      }
    >
      Each metric that the app pushes can be drawn here, by any attribute it carries, as soon as its first point is
      stored.
    </EmptyState>
  );
}

function readAddress(text: string) {
  const query = new URLSearchParams(text);
  const seconds = Number(query.get('step'));
  const step = Number.isInteger(seconds) && seconds >= 1 && seconds <= 86_400 ? seconds : null;
  return { question: readQuestion(query), window_: readWindow(query), step };
}
