/** What you see is old: since when, what still holds, what to look at. */
import type { Advice } from '@/advisor/types';
import { HOUR_MS, MINUTE_MS } from '@/advisor/types';
import { formatSince } from '@/advisor/words/dates';
import { formatDuration } from '@/advisor/words/format';
import type { Wording } from '@/advisor/words/wording';
import { Notice } from '@/components/ui/notice';

const STALE_MS = 10 * MINUTE_MS;

export function StaleNotice({ advice, wording }: { advice: Advice; wording: Wording }) {
  const age = advice.newestAt === null ? 0 : wording.nowAt - advice.newestAt;
  if (advice.newestAt !== null && age > STALE_MS) {
    return (
      <Notice tone="warn" mark="stale" role="status">
        <b>
          No data since {formatSince(advice.newestAt, wording.nowAt, wording.zone)}, {formatDuration(age)}.
        </b>{' '}
        Numbers below are from then; open crossings stay open as “unknown”. Check that the app runs and that its token
        is valid.
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
