/** Reports of a team or an app: make one now, the list of those that were made, and those that make themselves. */
import Link from 'next/link';
import { formatDayRange, formatDayTime } from '@/advisor/words/dates';
import { ButtonLink } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { EmptyState } from '@/components/ui/empty-state';
import { FirstLine } from '@/components/ui/first-line';
import type { ReportRow, ReportsView } from '@/service/views/report';
import { MakeForm, type ReportAction } from './make-form';
import { ScheduleForm, ScheduleLine } from './schedule-form';

export interface ReportsActions {
  make: ReportAction;
  schedule: ReportAction;
  unschedule: ReportAction;
}

interface ReportsPageProps {
  view: ReportsView;
  actions: ReportsActions;
  /** Address of this list. */
  path: string;
  zone: string;
}

export function ReportsPage({ view, actions, path, zone }: ReportsPageProps) {
  const { app, team, reports, schedules, mayMake, mayShare, olderBefore } = view;
  const of = app?.name ?? `the team ${team.name}`;
  return (
    <>
      <FirstLine rest={restOf(view)}>{leadOf(view)},</FirstLine>
      <div className="mt-6 grid grid-cols-1 gap-4 lg:grid-cols-3">
        <Card
          id="reports"
          title="Reports"
          className="lg:col-span-2"
          note="kept as they were made"
          aside={mayMake ? <MakeForm make={actions.make} /> : undefined}
        >
          {reports.length === 0 ? (
            <EmptyState title="No report yet">
              A report tells a manager in three sentences and one page where <bdi className="wrap-anywhere">{of}</bdi>{' '}
              stands, what to decide by when and for how much.{' '}
              {mayMake ? 'Make the first one now.' : 'People with the role editor or above make them.'}
            </EmptyState>
          ) : (
            <ul className="mt-1 border-line border-t">
              {reports.map((report) => (
                <ReportLine key={report.id} report={report} zone={zone} ofTeam={app === null} />
              ))}
            </ul>
          )}
          {olderBefore === null ? null : (
            <ButtonLink
              href={`${path}${path.includes('?') ? '&' : '?'}before=${olderBefore}`}
              size="sm"
              className="mt-3"
            >
              Older
            </ButtonLink>
          )}
        </Card>
        <Card id="schedules" title="By schedule" note={`clock of ${team.zone}`}>
          {schedules.length === 0 ? (
            <p className="text-pretty text-ink2 text-sm">None yet. A scheduled report is made by itself.</p>
          ) : (
            <ul className="border-line border-t">
              {schedules.map((schedule) => (
                <ScheduleLine
                  key={schedule.id}
                  schedule={schedule}
                  zone={team.zone}
                  remove={mayShare ? actions.unschedule : null}
                />
              ))}
            </ul>
          )}
          {mayShare ? (
            <ScheduleForm schedule={actions.schedule} of={of} />
          ) : (
            <p className="mt-3 text-ink3 text-xs">Schedules need the role manager or above.</p>
          )}
          <p className="mt-3 text-pretty text-ink3 text-xs">
            Its three sentences and its address go to whoever chose “A report is ready” in the team’s{' '}
            <Link href={`/teams/${team.slug}/notifications`} className="text-accent underline">
              notifications
            </Link>
            .
          </p>
        </Card>
      </div>
    </>
  );
}

function leadOf({ reports, olderBefore }: ReportsView): string {
  if (reports.length === 0) return 'No report yet';
  return `${reports.length}${olderBefore === null ? '' : '+'} ${reports.length === 1 ? 'report' : 'reports'}`;
}

function restOf({ schedules, team }: ReportsView): string {
  const next = schedules.toSorted((a, b) => a.nextAt - b.nextAt)[0];
  return next === undefined ? 'none by schedule' : `the next one makes itself ${formatDayTime(next.nextAt, team.zone)}`;
}

function ReportLine({ report, zone, ofTeam }: { report: ReportRow; zone: string; ofTeam: boolean }) {
  return (
    <li className="flex flex-wrap items-baseline gap-x-3 gap-y-0.5 border-line border-b py-2.5 text-sm">
      <Link href={`/reports/${report.id}`} className="min-w-0 break-words font-medium text-accent hover:underline">
        <bdi>{ofTeam ? report.title : formatDayRange(report.fromAt, report.toAt, zone)}</bdi>
      </Link>
      {ofTeam ? <span className="text-ink2">{formatDayRange(report.fromAt, report.toAt, zone)}</span> : null}
      {ofTeam && report.appSlug === null ? <span className="text-ink3 text-xs">the whole team</span> : null}
      {report.links > 0 ? (
        <span className="text-ink3 text-xs">
          {report.links} open {report.links === 1 ? 'link' : 'links'}
        </span>
      ) : null}
      <span className="ml-auto text-ink3 text-xs">
        {formatDayTime(report.createdAt, zone)}, {report.by}
      </span>
    </li>
  );
}
