'use client';
import { useSearchParams } from 'next/navigation';
import { useEffect, useMemo, useRef, useState } from 'react';
import { readWindow, zoomQuery } from '@/components/charts/chart-window';
import { changeWindow } from '@/components/charts/charts-provider';
import { AnswerChart } from '@/components/explore/answer-chart';
import { answerUnit, linesOf } from '@/components/explore/answer-lines';
import { writeQuestion } from '@/components/explore/question';
import { useAnswer } from '@/components/explore/use-answer';
import { questionWords, unitWords } from '@/components/explore/words';
import { TextLink } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { cx } from '@/components/ui/cx';
import type { PanelView } from '@/service/views/dashboards';

const HEIGHT = 240;
/** Lines with a name under the chart: as many as there are colours. */
const NAMED = 8;
const NO_KEYS = { from: null, to: null };

/** One chart. It asks when it comes near the screen, so that thirty do not ask at once. */
export function Panel({ panel }: { panel: PanelView }) {
  const host = useRef<HTMLDivElement>(null);
  const near = useNear(host);
  return (
    <div ref={host} className={cx('min-w-0', panel.wide && 'lg:col-span-2')}>
      {panel.app === null ? (
        <Card className="h-full" title={panel.title} note={panel.appName}>
          <p className="flex items-center justify-center px-4 text-center text-ink2 text-sm" style={{ height: HEIGHT }}>
            {panel.appName} is no longer an app of this team. Its chart can be taken away under “Arrange”.
          </p>
        </Card>
      ) : (
        <Chart panel={panel} slug={panel.app} near={near} />
      )}
    </div>
  );
}

function Chart({ panel, slug, near }: { panel: PanelView; slug: string; near: boolean }) {
  const text = useSearchParams().toString();
  const window_ = useMemo(() => readWindow(new URLSearchParams(text)), [text]);
  const { question } = panel;
  const { view, problem } = useAnswer({ slug, question: near ? question : null, window_, step: null });
  const lines = useMemo(() => (view ? linesOf(view, question) : []), [view, question]);
  return (
    <Card
      className="h-full"
      title={panel.title}
      note={[`${panel.appName}, ${questionWords(question)}`, unitWords(view ? answerUnit(view, question) : '')]
        .filter(Boolean)
        .join(' · ')}
      aside={
        <TextLink href={`/apps/${slug}/explore?${writeQuestion(new URLSearchParams(text), question)}`}>
          Explore
        </TextLink>
      }
      foot={view?.cut ? view.why.join(' ') : undefined}
    >
      <AnswerChart
        {...{ view, question, lines, problem, height: HEIGHT }}
        chosen={null}
        onZoom={(range) => {
          const keys = range ? zoomQuery(range.from, range.to) : NO_KEYS;
          if (keys) changeWindow(text, keys);
        }}
      />
      {lines.length > 1 ? <Legend names={lines.map(({ name }) => name)} /> : null}
    </Card>
  );
}

/** Which line is which; where there are many the first ones, and Explore has all. */
function Legend({ names }: { names: string[] }) {
  return (
    <ul aria-label="Lines" className="mt-2 flex flex-wrap gap-x-4 gap-y-1 text-ink2 text-xs">
      {names.slice(0, NAMED).map((name, index) => (
        <li key={name} className="inline-flex min-w-0 items-center gap-2">
          <svg viewBox="0 0 12 10" className="w-3 shrink-0" aria-hidden="true">
            <path d="M0 5h12" stroke={`var(--c${(index % 8) + 1})`} strokeWidth="2.5" />
          </svg>
          <span className="min-w-0 break-words">{name}</span>
        </li>
      ))}
      {names.length > NAMED ? <li className="text-ink3">and {names.length - NAMED} more</li> : null}
    </ul>
  );
}

function useNear(host: React.RefObject<HTMLElement | null>): boolean {
  const [near, setNear] = useState(false);
  useEffect(() => {
    if (!host.current) return;
    const watch = new IntersectionObserver(
      (seen) => {
        if (!seen.some(({ isIntersecting }) => isIntersecting)) return;
        setNear(true);
        watch.disconnect();
      },
      { rootMargin: '400px' },
    );
    watch.observe(host.current);
    return () => watch.disconnect();
  }, [host]);
  return near;
}
