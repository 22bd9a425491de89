'use client';
import { formatCount } from '@/advisor/words/format';
import { CONTROL } from '@/components/charts/chart-tools';
import { cx } from '@/components/ui/cx';
import type { MetricDetailView } from '@/service/views/explore';
import type { Attribute, Question } from './question';

const MOST = 10;

interface Props {
  attributes: MetricDetailView['attributes'];
  groupBy: Question['groupBy'];
  change(groupBy: Question['groupBy']): void;
}

/** Which attributes part the series; a box of ticks that opens without a mouse. */
export function GroupBy({ attributes, groupBy, change }: Props) {
  const on = ({ of, key }: Attribute) => groupBy !== 'series' && groupBy.some((it) => it.of === of && it.key === key);
  const toggle = ({ of, key }: Attribute) => {
    const now = groupBy === 'series' ? [] : groupBy;
    const next = on({ of, key }) ? now.filter((it) => it.of !== of || it.key !== key) : [...now, { of, key }];
    change(next.slice(0, MOST));
  };
  const words =
    groupBy === 'series' ? 'each series' : groupBy.length === 0 ? 'nothing' : groupBy.map(({ key }) => key).join(', ');
  return (
    <div className="min-w-0">
      <span className="block font-medium text-ink text-sm">Group by</span>
      <details
        className="relative mt-1.5"
        onKeyDown={(event) => {
          if (event.key === 'Escape') event.currentTarget.open = false;
        }}
        onBlur={(event) => {
          if (!event.currentTarget.contains(event.relatedTarget)) event.currentTarget.open = false;
        }}
      >
        <summary className={cx(CONTROL, 'flex h-9 cursor-pointer list-none items-center border-line2 max-sm:h-11')}>
          <span className="truncate">{words}</span>
        </summary>
        <fieldset className="absolute top-full left-0 z-30 mt-1 max-h-80 w-72 max-w-[calc(100vw-2rem)] overflow-y-auto rounded-lg border border-line2 bg-card p-2">
          <legend className="sr-only">Group by</legend>
          <Tick
            label="each series"
            note="nothing added up"
            checked={groupBy === 'series'}
            onChange={() => change(groupBy === 'series' ? [] : 'series')}
          />
          {attributes.map(({ of, key, values, more }) => (
            <Tick
              key={`${of} ${key}`}
              label={key}
              note={`${of === 'point' ? '' : `${of}, `}${formatCount(values.length, 'value')}${more ? ' and more' : ''}`}
              checked={on({ of, key })}
              onChange={() => toggle({ of, key })}
            />
          ))}
          {attributes.length === 0 ? <p className="p-1.5 text-ink2 text-xs">Its points carry no attributes.</p> : null}
        </fieldset>
      </details>
    </div>
  );
}

function Tick({ label, note, ...input }: { label: string; note: string; checked: boolean; onChange(): void }) {
  return (
    <label className="flex min-h-8 cursor-pointer items-center gap-2.5 rounded-sm px-1.5 text-sm hover:bg-sunk max-sm:min-h-11">
      <input type="checkbox" className="size-4 accent-accent" {...input} />
      <span className="min-w-0 break-all text-ink">{label}</span>
      <span className="ml-auto shrink-0 text-ink3 text-xs">{note}</span>
    </label>
  );
}
