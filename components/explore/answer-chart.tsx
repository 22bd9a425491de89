'use client';
/** One answer as a chart, in every state that it may be in; of the same height in all of them. */
import { useMemo } from 'react';
import { LinesChart } from '@/components/charts/lines-chart';
import type { Line } from '@/components/charts/lines-spec';
import type { ExploreView } from '@/service/views/explore';
import { answerUnit } from './answer-lines';
import type { Question } from './question';
import type { Problem } from './use-answer';
import { questionWords, sayValue } from './words';

interface Props {
  view: ExploreView | null;
  question: Question;
  lines: Line[];
  problem: Problem | null;
  chosen: number | null;
  height: number;
  onZoom(range: { from: number; to: number } | null): void;
}

export function AnswerChart({ view, question, lines, problem, chosen, height, onZoom }: Props) {
  const unit = view ? answerUnit(view, question) : '';
  const say = useMemo(() => (value: number) => sayValue(value, unit), [unit]);
  const title = `${question.metric}, ${questionWords(question)}`;
  return (
    <div className="relative" style={{ height }}>
      {view && lines.length > 0 ? (
        <LinesChart {...{ view, lines, say, unit, chosen, title, height, onZoom }} />
      ) : (
        <div className="absolute inset-0 flex flex-col items-center justify-center gap-1 border-line border-b px-4 pb-6 text-center text-ink2 text-sm">
          <span aria-live="polite" className="text-pretty">
            {emptyWords(view, problem)}
          </span>
          {problem?.fix ? <span className="text-ink3 text-xs">{problem.fix}</span> : null}
        </div>
      )}
    </div>
  );
}

function emptyWords(view: ExploreView | null, problem: Problem | null): string {
  if (problem) return problem.message;
  if (!view) return '';
  if (view.series.length === 0 && view.notes.length === 0) return 'No series passes the filters.';
  return view.notes[0] ?? 'No data in this stretch of time.';
}
