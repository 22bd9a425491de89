'use client';

import { cx } from '@/components/ui/cx';
import type { Way } from './snippets';

const WAYS: { way: Way; title: string; says: string; takes: string }[] = [
  {
    way: 'sdk',
    title: 'OpenTelemetry SDK',
    says: 'Set five environment variables in the app itself. Any language. Metrics are best; traces alone do.',
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
    title: 'Prometheus',
    says: 'Let a Prometheus that you already run write here too.',
    takes: 'about 3 min',
  },
];

/** Three ways to send, as radio cards. */
export function Ways({ way, setWay }: { way: Way; setWay: (way: Way) => void }) {
  return (
    <fieldset className="grid gap-4 max-sm:gap-3 sm:grid-cols-3">
      <legend className="sr-only">How to send</legend>
      {WAYS.map(({ way: value, title, says, takes }) => (
        <label
          key={value}
          className={cx(
            'flex gap-3 rounded-lg border bg-card p-4 has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-accent',
            way === value ? 'border-accent ring-1 ring-accent' : 'border-line hover:border-line2',
          )}
        >
          <input
            type="radio"
            name="way"
            value={value}
            checked={way === value}
            onChange={() => setWay(value)}
            className="mt-0.5 size-4 shrink-0 accent-accent outline-none"
          />
          <span className="flex flex-col">
            <span className="text-base font-semibold text-ink">{title}</span>
            <span className="mt-1 text-sm text-pretty text-ink2">{says}</span>
            <span className="mt-auto pt-2 text-xs text-ink3">{takes}</span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}
