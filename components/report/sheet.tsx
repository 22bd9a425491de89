/** The one page: three sentences, then what they rest on. Sized for A4; at most three of everything, so that it stays one. */
import type { CrossingFacts, StepFinding } from '@/advisor/types';
import { formatDay, formatDayRange, formatDayYear } from '@/advisor/words/dates';
import { formatCount, formatEffort, formatMinutes, formatMoneyChange, formatValue } from '@/advisor/words/format';
import { relievesWords } from '@/advisor/words/relieves';
import { beginWords, effectsSummary, recordSentence } from '@/advisor/words/sentences';
import { signalTitle } from '@/advisor/words/signals';
import type { Wording } from '@/advisor/words/wording';
import { EffectLine } from '@/components/checklist/effect-line';
import { dateWords } from '@/components/cost/unit-price';
import { roadOf } from '@/components/road/road-data';
import { RoadTall } from '@/components/road/road-tall';
import { RoadWide } from '@/components/road/road-wide';
import { Logo } from '@/components/shell/logo';
import { Tick } from '@/components/ui/tick';
import type { ReportView } from '@/service/views';
import { chartOf } from '../app/load-card';
import { LoadSvg } from './load-svg';
import { Money } from './money';

const MOST = 3;

export interface SheetProps {
  report: ReportView;
  wording: Wording;
}

export function Sheet({ report, wording }: SheetProps) {
  const { advice, roadmap, fromAt, toAt, createdAt } = report;
  const { zone } = wording;
  const road = roadOf({ roadmap, advice });
  const crossed = advice.crossings.filter((c) => c.openedAt >= fromAt || c.closedAt === null);
  const done = advice.checklist.done.toSorted((a, b) => (b.doneAt ?? 0) - (a.doneAt ?? 0));
  const effects = effectsSummary(done);
  return (
    <article className="report-sheet mx-auto w-full max-w-[992px] border border-line bg-card px-16 py-12 max-md:px-5 max-md:py-6 print:max-w-none print:border-0 print:p-0">
      <header className="flex items-center gap-3 border-ink2 border-b pb-3 text-sm">
        <Logo size={20} />
        <h1 className="font-semibold text-base text-ink">{report.appName}</h1>
        <span className="text-ink2">
          team {report.teamName} · report of {formatDayYear(createdAt, zone)}, for {formatDayRange(fromAt, toAt, zone)}
        </span>
        {advice.synthetic ? <span className="ml-auto text-warn text-xs">△ synthetic data</span> : null}
      </header>
      <div className="mt-6 grid gap-1.5 text-pretty text-ink2 text-xl leading-[30px] print:text-[19px] print:leading-[26px]">
        {report.sentences.map((sentence, i) => (
          <p key={sentence} className={i === 0 ? 'font-medium text-ink' : ''}>
            {sentence}
          </p>
        ))}
      </div>
      <Section title="Where we are" className="mt-7">
        <div className="max-md:hidden print:block">
          <RoadWide road={road} />
        </div>
        <div className="md:hidden print:hidden">
          <RoadTall road={road} />
        </div>
        {advice.dailyLoad.length > 1 ? (
          <div className="mt-4 overflow-x-auto">
            <LoadSvg chart={chartOf({ roadmap }, advice, createdAt)} zone={zone} />
          </div>
        ) : null}
      </Section>
      <div className="mt-6 grid gap-x-8 gap-y-6 md:grid-cols-2 print:grid-cols-2">
        <Section title="What to do next">
          <Next open={advice.checklist.open} wording={wording} />
        </Section>
        <Section title="Money, a month">
          <Money advice={advice} roadmap={roadmap} />
        </Section>
        <Section title="What was crossed">
          <Crossed crossed={crossed} report={report} zone={zone} />
        </Section>
        <Section title="What was done">
          {done.length === 0 ? <Quiet>No step is done yet.</Quiet> : null}
          <ul className="grid gap-2">
            {done.slice(0, MOST).map((step) => (
              <li key={step.stepId} className="flex items-start gap-2.5 text-sm">
                <Tick by={step.by ?? 'person'} className="mt-0.5" size={15} />
                <span className="min-w-0 grow text-ink">
                  {step.title}
                  <span className="block text-ink3 text-xs">
                    {step.by === 'person' ? 'ticked by hand' : 'seen by telemetry'}
                  </span>
                  <EffectLine step={step} all={done} wording={wording} />
                </span>
                <span className="text-ink3 text-xs">{step.doneAt === null ? '' : formatDay(step.doneAt, zone)}</span>
              </li>
            ))}
          </ul>
          {done.length > MOST ? <Quiet>and {done.length - MOST} before</Quiet> : null}
          {effects === null ? null : <Quiet>{effects}</Quiet>}
        </Section>
      </div>
      <footer className="mt-7 border-line border-t pt-3 text-ink3 text-xs print:mt-5">{method(report)}</footer>
    </article>
  );
}

