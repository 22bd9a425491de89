/** `/apps/[app]/checklist`: what to do next, why in this order, for how much, and what already proves itself. */
import { Fragment } from 'react';
import type { Advice, StepFinding } from '@/advisor/types';
import { formatDuration, formatMoneyChange, formatMultiple } from '@/advisor/words/format';
import { checklistHeadline, checklistSubline, eitherSignal, presses } from '@/advisor/words/sentences';
import { allSteps, openGroups, whyOf } from '@/advisor/words/step-groups';
import type { Wording } from '@/advisor/words/wording';
import { ButtonLink } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { EmptyState } from '@/components/ui/empty-state';
import { FirstLine } from '@/components/ui/first-line';
import { Notice } from '@/components/ui/notice';
import { Tick } from '@/components/ui/tick';
import type { ChecklistView } from '@/service/views/work';
import { CopyButton } from './copy-button';
import { ExportMenu } from './export-menu';
import type { TickAction } from './step-actions';
import { StepList, type StepListProps } from './step-list';
import type { NoteAction } from './step-note';
import { StepPanel } from './step-panel';
import { WhenToStart } from './when-to-start';

type ListProps = Pick<StepListProps, 'all' | 'chosen' | 'asked' | 'wording' | 'steps' | 'work' | 'panel'>;

interface Props {
  view: ChecklistView;
  wording: Wording;
  /** From the address; the first open step where it names none. */
  stepId: string | null;
  tick: TickAction;
  note: NoteAction;
}

export function ChecklistPage({ view, wording, stepId, tick, note }: Props) {
  const { advice, app, roadmap, steps } = view;
  if (!advice) return <Nothing slug={app.slug} />;
  const { checklist } = advice;
  const line = checklistHeadline(advice, wording);
  const all = allSteps(advice);
  const chosen = all.find((s) => s.stepId === stepId) ?? checklist.open[0] ?? all[0] ?? null;
  const asked = chosen !== null && chosen.stepId === stepId;
  const panel = (step: StepFinding) => (
    <StepPanel
      step={step}
      entry={steps.find((s) => s.id === step.stepId) ?? null}
      all={all}
      roadmap={roadmap}
      wording={wording}
      tick={app.role === 'viewer' ? null : tick}
      work={view.work[step.stepId] ?? null}
      note={app.role === 'viewer' ? null : note}
    />
  );
  const list = { all, chosen: chosen?.stepId ?? null, asked, wording, steps, work: view.work, panel };
  const forDisk = (step: StepFinding) => whyOf(step, advice) === 'fills';
  const besideDisk = checklist.open.some(forDisk) ? checklist.helpful.filter(forDisk) : [];
  const helpful = checklist.helpful.filter((step) => !besideDisk.includes(step));
  const burns = checklist.open.some((step) => presses(step, wording));
  return (
    <>
      <FirstLine
        rest={line.rest}
        under={under(advice)}
        actions={
          <>
            <CopyButton from={`/api/apps/${app.slug}/checklist?format=markdown`}>Copy as Markdown</CopyButton>
            <ExportMenu slug={app.slug} />
          </>
        }
      >
        {line.lead}
        {line.rest ? ',' : ''}
      </FirstLine>
      {app.evidenceWindowMinutes ? (
        <Notice className="mb-4">
          For this app evidence is judged over <b>{formatDuration(app.evidenceWindowMinutes * 60_000)}</b> instead of 24
          h: set in its settings, meant for trying out.
        </Notice>
      ) : null}
      <WhenToStart advice={advice} wording={wording} />
      <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,912fr)_minmax(0,448fr)]">
        <div className="grid grid-cols-1 gap-4">
          {burns ? null : <QuickWins list={list} helpful={helpful} view={view} first />}
          <Card flush foot={<Legend />}>
            {openGroups(advice, roadmap, wording).map((group) => (
              <Fragment key={`${group.key} ${group.steps[0]?.stepId}`}>
                <StepList
                  {...list}
                  title={group.title}
                  note={group.note}
                  urgent={group.urgent}
                  columns
                  items={group.steps}
                  foot={<Together steps={group.steps} />}
                />
                {group.key === 'fills' ? (
                  <StepList
                    {...list}
                    title="These help too"
                    note="not required; whichever is done first moves the day"
                    items={besideDisk}
                  />
                ) : null}
              </Fragment>
            ))}
            {checklist.open.length === 0 ? (
              <p className="px-4 py-6 text-ink2 text-sm">
                No required step is open. The next phase’s steps appear here when load comes near it.
              </p>
            ) : null}
            <StepList {...list} title="Done" note={count(checklist.done)} items={checklist.done} />
            <StepList
              {...list}
              title="Accepted risks"
              note="required steps that will not be done, with the reason"
              items={checklist.wont}
            />
          </Card>
          {burns ? <QuickWins list={list} helpful={helpful} view={view} /> : null}
          <Tips list={list} helpful={helpful} view={view} />
        </div>
        {chosen ? (
          <Card flush className="sticky top-4 max-h-[calc(100dvh-2rem)] overflow-y-auto max-lg:hidden">
            {panel(chosen)}
          </Card>
        ) : null}
      </div>
    </>
  );
}

