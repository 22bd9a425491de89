/** What was crossed in a report's stretch, and for how many minutes of it. */
import type { CrossingFacts } from '@/advisor/types';
import { formatValue } from '@/advisor/words/format';
import { signalTitle } from '@/advisor/words/signals';
import type { SignalDefinition } from '@/catalogue/types';
import { minutesSince } from '../evaluate/summary';
import type { ReportCrossing } from '../views/report';

export interface ReportedCrossing extends CrossingFacts {
  revealedAt: number;
  notes: string[];
}

interface Part {
  name: string;
  signals: SignalDefinition[];
  crossings: ReportedCrossing[];
}

interface Stretch {
  fromAt: number;
  toAt: number;
}

/** Data that came this long after the crossing opened came late. */
const LATE_MS = 3_600_000;

export function crossedOf({ name, signals, crossings }: Part, stretch: Stretch): ReportCrossing[] {
  return crossings.map((crossing) => {
    const { signal, openedAt, closedAt, worstValue, limit, revealedAt, notes } = crossing;
    const unit = signals.find(({ id }) => id === signal)?.unit ?? '';
    return {
      app: name,
      signal: signalTitle(signal),
      openedAt,
      closedAt,
      minutes: minutesIn(crossing, stretch),
      worst: `${formatValue(worstValue, unit)} of ${formatValue(limit, unit)}`,
      revealedLate: revealedAt - openedAt > LATE_MS,
      notes,
    };
  });
}

export const minutesOf = ({ crossings }: Pick<Part, 'crossings'>, stretch: Stretch): number =>
  crossings.reduce((sum, crossing) => sum + minutesIn(crossing, stretch), 0);

/** Minutes over the limit within the stretch; a crossing that goes on has its minutes up to its end. */
function minutesIn(crossing: CrossingFacts, { fromAt, toAt }: Stretch): number {
  return minutesSince(crossing, fromAt, crossing.closedAt ?? toAt);
}
