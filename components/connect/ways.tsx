'use client';

import { Badge } from '@/components/ui/badge';
import { cx } from '@/components/ui/cx';
import type { Way } from './snippets';

const WAYS: { way: Way | 'prometheus'; title: string; says: string; takes: string; later?: true }[] = [
  {
    way: 'sdk',
    title: 'OpenTelemetry SDK',
    says: 'Set five environment variables in the app itself. Any language.',
    takes: 'about 5 min',
  },
  {
    way: 'collector',
    title: 'OpenTelemetry Collector',
    says: 'Add one exporter to a collector that you already run.',
    takes: 'about 3 min',
  },
  {
    way: 'prometheus',
    title: 'Prometheus endpoint',
    says: 'Scraping is not built yet. Until it is, a Collector with a prometheus receiver does the same.',
    takes: '',
    later: true,
  },
];

/** Three ways to send, as radio cards. */
export function Ways({ way, setWay }: { way: Way; setWay: (way: Way) => void }) {
  return (
    <fieldset className="grid gap-4 max-sm:gap-3 sm:grid-cols-3">
      <legend className="sr-only">How to send</legend>
      {WAYS.map(({ way: value, title, says, takes, later }) => (
        <label
          key={value}
          className={cx(
            'flex gap-3 rounded-lg border bg-card p-4 has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-accent',
            way === value ? 'border-accent ring-1 ring-accent' : 'border-line',
            later ? 'bg-transparent' : 'hover:border-line2',
          )}
        >
          <input
            type="radio"
            name="way"
            value={value}
            checked={way === value}
            disabled={later}
            onChange={() => value !== 'prometheus' && setWay(value)}
            className="mt-0.5 size-4 shrink-0 accent-accent outline-none"
          />
          <span className="flex flex-col">
            <span className="flex flex-wrap items-center gap-2 text-base font-semibold text-ink">
              {title}
              {later ? <Badge>not there yet</Badge> : null}
            </span>
            <span className="mt-1 text-sm text-pretty text-ink2">{says}</span>
            {takes ? <span className="mt-auto pt-2 text-xs text-ink3">{takes}</span> : null}
          </span>
        </label>
      ))}
    </fieldset>
  );
}
