/** The sheet: three sentences, then what they rest on. Sized for one page of A4 or Letter: at most four of everything. */
import { formatDay, formatDayRange, formatDayYear } from '@/advisor/words/dates';
import { formatCount, formatMinutes, formatMoney } from '@/advisor/words/format';
import { Logo } from '@/components/shell/logo';
import { StateMark } from '@/components/ui/state-mark';
import { Table, Tbody, Td, Th, Thead, Tr } from '@/components/ui/table';
import { Tick } from '@/components/ui/tick';
import type { ReportApp, ReportDocument } from '@/service/views/report';
import { Picture } from './picture';

const MOST = 4;
/** Of a team's apps, the neediest first. */
const MOST_APPS = 50;

export function Sheet({ report }: { report: ReportDocument }) {
  const { zone, fromAt, toAt, createdAt } = report;
  return (
    <article className="report-sheet mx-auto w-full max-w-[992px] border border-line bg-card px-16 py-12 max-md:px-5 max-md:py-6 print:max-w-none print:border-0 print:p-0">
      <header className="flex flex-wrap items-center gap-x-3 gap-y-1 border-ink2 border-b pb-3 text-sm">
        <Logo size={20} />
        <h1 className="min-w-0 break-words font-semibold text-base text-ink" dir="auto">
          {report.title}
        </h1>
        <span className="min-w-0 break-words text-ink2">
          {report.of === 'team' ? 'team' : `team ${report.teamName}`} · report of {formatDayYear(createdAt, zone)}, for{' '}
          {formatDayRange(fromAt, toAt, zone)}
        </span>
        {report.synthetic ? <span className="ml-auto text-warn text-xs">△ synthetic data</span> : null}
      </header>
      <div className="mt-6 grid gap-1.5 text-pretty break-words text-ink2 text-xl leading-[30px] max-sm:text-lg max-sm:leading-[25px] print:text-[19px] print:leading-[26px]">
        {report.sentences.map((sentence, i) => (
          <p key={sentence} className={i === 0 ? 'font-medium text-ink' : ''}>
            {sentence}
          </p>
        ))}
      </div>
      <Section title="Where we are" className="mt-7">
        {report.of === 'team' ? (
          <>
            <Apps apps={report.apps.slice(0, MOST_APPS)} />
            <More count={report.apps.length - MOST_APPS} what="app" />
          </>
        ) : (
          <Road report={report} />
        )}
      </Section>
      <div className="mt-6 grid gap-x-8 gap-y-6 md:grid-cols-2 print:grid-cols-2 print:gap-y-4">
        <Section title="Decide">
          <Decide report={report} />
        </Section>
        <Section title="Money, a month">
          {report.money.picture ? <Picture picture={report.money.picture} /> : null}
          {report.money.lines.map((line) => (
            <Quiet key={line}>{line}</Quiet>
          ))}
        </Section>
        <Section title="What was crossed">
          <Crossed report={report} />
        </Section>
        <Section title="What was done, and whether it worked">
          <Done report={report} />
        </Section>
      </div>
      {report.wait.length > 0 ? (
        <Section title="If we wait" className="mt-6 print:mt-4">
          <p className="text-pretty text-ink2 text-sm">{report.wait.join(' ')}</p>
        </Section>
      ) : null}
      <footer className="mt-7 border-line border-t pt-3 text-ink3 text-xs print:mt-4 print:pt-2 print:text-[10px] print:leading-[13px]">
        <h2 className="sr-only">What this was made from</h2>
        <dl className="grid gap-x-4 gap-y-0.5 sm:grid-cols-[6rem_minmax(0,1fr)] print:grid-cols-[5rem_minmax(0,1fr)]">
          {report.made.map(({ name, says }) => (
            <div key={name} className="contents">
              <dt>{name}</dt>
              <dd className="break-words">{says}</dd>
            </div>
          ))}
        </dl>
      </footer>
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
    <section className={`min-w-0 print:break-inside-avoid ${className}`}>
      <h2 className="mb-3 border-line border-b pb-1.5 font-semibold text-base text-ink print:mb-2">{title}</h2>
      {children}
    </section>
  );
}

function Quiet({ children }: { children: React.ReactNode }) {
  return <p className="pt-1 text-pretty text-ink3 text-xs">{children}</p>;
}

function More({ count, what }: { count: number; what: string }) {
  return count > 0 ? <Quiet>and {formatCount(count, `more ${what}`)}, in the files of this report</Quiet> : null;
}

function Road({ report: { road, load, phases } }: { report: ReportDocument }) {
  return (
    <>
      {road ? <Picture picture={road} className="max-md:hidden print:block" /> : null}
      <ol className="grid gap-1.5 md:hidden print:hidden">
        {phases.map((phase) => (
          <li key={phase.title} className="flex flex-wrap items-baseline gap-x-2 text-sm">
            <b className={phase.here ? 'font-semibold text-accent' : 'font-medium text-ink'}>{phase.title}</b>
            {phase.rangeInTitle ? null : <span className="text-ink2">{phase.range}</span>}
            {phase.here ? <span className="text-accent text-xs">▼ load is here</span> : null}
            <span className="w-full text-ink3 text-xs">
              {phase.done} of {formatCount(phase.total, 'step')} · {phase.cost}
            </span>
          </li>
        ))}
      </ol>
      {load ? (
        // Where it does not fit it begins at its end: today and what comes.
        <section
          className="mt-4 overflow-x-auto [direction:rtl] print:overflow-visible"
          aria-label="Load over time"
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keys
          tabIndex={0}
        >
          <Picture picture={load} className="min-w-[560px] [direction:ltr]" />
        </section>
      ) : null}
    </>
  );
}

