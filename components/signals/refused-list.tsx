import { exactTime, formatSince } from '@/advisor/words/dates';
import { formatCount } from '@/advisor/words/format';
import { Card } from '@/components/ui/card';
import { EmptyNote } from '@/components/ui/empty-state';
import { StateMark } from '@/components/ui/state-mark';
import type { SignalsView } from '@/service/views/signals';
import { refusalText } from './refusal-words';

/** What was turned away or dropped, why, and one example of each. */
export function RefusedList({
  refused,
  nowAt,
  zone,
}: {
  refused: SignalsView['refused'];
  nowAt: number;
  zone: string;
}) {
  return (
    <Card id="refused" title="Refused" note="last 7 days">
      {refused.length === 0 ? (
        <EmptyNote>
          Nothing. Every point that was sent with this app’s tokens was stored, every span and log record counted.
        </EmptyNote>
      ) : null}
      <ul>
        {refused.map((line) => (
          <li key={line.reason} className="flex items-start gap-2.5 border-b border-line py-2.5 text-sm last:border-0">
            <StateMark state="soon" className="mt-0.5" />
            <span className="min-w-0 grow">
              <span className="block text-ink">{refusalText(line.reason)}</span>
              {line.example ? (
                <span className="block font-mono text-xs break-all text-ink3">{line.example}</span>
              ) : null}
            </span>
            <span className="shrink-0 text-right">
              <span className="block font-medium text-ink">{formatCount(line.points, 'item')}</span>
              <span className="block text-xs text-ink3" title={exactTime(line.lastAt, zone)}>
                last {formatSince(line.lastAt, nowAt, zone)}
              </span>
            </span>
          </li>
        ))}
      </ul>
    </Card>
  );
}
