'use client';
import { useEffect, useId, useMemo, useRef, useState } from 'react';
import { formatCount } from '@/advisor/words/format';
import { cx } from '@/components/ui/cx';
import { SearchIcon } from '@/components/ui/icons';
import type { MetricView } from '@/service/views/explore';

const SHOWN = 60;

interface Props {
  metrics: MetricView[];
  chosen: string;
  choose(metric: MetricView): void;
}

/** A combobox over what has arrived: name, unit, kind and description are searched; arrows move, Enter takes one. */
export function MetricPicker({ metrics, chosen, choose }: Props) {
  const id = useId();
  const [open, setOpen] = useState(false);
  const [text, setText] = useState('');
  const [at, setAt] = useState(0);
  const input = useRef<HTMLInputElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const found = useMemo(() => search(metrics, text), [metrics, text]);
  const shown = found.slice(0, SHOWN);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the position is the trigger
  useEffect(() => list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' }), [at]);

  const close = () => {
    setOpen(false);
    setText('');
    setAt(0);
  };
  const take = (metric: MetricView | undefined) => {
    if (!metric) return;
    close();
    choose(metric);
    input.current?.blur();
  };
  const onKeyDown = (event: React.KeyboardEvent) => {
    const move = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (move !== undefined && shown.length > 0) {
      event.preventDefault();
      setOpen(true);
      setAt((at + move + shown.length) % shown.length);
    } else if (event.key === 'Enter') {
      event.preventDefault();
      take(shown[at]);
    } else if (event.key === 'Escape') close();
  };
  return (
    <div className="relative min-w-0">
      <label htmlFor={id} className="block font-medium text-ink text-sm">
        Metric
      </label>
      <div className="relative mt-1.5">
        <SearchIcon className="pointer-events-none absolute top-1/2 left-2.5 -translate-y-1/2 text-ink3" />
        <input
          ref={input}
          id={id}
          role="combobox"
          aria-expanded={open}
          aria-controls={`${id}-list`}
          aria-activedescendant={open && shown[at] ? `${id}-${at}` : undefined}
          autoComplete="off"
          spellCheck={false}
          placeholder={chosen}
          value={open ? text : chosen}
          onFocus={() => setOpen(true)}
          onBlur={close}
          onChange={(event) => {
            setText(event.target.value);
            setOpen(true);
            setAt(0);
          }}
          onKeyDown={onKeyDown}
          className="h-9 w-full min-w-0 rounded-md border border-line2 bg-card pr-3 pl-8 font-mono text-ink text-xs placeholder:text-ink3 max-sm:h-11"
        />
      </div>
      {open ? (
        <div
          ref={list}
          id={`${id}-list`}
          role="listbox"
          aria-label="Metrics"
          className="absolute inset-x-0 top-full z-30 mt-1 max-h-[min(26rem,60vh)] overflow-y-auto rounded-lg border border-line2 bg-card p-1.5"
        >
          {shown.map((metric, index) => (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the input above handles the keys of the whole list
            <div
              key={metric.name}
              id={`${id}-${index}`}
              role="option"
              tabIndex={-1}
              aria-selected={index === at}
              onMouseMove={() => setAt(index)}
              // Before the input loses its focus, which closes the list.
              onMouseDown={(event) => event.preventDefault()}
              onClick={() => take(metric)}
              className={cx('cursor-pointer rounded-sm px-2.5 py-1.5', index === at && 'bg-accent-bg')}
            >
              <span className="block break-all font-mono text-ink text-xs">{metric.name}</span>
              <span className="block text-ink3 text-xs">
                {[metric.kind, metric.unit, formatCount(metric.series, 'series', 'series')].filter(Boolean).join(' · ')}
              </span>
              {metric.description ? <span className="block text-ink2 text-xs">{metric.description}</span> : null}
            </div>
          ))}
          {found.length > SHOWN ? (
            <p className="px-2.5 py-2 text-ink3 text-xs">{found.length - SHOWN} more: type a part of the name.</p>
          ) : null}
          {found.length === 0 ? (
            <p className="px-2.5 py-4 text-ink2 text-sm">No metric of this app holds “{text}”. Try part of its name.</p>
          ) : null}
        </div>
      ) : null}
    </div>
  );
}

/** One line a name; those whose name holds the words come before those whose description does. */
export function search(metrics: MetricView[], text: string): MetricView[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const holds = (line: string) => words.every((word) => line.toLowerCase().includes(word));
  const all = metrics.filter((it) => holds(`${it.name} ${it.kind} ${it.unit} ${it.description}`));
  return [...all.filter(({ name }) => holds(name)), ...all.filter(({ name }) => !holds(name))];
}

/** The same name may be sent by several libraries: told once, with the series of all. */
export function byName(metrics: MetricView[]): MetricView[] {
  const found = new Map<string, MetricView>();
  for (const metric of metrics) {
    const known = found.get(metric.name);
    found.set(metric.name, known ? { ...known, series: known.series + metric.series } : metric);
  }
  return [...found.values()];
}
