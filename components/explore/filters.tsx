'use client';
import { useId, useState } from 'react';
import { Button } from '@/components/ui/button';
import { SelectField, TextField } from '@/components/ui/field';
import { CloseIcon } from '@/components/ui/icons';
import type { MetricDetailView } from '@/service/views/explore';
import type { Filter } from './question';

const OPS: [Filter['op'], string][] = [
  ['=', 'is'],
  ['!=', 'is not'],
  ['=~', 'matches'],
  ['!~', 'does not match'],
];

interface Props {
  attributes: MetricDetailView['attributes'];
  filters: Filter[];
  change(filters: Filter[]): void;
}

/** What is asked of the attributes, each with a cross that takes it away, and a form for one more. */
export function Filters({ attributes, filters, change }: Props) {
  return (
    <div className="flex flex-wrap items-center gap-2">
      <span className="font-medium text-ink text-sm">Only where</span>
      {filters.map((filter, index) => (
        <button
          // biome-ignore lint/suspicious/noArrayIndexKey: two filters may be the same
          key={index}
          type="button"
          onClick={() => change(filters.filter((_, i) => i !== index))}
          className="inline-flex min-h-7 max-w-full items-center gap-2 rounded-md border border-line bg-sunk px-2 text-ink text-xs hover:border-line2 max-sm:min-h-11"
        >
          <span className="truncate">
            {filter.key} <span className="text-ink3">{OPS.find(([op]) => op === filter.op)?.[1]}</span>{' '}
            {filter.value === '' ? 'missing' : filter.value}
          </span>
          <CloseIcon size={12} />
          <span className="sr-only">take this filter away</span>
        </button>
      ))}
      {filters.length === 0 ? <span className="text-ink3 text-sm">everything</span> : null}
      {attributes.length > 0 ? <Add attributes={attributes} add={(filter) => change([...filters, filter])} /> : null}
    </div>
  );
}

function Add({ attributes, add }: { attributes: Props['attributes']; add(filter: Filter): void }) {
  const id = useId();
  const [nth, setNth] = useState(0);
  const attribute = attributes[nth] ?? attributes[0];
  if (!attribute) return null;
  return (
    <details className="relative text-sm">
      <summary className="w-fit cursor-pointer list-none font-medium text-accent hover:underline max-sm:py-2.5">
        Add a filter
      </summary>
      <form
        className="absolute top-full left-0 z-30 mt-1 grid w-72 max-w-[calc(100vw-2rem)] gap-3 rounded-lg border border-line2 bg-card p-3"
        onSubmit={(event) => {
          event.preventDefault();
          const form = new FormData(event.currentTarget);
          const { of, key } = attribute;
          add({ of, key, op: String(form.get('op')) as Filter['op'], value: String(form.get('value')) });
          event.currentTarget.reset();
          event.currentTarget.closest('details')?.removeAttribute('open');
        }}
      >
        <SelectField label="Attribute" value={nth} onChange={(event) => setNth(Number(event.target.value))}>
          {attributes.map(({ of, key }, i) => (
            <option key={`${of} ${key}`} value={i}>
              {key}
              {of === 'point' ? '' : ` (${of})`}
            </option>
          ))}
        </SelectField>
        <SelectField label="How" name="op">
          {OPS.map(([op, words]) => (
            <option key={op} value={op}>
              {words}
            </option>
          ))}
        </SelectField>
        <TextField label="Value" name="value" list={id} autoComplete="off" hint="Empty: where it is missing." />
        <datalist id={id}>
          {attribute.values.map((value) => (
            <option key={value} value={value} />
          ))}
        </datalist>
        <Button type="submit" kind="primary">
          Add
        </Button>
      </form>
    </details>
  );
}
