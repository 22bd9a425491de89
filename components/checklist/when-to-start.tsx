/** The steps that come before the first limit, on one axis of days: when each has to begin, and when it is needed. */
import Link from 'next/link';
import { type Advice, DAY_MS, type StepFinding } from '@/advisor/types';
import { formatCount } from '@/advisor/words/format';
import { beginText, dayOfDate, eitherSignal } from '@/advisor/words/sentences';
import { whyOf } from '@/advisor/words/step-groups';
import type { Wording } from '@/advisor/words/wording';
import { Card } from '@/components/ui/card';

const SHOWN = 6;
/** Air behind the day on which the limit is met, as a share of the way there. */
const AIR = 0.3;

interface Axis {
  fromAt: number;
  toAt: number;
}

const place = (at: number, { fromAt, toAt }: Axis) => `${(100 * (at - fromAt)) / (toAt - fromAt)}%`;

export function WhenToStart({ advice, wording }: { advice: Advice; wording: Wording }) {
  const date = advice.dates?.first.date;
  const steps = advice.checklist.open.filter(
    (step) => step.dueAt !== null && ['fills', 'dated'].includes(whyOf(step, advice)),
  );
  const { nowAt } = wording;
  if (date?.code !== 'date' || steps.length === 0 || date.likelyAt <= nowAt) return null;
  const axis = { fromAt: nowAt, toAt: date.likelyAt + AIR * (date.likelyAt - nowAt) };
  const ready = dayOfDate(date.likelyAt, wording);
  return (
    <Card
      id="when"
      className="mb-4 max-md:hidden"
      title="When to start each step"
      note="from the day on which it is safe to begin to the likely day it is needed; both move with the forecast"
      aside={
        steps.length > SHOWN ? (
          <span className="text-ink3 text-xs">
            the first {SHOWN} of {steps.length}
          </span>
        ) : undefined
      }
    >
      <div className="grid grid-cols-[minmax(0,22rem)_minmax(0,1fr)] gap-x-4 text-sm">
        <ol className="pt-7">
          {steps.slice(0, SHOWN).map((step, i) => (
            <li key={step.stepId} className="flex h-8 min-w-0 items-center gap-3">
              <span className="w-3 shrink-0 text-right font-medium text-ink">{i + 1}</span>
              <Link
                href={`?step=${step.stepId}`}
                prefetch={false}
                scroll={false}
                className="truncate text-ink hover:underline"
              >
                {step.title}
              </Link>
            </li>
          ))}
        </ol>
        <div className="relative pt-7 pb-7">
          <Early earlyAt={date.earlyAt} axis={axis} wording={wording} />
          <span aria-hidden className="absolute top-7 bottom-7 left-0 w-px bg-ink3" />
          <div className="relative">
            {steps.slice(0, SHOWN).map((step) => (
              <Bar key={step.stepId} step={step} axis={axis} wording={wording} />
            ))}
          </div>
          <span
            aria-hidden
            className="absolute top-6 bottom-7 w-[1.5px] bg-bad"
            style={{ left: place(date.likelyAt, axis) }}
          />
          <span className="absolute bottom-0 left-0 font-medium text-ink text-xs">
            today, {dayOfDate(nowAt, wording)}
          </span>
          <span
            className="absolute bottom-0 -translate-x-1/2 whitespace-nowrap font-medium text-bad text-xs"
            style={{ left: place(date.likelyAt, axis) }}
          >
            {ready}, {eitherSignal(advice.headroom.first)} first
          </span>
        </div>
      </div>
    </Card>
  );
}

/** From the early end of the interval on, the limit may be met on any day. */
function Early({ earlyAt, axis, wording }: { earlyAt: number; axis: Axis; wording: Wording }) {
  if (earlyAt <= axis.fromAt) return null;
  const right = earlyAt - axis.fromAt > 0.6 * (axis.toAt - axis.fromAt);
  return (
    <>
      <span aria-hidden className="absolute top-7 right-0 bottom-7 bg-sunk" style={{ left: place(earlyAt, axis) }} />
      <span
        aria-hidden
        className="absolute top-1 bottom-7 border-ink3 border-l border-dotted"
        style={{ left: place(earlyAt, axis) }}
      />
      <span
        className={`absolute top-0 whitespace-nowrap text-ink2 text-xs ${right ? '-translate-x-full -ml-2' : 'ml-2'}`}
        style={{ left: place(earlyAt, axis) }}
      >
        {dayOfDate(earlyAt, wording)}: could come this early (80 % interval)
      </span>
    </>
  );
}

/** From the day to begin to the day it is needed; what should have begun already starts at today. */
function Bar({ step, axis, wording }: { step: StepFinding; axis: Axis; wording: Wording }) {
  const lead = Math.round((step.leadDays.low + step.leadDays.high) / 2);
  const dueAt = step.dueAt ?? axis.fromAt;
  const startAt = Math.max(axis.fromAt, step.safeAt ?? dueAt);
  const endAt = Math.max(startAt, Math.min(axis.toAt, dueAt + lead * DAY_MS));
  const late = dueAt < axis.fromAt;
  const words = beginText(step, wording);
  // Room for the words left of the bar.
  const ahead = startAt - axis.fromAt > 0.12 * (axis.toAt - axis.fromAt);
  return (
    <div className="relative h-8 text-xs">
      {ahead ? (
        <>
          <span
            aria-hidden
            className="absolute top-1/2 left-0 border-line2 border-t border-dotted"
            style={{ width: place(startAt, axis) }}
          />
          <span
            className="absolute inset-y-0 flex items-center whitespace-nowrap bg-card px-1.5 font-medium text-ink"
            style={{ right: `calc(100% - ${place(startAt, axis)})` }}
          >
            {words}
          </span>
        </>
      ) : null}
      <span
        aria-hidden
        className={`absolute top-1.5 bottom-1.5 min-w-1 rounded-sm border ${late ? 'border-bad bg-bad-bg' : 'border-accent bg-accent-bg'}`}
        style={{
          left: place(startAt, axis),
          width: `calc(${place(endAt, axis)} - ${place(startAt, axis)})`,
        }}
      />
      <span
        className="absolute inset-y-0 ml-2 flex items-center whitespace-nowrap text-ink2"
        style={{ left: place(endAt, axis) }}
      >
        {ahead ? null : (
          <>
            <b className={`font-medium ${late ? 'text-bad' : 'text-ink'}`}>{words}</b>,&nbsp;
          </>
        )}
        lead {formatCount(lead, 'day')}
      </span>
    </div>
  );
}
