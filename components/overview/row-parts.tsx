import { MINUTE_MS } from '@/advisor/types';
import { formatSince } from '@/advisor/words/dates';
import { formatMinutes, formatMultiple, formatValue } from '@/advisor/words/format';
import { eitherSignal } from '@/advisor/words/sentences';
import { signalUnit, signalWord } from '@/advisor/words/signals';
import { Badge } from '@/components/ui/badge';
import type { Clock } from './clock';
import type { SentRow } from './sent-row';

/** "1.7×", "> 10×", or a dash where there is no number. */
export function headroomText({ headroom }: SentRow): string {
  if (headroom === null || headroom.multiple === null) return '–';
  const sign = { 'more-than': '> ', 'at-most': '≤ ' }[headroom.code] ?? '';
  return `${sign}${formatMultiple(headroom.multiple)}`;
}

/** "40 min, since 13:52". */
export function crossingText(openedAt: number, { nowAt, zone }: Clock): string {
  const minutes = Math.floor((nowAt - openedAt) / MINUTE_MS);
  return `${minutes < 1 ? 'just now' : formatMinutes(minutes)}, since ${formatSince(openedAt, nowAt, zone)}`;
}

/** What crosses, or would cross first: with value and limit while it is crossed. */
export function FirstToCross({ row }: { row: SentRow }) {
  if (row.crossing) {
    const { signal, value, limit } = row.crossing;
    const unit = signalUnit(signal);
    return (
      <span className="block text-xs">
        <span className="block text-sm text-ink2">{signalWord(signal)}</span>
        <span className="block whitespace-nowrap text-bad">
          {value === null
            ? `limit ${formatValue(limit, unit)}`
            : `${formatValue(value, unit)} of ${formatValue(limit, unit)}`}
        </span>
      </span>
    );
  }
  if (row.fills) {
    return (
      <span className="block text-xs text-ink3">
        <span className="block text-sm text-ink2">{signalWord(row.fills)}</span>
        whatever load does
      </span>
    );
  }
  if (!row.headroom || row.headroom.first.length === 0) return null;
  const first = eitherSignal(row.headroom.first);
  return (
    <span title={first} className="line-clamp-2 text-pretty text-ink2">
      {first}
    </span>
  );
}

/** Said beside the name: made-up data, or Headroom's own row. */
export function NameBadges({ row }: { row: SentRow }) {
  return (
    <>
      {row.synthetic ? <Badge title="The data of this app are made up">synthetic</Badge> : null}
      {row.self ? <Badge title="Headroom watches itself">this Headroom</Badge> : null}
    </>
  );
}
