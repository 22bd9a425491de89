/** Load over the weeks, against the road's phases. */
import { chartOf, forecastOf } from '@/advisor/picture/load-chart';
import type { Advice } from '@/advisor/types';
import { besideSentence, loadSentence, recordSentence } from '@/advisor/words/sentences';
import { signalTitle } from '@/advisor/words/signals';
import type { Wording } from '@/advisor/words/wording';
import type { SignalId } from '@/catalogue/types';
import { LoadChart } from '@/components/charts/load-chart';
import { SignalChart } from '@/components/charts/signal-chart';
import { SignalFile } from '@/components/charts/signal-file';
import { Card } from '@/components/ui/card';
import type { AppView } from '@/service/views/views';
import { DateRecord } from './date-record';
import { definitionOf } from './signal-order';

/** Below this many days there is no line to draw yet. */
const FEWEST_DAYS = 2;
export function LoadCard({ view, advice, wording }: { view: AppView; advice: Advice; wording: Wording }) {
  const { nowAt } = wording;
  const days = advice.dailyLoad.filter((day) => day.peak > 0);
  const done = advice.checklist.done.concat(advice.checklist.helpful.filter((s) => s.status === 'done'));
  return (
    <Card
      id="load"
      className="h-full"
      title="Load"
      note={noteOf(advice, days.length)}
      foot={
        advice.dates && recordSentence(advice.dates.record) !== null ? (
          <DateRecord dates={advice.dates} wording={wording} />
        ) : undefined
      }
      aside={
        days.length < FEWEST_DAYS ? undefined : (
          <Legend withSteps={done.some((s) => s.doneAt !== null)} withForecast={forecastOf(advice, nowAt) !== null} />
        )
      }
    >
      {days.length < FEWEST_DAYS ? (
        <FirstDay view={view} advice={advice} />
      ) : (
        <LoadChart
          chart={chartOf(view, advice, wording)}
          done={done.flatMap((step) =>
            step.doneAt === null || step.by === null ? [] : [{ at: step.doneAt, title: step.title, by: step.by }],
          )}
        />
      )}
    </Card>
  );
}

function noteOf(advice: Advice, days: number): string {
  const parts = [loadSentence(advice.load)];
  const beside = besideSentence(advice.load);
  if (beside !== null) parts.push(beside);
  if (days >= FEWEST_DAYS)
    parts.push('daily peaks', 'log scale', days >= 14 ? `${Math.round(days / 7)} weeks` : `${days} days`);
  return parts.join(' · ');
}

/** The signal that load is made of, as far as any is sent. */
export function loadSignal(advice: Advice): SignalId | null {
  const measured = (id: SignalId) => advice.signals.some((s) => s.signal === id && s.code !== 'missing');
  return ['users.active', 'requests.rate'].find(measured) ?? null;
}

/** Before there are two daily peaks, today minute by minute. */
function FirstDay({ view, advice }: { view: AppView; advice: Advice }) {
  const signal = loadSignal(advice);
  if (signal === null) {
    return (
      <p className="flex h-[336px] items-center justify-center text-balance text-center text-ink2 text-sm">
        Once users or requests arrive, their daily peaks are drawn here against the phases of the roadmap.
      </p>
    );
  }
  return (
    <>
      <SignalChart definition={definitionOf(view.signals, signal)} threshold={null} height={312} />
      <p className="mt-2 flex items-start gap-1.5 text-ink3 text-xs">
        {signalTitle(signal)}, minute by minute. From the second day on, daily peaks against the phases are drawn here.
        <SignalFile definition={definitionOf(view.signals, signal)} />
      </p>
    </>
  );
}

function Legend({ withSteps, withForecast }: { withSteps: boolean; withForecast: boolean }) {
  return (
    <ul className="flex gap-4 text-ink3 text-xs max-sm:hidden">
      <li className="inline-flex items-center gap-2">
        <span className="h-0.5 w-3 bg-accent" aria-hidden="true" />
        measured
      </li>
      {withForecast ? (
        <li className="inline-flex items-center gap-2">
          <span className="h-2.5 w-4 rounded-[2px] bg-fan80" aria-hidden="true" />
          forecast, 80 %
        </li>
      ) : null}
      <li className="inline-flex items-center gap-2">
        <span className="w-3 border-bad border-t-[1.5px] border-dashed" aria-hidden="true" />
        first limit
      </li>
      {withSteps ? (
        <li className="inline-flex items-center gap-2">
          <span className="size-2.5 rounded-[2px] bg-ok" aria-hidden="true" />
          step done
        </li>
      ) : null}
    </ul>
  );
}
