'use client';
/** Range, comparison and zone of a page's charts, in the header of the pages that have any. All of it lives in the address. */
import { usePathname, useSearchParams } from 'next/navigation';
import { formatZone } from '@/advisor/words/dates';
import { useLive } from '@/components/shell/live';
import { useZone } from '@/components/shell/zone';
import { cx } from '@/components/ui/cx';
import { RANGES, readWindow } from './chart-window';
import { changeWindow } from './charts-provider';

export const CONTROL = 'h-8 rounded-md border border-line bg-card px-2.5 text-ink text-sm hover:border-line2';

/** Nothing on pages without charts. */
export function ChartTools({ root }: { root: string }) {
  const path = usePathname();
  const { newestAt } = useLive();
  if (path !== root && !path.startsWith(`${root}/phases/`) && path !== `${root}/explore`) return null;
  if (newestAt === null) return null;
  return (
    <div className="flex items-center gap-2 max-md:hidden">
      <WindowControls />
      <Zone />
    </div>
  );
}

/** Range, comparison and the way back from a zoom, wherever a page puts them. */
export function WindowControls() {
  const query = useSearchParams().toString();
  const { range, compare, zoom } = readWindow(new URLSearchParams(query));
  return (
    <>
      {zoom ? (
        <button
          type="button"
          className={cx(CONTROL, 'font-medium text-accent')}
          onClick={() => changeWindow(query, { from: null, to: null })}
        >
          Show all
        </button>
      ) : null}
      <Choice
        label="Time range"
        value={range}
        onChange={(id) => changeWindow(query, { range: id === '24h' ? null : id, from: null, to: null })}
      >
        {RANGES.map((r) => (
          <option key={r.id} value={r.id}>
            {r.title}
          </option>
        ))}
      </Choice>
      <Choice
        label="Compare with"
        value={compare ? 'week' : ''}
        onChange={(id) => changeWindow(query, { compare: id || null })}
      >
        <option value="">no comparison</option>
        <option value="week">compare last week</option>
      </Choice>
    </>
  );
}

interface ChoiceProps {
  label: string;
  value: string;
  onChange(value: string): void;
  children: React.ReactNode;
}

function Choice({ label, value, onChange, children }: ChoiceProps) {
  return (
    <span className="relative">
      <select
        aria-label={label}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        className={cx(CONTROL, 'w-full appearance-none pr-7 font-medium max-sm:h-11')}
      >
        {children}
      </select>
      <svg
        viewBox="0 0 10 6"
        className="pointer-events-none absolute top-1/2 right-2.5 w-2.5 -translate-y-1/2 stroke-ink3"
        aria-hidden="true"
      >
        <path d="M1 1l4 4 4-4" fill="none" strokeWidth="1.4" />
      </svg>
    </span>
  );
}

function Zone() {
  const zone = useZone();
  const { newestAt } = useLive();
  if (newestAt === null) return null;
  return (
    <span className="px-1 text-ink3 text-xs" title={`Times are shown in ${zone}`}>
      {formatZone(newestAt, zone)}
    </span>
  );
}