interface HelpfulProps {
  list: ListProps;
  helpful: StepFinding[];
  view: ChecklistView;
}

const minutesOf = (view: ChecklistView, step: StepFinding) =>
  view.steps.find((it) => it.id === step.stepId)?.quickWinMinutes;

/** Shortest first; above everything else where no limit is near. */
function QuickWins({ list, helpful, view, first = false }: HelpfulProps & { first?: boolean }) {
  const quick = helpful
    .filter((step) => minutesOf(view, step) !== undefined)
    .toSorted((a, b) => (minutesOf(view, a) ?? 0) - (minutesOf(view, b) ?? 0));
  if (quick.length === 0) return null;
  return (
    <Card flush>
      <StepList
        {...list}
        title="Quick wins"
        note={
          first
            ? 'nothing presses: these first, with the minutes that the document promises'
            : 'not required, with the minutes that the document promises'
        }
        columns
        items={quick}
      />
    </Card>
  );
}

/** The many tips behind one click. */
function Tips({ list, helpful, view }: HelpfulProps) {
  const tips = helpful.filter((step) => minutesOf(view, step) === undefined);
  if (tips.length === 0) return null;
  return (
    <Card flush>
      <details open={tips.some((step) => step.stepId === list.chosen)}>
        <summary className="px-4 py-3 font-semibold text-base text-ink max-sm:py-4">
          {tips.length} more that help{' '}
          <span className="font-normal text-ink3 text-xs">tips and checklists of the document, not required</span>
        </summary>
        <StepList {...list} title="Helpful" note="not required" columns items={tips} />
      </details>
    </Card>
  );
}

function count(done: StepFinding[]): string {
  const machine = done.filter((s) => s.by === 'telemetry').length;
  return machine > 0 ? `${done.length}, ${machine} of them seen by telemetry` : String(done.length);
}

function Together({ steps }: { steps: StepFinding[] }) {
  const priced = steps.filter((s) => s.addsCents !== null);
  if (steps.length < 2 || priced.length === 0) return null;
  const cents = priced.reduce((sum, s) => sum + (s.addsCents ?? 0), 0);
  return (
    <p className="flex justify-between border-line border-t px-4 py-2 pl-11 text-ink2 text-sm">
      <span>Together{priced.length < steps.length ? `, ${steps.length - priced.length} without a price` : ''}</span>
      <b className="font-semibold text-ink">{formatMoneyChange(cents, priced[0]?.currency)}</b>
    </p>
  );
}

function under(advice: Advice): string {
  const { headroom } = advice;
  const done = checklistSubline(advice);
  if (headroom.next === null || headroom.multiple === null) return done;
  const steps =
    headroom.next.withSteps.length === 1 ? 'The first takes' : `${headroom.next.withSteps.length} of them take`;
  return `${steps} headroom from ${formatMultiple(headroom.multiple)} to ${formatMultiple(headroom.next.multiple)}; then ${eitherSignal(headroom.next.first)} come first. ${done}`;
}

function Legend() {
  return (
    <ul className="flex flex-wrap gap-x-5 gap-y-1">
      <li className="inline-flex items-center gap-2">
        <Tick by="telemetry" size={14} />
        ticked by telemetry, withdrawn if the proof goes away
      </li>
      <li className="inline-flex items-center gap-2">
        <Tick by="person" size={14} />
        ticked by a person
      </li>
      <li className="inline-flex items-center gap-2">
        <Tick by="empty" size={14} />
        open
      </li>
    </ul>
  );
}

function Nothing({ slug }: { slug: string }) {
  return (
    <>
      <FirstLine>The checklist comes with the first data</FirstLine>
      <Card>
        <EmptyState
          title="Here will be the steps of your roadmap, in the order in which they matter to this app"
          action={
            <ButtonLink kind="primary" href={`/apps/${slug}/signals`}>
              What to send
            </ButtonLink>
          }
        >
          Some tick themselves as soon as telemetry shows that they are done.
        </EmptyState>
      </Card>
    </>
  );
}