function Apps({ apps }: { apps: ReportApp[] }) {
  return (
    <>
      <ul className="grid gap-3 md:hidden print:hidden">
        {apps.map((app) => (
          <li key={app.slug} className="border-line border-b pb-3 text-sm last:border-0">
            <span className="flex items-center gap-2">
              <StateMark state={app.state} />
              <b className="min-w-0 break-words font-semibold text-ink" dir="auto">
                {app.name}
              </b>
              <span className="text-ink3 text-xs">{app.stateWord}</span>
            </span>
            <span className="mt-1 block text-ink2">{[app.headroom, app.when].filter(Boolean).join(', ')}</span>
            <span className="block text-ink3 text-xs">{[overOf(app), billsOf(app)].filter(Boolean).join(' · ')}</span>
          </li>
        ))}
      </ul>
      <Table className="max-md:hidden print:table">
        <Thead>
          <Tr>
            <Th>app</Th>
            <Th>state</Th>
            <Th>headroom</Th>
            <Th>first limit</Th>
            <Th end>over a threshold</Th>
            <Th end>a month, now → next</Th>
          </Tr>
        </Thead>
        <Tbody>
          {apps.map((app) => (
            <Tr key={app.slug}>
              <Td className="max-w-48 whitespace-normal break-words font-medium text-ink">
                <bdi>{app.name}</bdi>
              </Td>
              <Td>
                <span className="inline-flex items-center gap-1.5">
                  <StateMark state={app.state} />
                  {app.stateWord}
                </span>
              </Td>
              <Td className="max-w-64 whitespace-normal">{app.headroom}</Td>
              <Td className="whitespace-normal">{app.when || '–'}</Td>
              <Td end>{overOf(app) || '–'}</Td>
              <Td end>{billsOf(app) || '–'}</Td>
            </Tr>
          ))}
        </Tbody>
      </Table>
    </>
  );
}

const overOf = ({ minutesOver }: ReportApp): string => (minutesOver === 0 ? '' : `${formatMinutes(minutesOver)}`);

const billsOf = ({ now, next }: ReportApp): string =>
  [now, next].flatMap((sum) => (sum === null ? [] : [formatMoney(sum.cents, sum.currency)])).join(' → ');

function AppName({ report, app }: { report: ReportDocument; app: string }) {
  return report.of === 'team' ? <bdi className="text-ink3">{app}: </bdi> : null;
}

function Decide({ report }: { report: ReportDocument }) {
  const { decide } = report;
  if (decide.length === 0) return <Quiet>No required step is open.</Quiet>;
  return (
    <>
      <ul className="grid gap-3 print:gap-2">
        {decide.slice(0, MOST).map((step) => (
          <li key={`${step.app} ${step.title}`} className="flex items-start gap-3 text-sm">
            <Tick by="empty" className="mt-0.5" />
            <span className="min-w-0 text-ink2">
              <b className="block font-semibold text-ink">
                <AppName report={report} app={step.app} />
                {step.title}
                {step.money === '' ? '' : `, ${step.money}`}
              </b>
              <span className={step.late ? 'text-bad' : ''}>{step.begin}</span>
              {[step.begin === '' ? '' : ' ', step.effort === '' ? '' : `${step.effort} of work`, step.relieves]
                .filter(Boolean)
                .join(' · ')}
            </span>
          </li>
        ))}
      </ul>
      <More count={decide.length - MOST} what="step" />
    </>
  );
}

function Crossed({ report }: { report: ReportDocument }) {
  const { crossed, zone, minutesOver, shareOver } = report;
  if (crossed.length === 0) return <Quiet>No threshold was crossed.</Quiet>;
  return (
    <>
      <ul className="grid gap-2">
        {crossed.slice(0, MOST).map((c) => (
          <li
            key={`${c.app} ${c.signal} ${c.openedAt}`}
            className="grid grid-cols-[minmax(0,1fr)_auto] gap-x-3 text-sm text-ink"
          >
            <span>
              <AppName report={report} app={c.app} />
              {c.signal}
            </span>
            <span>{c.worst}</span>
            <span className="col-span-2 break-words text-ink3 text-xs">
              {formatDay(c.openedAt, zone)}, {formatMinutes(c.minutes)}
              {c.closedAt === null ? ', still open' : ''}
              {c.revealedLate ? ', found late' : ''}
              {c.notes.map((note) => ` · ${note}`).join('')}
            </span>
          </li>
        ))}
      </ul>
      <More count={crossed.length - MOST} what="crossing" />
      <p className="mt-2 text-ink2 text-xs">
        <b className="font-semibold text-ink">{formatMinutes(minutesOver)} over a threshold</b>
        {shareOver === null ? '' : `, ${(100 * shareOver).toPrecision(2)} % of the time`}.
      </p>
    </>
  );
}

function Done({ report }: { report: ReportDocument }) {
  const { done, effects, zone } = report;
  return (
    <>
      {done.length === 0 ? <Quiet>No step was finished in this time.</Quiet> : null}
      <ul className="grid gap-2">
        {done.slice(0, MOST).map((step) => (
          <li key={`${step.app} ${step.title}`} className="flex items-start gap-2.5 text-sm">
            <Tick by={step.by} className="mt-0.5" size={15} />
            <span className="min-w-0 grow text-ink">
              <AppName report={report} app={step.app} />
              {step.title}
              <span className="block text-ink3 text-xs">
                {step.effect === '' ? (step.by === 'person' ? 'ticked by hand' : 'seen by telemetry') : step.effect}
              </span>
            </span>
            <span className="whitespace-nowrap text-ink3 text-xs">
              {step.at === null ? '' : formatDay(step.at, zone)}
            </span>
          </li>
        ))}
      </ul>
      <More count={done.length - MOST} what="step" />
      {effects === null ? null : <Quiet>{effects}.</Quiet>}
    </>
  );
}