function Section({
  title,
  className = '',
  children,
}: {
  title: string;
  className?: string;
  children: React.ReactNode;
}) {
  return (
    <section className={className}>
      <h2 className="mb-3 border-line border-b pb-1.5 font-semibold text-base text-ink">{title}</h2>
      {children}
    </section>
  );
}

function Quiet({ children }: { children: React.ReactNode }) {
  return <p className="pt-1 text-ink3 text-xs">{children}</p>;
}

function Next({ open, wording }: { open: StepFinding[]; wording: Wording }) {
  if (open.length === 0) return <Quiet>No required step is open.</Quiet>;
  return (
    <>
      <ul className="grid gap-3">
        {open.slice(0, MOST).map((step) => (
          <li key={step.stepId} className="flex items-start gap-3 text-sm">
            <Tick by="empty" className="mt-0.5" />
            <span className="text-ink2">
              <b className="block font-semibold text-ink">
                {step.title}
                {step.addsCents === null
                  ? ''
                  : `, ${formatMoneyChange(step.addsCents, step.currency)}${step.addsCents === 0 ? '' : ' a month'}`}
              </b>
              {[
                beginWords(step, wording)?.text ?? '',
                step.effortDays ? `${formatEffort(step.effortDays)} of work` : '',
                relievesWords(step),
              ]
                .filter(Boolean)
                .join(' · ')}
            </span>
          </li>
        ))}
      </ul>
      {open.length > MOST ? <Quiet>and {formatCount(open.length - MOST, 'more step')} after them</Quiet> : null}
    </>
  );
}

function Crossed({ crossed, report, zone }: { crossed: CrossingFacts[]; report: ReportView; zone?: string }) {
  if (crossed.length === 0) return <Quiet>No threshold was crossed.</Quiet>;
  const unit = (signal: string) => report.signals.find((s) => s.id === signal)?.unit ?? '';
  return (
    <>
      <ul className="grid gap-2">
        {crossed.slice(0, MOST).map((c) => (
          <li key={`${c.thresholdId} ${c.openedAt}`} className="grid grid-cols-[minmax(0,1fr)_auto] gap-x-3 text-sm">
            <span className="text-ink">
              {signalTitle(c.signal)}{' '}
              <span className="text-ink3 text-xs">
                {formatDay(c.openedAt, zone)}, {formatMinutes(c.overMinutes)}
                {c.closedAt === null ? ', still open' : ''}
              </span>
            </span>
            <span className="text-ink">
              {formatValue(c.worstValue, unit(c.signal))} of {formatValue(c.limit, unit(c.signal))}
            </span>
          </li>
        ))}
      </ul>
      <p className="mt-2 text-ink2 text-xs">
        <b className="font-semibold text-ink">{formatMinutes(report.minutesOver)} over a threshold</b>
        {share(report)}.{crossed.length > MOST ? ` ${crossed.length} crossings in all.` : ''}
      </p>
    </>
  );
}

function share({ minutesOver, fromAt, toAt }: ReportView): string {
  const minutes = (toAt - fromAt) / 60_000;
  return minutes > 0 && minutesOver <= minutes
    ? `, ${((100 * minutesOver) / minutes).toPrecision(2)} % of the time`
    : '';
}

/** How dates are made, and how often those of this app came true. */
function datesMethod({ dates }: ReportView['advice']): string {
  if (dates === undefined) return 'No dates were forecast.';
  const record = recordSentence(dates.record);
  return `Dates: daily peaks drawn 1,000 times into the future, 80 % interval${record === null ? '' : `; ${record}`}.`;
}

/** How the numbers came about, in the size of a footnote. */
function method({ advice, roadmap }: ReportView): string {
  const have = advice.signals.filter((s) => s.code === 'measured').length;
  const dates = [
    ...new Set(
      [advice.estimate.now, ...advice.estimate.phases].flatMap(
        (bill) => bill?.lines.flatMap((line) => line.priceDate ?? []) ?? [],
      ),
    ),
  ].toSorted();
  const stale = advice.estimate.now?.lines.filter((line) => line.stale).map((line) => line.title) ?? [];
  return [
    'Load: 95th percentile of hourly maxima, 7 days.',
    'Headroom: demand fitted on load over 14 days, 80 % interval.',
    datesMethod(advice),
    dates.length > 0
      ? `Prices: lists of ${dateWords(dates[0] ?? '')}${dates.length > 1 ? ` to ${dateWords(dates.at(-1) ?? '')}` : ''}${stale.length > 0 ? `; older than 180 days: ${stale.join(', ')}` : ''}.`
      : '',
    `Roadmap: ${roadmap.title}, version ${roadmap.version}.`,
    `${have} of ${advice.signals.length} signals.`,
  ]
    .filter(Boolean)
    .join(' ');
}
