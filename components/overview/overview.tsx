import { overviewHeadline } from '@/advisor/words/sentences';
import { ButtonLink } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { EmptyState } from '@/components/ui/empty-state';
import { FirstLine } from '@/components/ui/first-line';
import type { OverviewView } from '@/service/views/views';
import type { Clock } from './clock';
import { CrossingDays } from './crossing-days';
import { DeletedApps } from './deleted-apps';
import { DueNext } from './due-next';
import type { Show } from './filter';
import { OverviewTable } from './overview-table';

interface Props {
  view: OverviewView;
  show: Show;
  /** Of the table, from 1. */
  page: number;
  clock: Clock;
}

/** Which of my apps needs me first? */
export function Overview({ view, show, page, clock }: Props) {
  // Headroom's own row is no app of theirs: until they connect one, the page says how.
  const first = view.apps.every(({ self }) => self);
  const line = overviewHeadline(first ? [] : view.apps, clock);
  const connect = (
    <>
      <ButtonLink href={`/reports?team=${view.team.slug}`}>Reports</ButtonLink>
      <ButtonLink href="/apps/new" kind="primary">
        Connect an app
      </ButtonLink>
    </>
  );
  return (
    <>
      <FirstLine rest={line.rest} under={line.second} actions={first ? null : connect}>
        {line.lead}
      </FirstLine>
      {first ? <FirstVisit /> : null}
      {first && view.apps.length > 0 ? (
        <div className="mt-4">
          <OverviewTable view={view} show={show} page={page} clock={clock} />
        </div>
      ) : null}
      {first ? null : (
        <>
          <OverviewTable view={view} show={show} page={page} clock={clock} />
          <div className="mt-4 grid gap-4 max-sm:mt-6 max-sm:gap-6 xl:grid-cols-2">
            <DueNext due={view.dueNext} clock={clock} />
            <CrossingDays lines={view.crossingDays} count={view.crossingLines} clock={clock} />
          </div>
        </>
      )}
      <DeletedApps deleted={view.deleted} zone={clock.zone} />
    </>
  );
}

const WILL_BE = [
  ['How long it lasts', 'the multiple of today’s load at which the first limit is met, and which limit that is'],
  ['What to do next', 'the steps of its roadmap, in the order in which they help, ticked off by what telemetry proves'],
  ['What it costs', 'today’s bill and the next phase’s, line by line, from dated list prices'],
] as const;

function FirstVisit() {
  return (
    <Card>
      <EmptyState
        title="Your apps will be listed here, the most urgent first."
        action={
          <ButtonLink href="/apps/new" kind="primary">
            Connect your first app
          </ButtonLink>
        }
      >
        It takes about five minutes: name the app, set five environment variables in it, and the first numbers arrive by
        themselves.
      </EmptyState>
      <dl className="mx-auto grid max-w-4xl gap-x-10 gap-y-5 border-t border-line px-4 py-8 sm:grid-cols-3">
        {WILL_BE.map(([what, how]) => (
          <div key={what}>
            <dt className="text-base font-semibold text-ink">{what}</dt>
            <dd className="mt-1 text-sm text-pretty text-ink2">{how}</dd>
          </div>
        ))}
      </dl>
    </Card>
  );
}
