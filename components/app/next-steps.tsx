/** The next steps and the last ones that were done: as many as stand beside the load chart. */
import type { Advice, StepFinding } from '@/advisor/types';
import { formatDay } from '@/advisor/words/dates';
import { formatMoneyChange, formatMultiple } from '@/advisor/words/format';
import { beginSentence, beginText, checklistSubline, eitherSignal, evidenceSentence } from '@/advisor/words/sentences';
import type { Wording } from '@/advisor/words/wording';
import { ButtonLink, TextLink } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { cx } from '@/components/ui/cx';
import { PersonIcon, TraceIcon } from '@/components/ui/icons';
import { Tick } from '@/components/ui/tick';
import { Relieves } from '../checklist/relieves';

const OPEN_SHOWN = 5;
const DONE_SHOWN = 3;
/** On a phone, where the checklist is a tap away. */
const OPEN_ON_PHONE = 3;

export function NextSteps({ advice, href, wording }: { advice: Advice; href: string; wording: Wording }) {
  const { open, done } = advice.checklist;
  const latest = done.toSorted((a, b) => (b.doneAt ?? 0) - (a.doneAt ?? 0)).slice(0, DONE_SHOWN);
  const after = advice.headroom.next;
  return (
    <Card
      id="next-steps"
      className="h-full"
      title="Next steps"
      note={open.length === 0 ? 'no required step is open' : `${open.length} open`}
      aside={<TextLink href={`${href}/checklist`}>Checklist</TextLink>}
      foot={
        after ? (
          <>
            With {after.withSteps.length === 1 ? 'this one' : `these ${after.withSteps.length}`}:{' '}
            <b className="font-semibold text-ink">{formatMultiple(after.multiple)}</b>, {eitherSignal(after.first)}{' '}
            first.
          </>
        ) : undefined
      }
    >
      <ul>
        {open.slice(0, OPEN_SHOWN).map((step, i) => (
          <Open key={step.stepId} step={step} href={href} wording={wording} more={i >= OPEN_ON_PHONE} />
        ))}
        {latest.map((step) => (
          <Done key={step.stepId} step={step} wording={wording} />
        ))}
      </ul>
      {open.length === 0 && latest.length === 0 ? (
        <p className="text-ink2 text-sm">{checklistSubline(advice)}</p>
      ) : null}
      <ButtonLink href={`${href}/checklist`} className="mt-3 w-full sm:hidden">
        Open the checklist
      </ButtonLink>
    </Card>
  );
}

interface OpenProps {
  step: StepFinding;
  href: string;
  wording: Wording;
  /** Left out on a phone. */
  more: boolean;
}

function Open({ step, href, wording, more }: OpenProps) {
  const quiet = step.evidence.code === 'person' || step.evidence.code === 'not-seen';
  return (
    <li
      className={cx(
        'grid grid-cols-[16px_1fr_auto] items-start gap-x-3 border-line border-b py-2.5 first:pt-1 last:border-0',
        more && 'max-sm:hidden',
      )}
    >
      <Tick by="empty" className="mt-0.5" />
      <div className="min-w-0">
        <TextLink href={`${href}/checklist?step=${step.stepId}`} className="text-ink text-sm">
          {step.title}
        </TextLink>
        <p className="text-ink3 text-xs">
          {quiet ? (
            <Relieves step={step} />
          ) : (
            <span className="text-accent">{evidenceSentence(step.evidence, wording)}</span>
          )}
        </p>
      </div>
      <div className="text-right text-xs">
        <p className="font-medium text-ink text-sm" title={beginSentence(step, wording) ?? undefined}>
          {beginText(step, wording)}
        </p>
        <p className="text-ink3">
          {step.addsCents === null ? 'no price' : formatMoneyChange(step.addsCents, step.currency)}
        </p>
      </div>
    </li>
  );
}

function Done({ step, wording }: { step: StepFinding; wording: Wording }) {
  const person = step.by === 'person';
  return (
    <li className="grid grid-cols-[16px_1fr_auto] items-start gap-x-3 border-line border-b py-2.5 last:border-0 last:pb-0">
      <Tick by={person ? 'person' : 'telemetry'} className="mt-0.5" />
      <div className="min-w-0">
        <p className="text-ink2 text-sm">{step.title}</p>
        <p className="flex items-center gap-1.5 text-ink3 text-xs">
          {person ? <PersonIcon size={13} /> : <TraceIcon size={13} />}
          {person ? 'ticked by hand' : 'seen by telemetry'}
        </p>
      </div>
      <p className="text-ink3 text-xs leading-[18px]">
        {step.doneAt === null ? 'done' : `done ${formatDay(step.doneAt, wording.zone, wording.nowAt)}`}
      </p>
    </li>
  );
}
