/** What stands beside a crossing, in words. */
import { formatSince } from '@/advisor/words/dates';
import { formatMinutes, formatValue } from '@/advisor/words/format';
import type { Wording } from '@/advisor/words/wording';
import type { CrossingRow } from '@/service/views/signals';

type Before = CrossingRow['before'][number];
type Note = CrossingRow['notes'][number];

/** "version 2.4 deployed at 13:40": what happened shortly before, never a cause. */
export function beforeText(
  { kind, at, says, withinMinutes }: Before,
  stepTitle: (id: string) => string,
  wording: Wording,
) {
  const when = formatSince(at, wording.nowAt, wording.zone);
  const about = withinMinutes > 10 ? `in the hour from ${when}` : when;
  switch (kind) {
    case 'deployment':
      return `version ${says} deployed ${about}`;
    case 'instances':
      return `instances ${says} ${about}`;
    case 'step':
      return `step done ${about}: ${stepTitle(says)}`;
    case 'load':
      return `load ${says} from ${when} on`;
  }
}

export function noteText(note: Note, unit: string, wording: Wording): string {
  const when = (at: number) => formatSince(at, wording.nowAt, wording.zone);
  switch (note.code) {
    case 'said':
      return note.text;
    case 'revealed-late':
      return 'Seen only later: its data came more than an hour after it opened. Nobody was told.';
    case 'limit-changed':
      return `The limit changed; it was ${formatValue(note.was.limit, unit)} for ${formatMinutes(note.was.holdMinutes)}.`;
    case 'no-longer-judged':
      return 'Ended because its threshold no longer applies: another phase, roadmap or signal.';
    case 'revised': {
      const { openedAt, closedAt, worstValue, overMinutes } = note.was;
      const span = closedAt === null ? `open since ${when(openedAt)}` : `${when(openedAt)} to ${when(closedAt)}`;
      return `Late data changed it; it was ${span}, ${formatMinutes(overMinutes)} over, worst ${formatValue(worstValue, unit)}.`;
    }
  }
}

/** "by ann@example.org, 13:40". */
export function noteFrom(note: Note, wording: Wording): string {
  const when = formatSince(note.at, wording.nowAt, wording.zone);
  return note.code === 'said' ? `${note.by}, ${when}` : when;
}
