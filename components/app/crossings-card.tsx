/** What was crossed in the last 30 days: a box a day, then the newest in words. */
import type { Advice, CrossingFacts } from '@/advisor/types';
import { DAY_MS } from '@/advisor/types';
import { formatDay, formatDayYear, formatTimeRange } from '@/advisor/words/dates';
import { openFor, worstSentence } from '@/advisor/words/sentences';
import type { Wording } from '@/advisor/words/wording';
import type { SignalDefinition } from '@/catalogue/types';
import { Card } from '@/components/ui/card';
import { StateMark } from '@/components/ui/state-mark';
import { definitionOf, titleOf } from './signal-order';

const DAYS = 30;
const MOST_SHOWN = 4;

export function CrossingsCard({
  advice,
  signals,
  wording,
}: {
  advice: Advice;
  signals: SignalDefinition[];
  wording: Wording;
}) {
  const recent = advice.crossings.filter((c) => c.closedAt === null || wording.nowAt - c.openedAt < DAYS * DAY_MS);
  const days = Array.from({ length: DAYS }, (_, i) => wording.nowAt - (DAYS - 1 - i) * DAY_MS);
  return (
    <Card
      id="crossings"
      title="Crossings"
      note="last 30 days"
      aside={<span className="text-ink3 text-xs">{recent.length === 0 ? '' : `${recent.length} in all`}</span>}
    >
      <ul className="flex gap-[3px]" aria-label={`Crossings by day: ${recent.length} in 30 days`}>
        {days.map((day) => (
          <DayBox key={day} day={day} crossings={recent} wording={wording} />
        ))}
      </ul>
      <div className="mt-1 flex justify-between text-ink3 text-xs">
        <span>{formatDay(days[0] ?? wording.nowAt, wording.zone)}</span>
        <span>today</span>
      </div>
      {recent.length === 0 ? (
        <p className="mt-3 flex items-center gap-2 text-ink2 text-sm">
          <StateMark state="clear" /> No threshold was crossed{learning(advice, wording)}.
        </p>
      ) : (
        <ul className="mt-2">
          {recent.slice(0, MOST_SHOWN).map((crossing) => (
            <Item
              key={`${crossing.thresholdId} ${crossing.openedAt}`}
              crossing={crossing}
              signals={signals}
              wording={wording}
            />
          ))}
        </ul>
      )}
      {recent.length > MOST_SHOWN ? (
        <p className="pt-2 text-ink3 text-xs">and {recent.length - MOST_SHOWN} earlier, on the crossings page</p>
      ) : null}
    </Card>
  );
}

function DayBox({ day, crossings, wording }: { day: number; crossings: CrossingFacts[]; wording: Wording }) {
  const name = formatDayYear(day, wording.zone);
  const here = crossings.filter((c) => formatDayYear(c.openedAt, wording.zone) === name);
  const open = here.some((c) => c.closedAt === null);
  const tone = open
    ? 'border-bad bg-bad text-on-bad'
    : here.length > 0
      ? 'border-bad bg-bad-sh text-bad'
      : 'border-line bg-sunk';
  return (
    <li
      title={
        here.length > 0
          ? `${formatDay(day, wording.zone)}: ${here.length} crossed${open ? ', open now' : ''}`
          : formatDay(day, wording.zone)
      }
      className={`flex h-6 min-w-0 grow basis-0 items-center justify-center rounded-xs border font-semibold text-2xs ${tone}`}
    >
      {here.length > 0 ? here.length : ''}
    </li>
  );
}

function Item({
  crossing,
  signals,
  wording,
}: {
  crossing: CrossingFacts;
  signals: SignalDefinition[];
  wording: Wording;
}) {
  const worst = worstSentence(crossing, signals, wording, crossing.openedAt);
  return (
    <li className="border-line border-b py-2.5 last:border-0 last:pb-0">
      <p className="flex flex-wrap items-baseline justify-between gap-x-3">
        <span className="font-medium text-ink text-sm">{titleOf(definitionOf(signals, crossing.signal))}</span>
        <span className={`text-xs ${crossing.closedAt === null ? 'font-medium text-bad' : 'text-ink3'}`}>
          {crossing.closedAt === null
            ? `open ${openFor(crossing, wording)}`
            : formatTimeRange(crossing.openedAt, crossing.closedAt, wording.zone)}
        </span>
      </p>
      <p className="text-ink2 text-xs">{worst.charAt(0).toUpperCase() + worst.slice(1)}.</p>
    </li>
  );
}

/** An app that is a day old has not been clear for thirty. */
function learning(advice: Advice, wording: Wording): string {
  const { firstAt } = advice;
  return firstAt !== null && wording.nowAt - firstAt < DAYS * DAY_MS
    ? ` since ${formatDay(firstAt, wording.zone)}, the first day of data`
    : '';
}
