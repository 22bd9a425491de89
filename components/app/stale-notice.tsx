/** What you see is old: since when, what still holds, what to look at. */
import type { Advice } from '@/advisor/types';
import { HOUR_MS } from '@/advisor/types';
import { formatSince } from '@/advisor/words/dates';
import { formatDuration } from '@/advisor/words/format';
import { catchingUp, isSilent } from '@/advisor/words/overview';
import type { Wording } from '@/advisor/words/wording';
import { Notice } from '@/components/ui/notice';

interface Props {
  advice: Advice;
  /** Hours that arrived and are not read yet. */
  underivedHours: number;
  wording: Wording;
}

export function StaleNotice({ advice, underivedHours, wording }: Props) {
  const { newestAt, headroom } = advice;
  if (newestAt !== null && isSilent(advice, wording.nowAt)) {
    const since = formatSince(newestAt, wording.nowAt, wording.zone);
    return underivedHours > 0 ? (
      <Notice tone="warn" mark="waiting" role="status">
        <b>{catchingUp(underivedHours)}</b> All of it is stored. Numbers below are as of {since} and follow by
        themselves.
      </Notice>
    ) : (
      <Notice tone="warn" mark="stale" role="status">
        <b>
          No data since {since}, {formatDuration(wording.nowAt - newestAt)}.
        </b>{' '}
        Numbers below are from then; open crossings stay open as “unknown”. Check that the app runs and that its token
        is valid.
      </Notice>
    );
  }
  // Where nothing can be told yet the page's first line says it.
  if (underivedHours > 0 && headroom.code !== 'cannot-tell') {
    return (
      <Notice mark="waiting" role="status">
        <b>{catchingUp(underivedHours)}</b> All of it is stored. Numbers below change as it is read, by themselves.
      </Notice>
    );
  }
  // The environment is named once, as long as the app is young enough for it to be news.
  const young = advice.firstAt !== null && wording.nowAt - advice.firstAt < 24 * HOUR_MS;
  if (young && advice.environment && !advice.environment.said) {
    return (
      <Notice>
        The telemetry names no <code className="font-mono text-xs">deployment.environment.name</code>, so it counts as{' '}
        <b>{advice.environment.name}</b>.
      </Notice>
    );
  }
  return null;
}
