'use client';

import { useState } from 'react';
import { formatNumber, formatValue } from '@/advisor/words/format';
import type { CustomSignal } from '@/catalogue/types';
import { NOTHING_SAVED, type SaveAction } from '@/components/settings/save';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { EmptyNote } from '@/components/ui/empty-state';
import { SelectField, TextField } from '@/components/ui/field';
import { useForm } from '@/components/ui/use-form';
import { WhatWentWrong } from '@/components/ui/what-went-wrong';
import type { CustomPreview, SignalsView } from '@/service/views/signals';

export type Try = (form: FormData) => Promise<{ preview: CustomPreview | null; error: string | null }>;

interface OwnSignalsProps {
  view: SignalsView;
  mayEdit: boolean;
  actions: { save: SaveAction; remove: SaveAction; tryOut: Try };
}

const SAYS: Record<string, string> = {
  rate: 'how many a second',
  increase: 'how many a minute',
  avg: 'mean',
  sum: 'sum',
  max: 'most of any instance',
  min: 'least of any instance',
  p50: 'median',
  p90: '90th percentile',
  p95: '95th percentile',
  p99: '99th percentile',
};

/** Signals that the team declared itself, and the form to declare one more. */
export function OwnSignals({ view, mayEdit, actions }: OwnSignalsProps) {
  const { custom, customAtMost, metrics } = view;
  return (
    <Card id="own" title="Signals of your own" note={`${formatNumber(custom.length)} of ${formatNumber(customAtMost)}`}>
      {custom.length === 0 ? (
        <EmptyNote>
          Any metric that arrives can become a signal: it is then charted, can have a limit, and roadmaps can name it.
        </EmptyNote>
      ) : (
        <ul>
          {custom.map((each) => (
            <Own key={each.id} custom={each} remove={mayEdit ? actions.remove : null} />
          ))}
        </ul>
      )}
      {mayEdit && metrics.length > 0 && custom.length < customAtMost ? (
        <details className="mt-2">
          <summary className="w-fit cursor-pointer text-sm font-medium text-accent max-sm:py-2.5">
            Declare a signal
          </summary>
          <Declare metrics={metrics} actions={actions} />
        </details>
      ) : null}
    </Card>
  );
}

function Own({ custom, remove }: { custom: CustomSignal; remove: SaveAction | null }) {
  const filter = Object.entries(custom.where).map(([key, value]) => `${key} = ${value}`);
  const says = [SAYS[custom.aggregation] ?? custom.aggregation, ...filter].join(', ');
  return (
    <li className="flex items-start gap-3 border-b border-line py-2.5 text-sm last:border-0">
      <span className="min-w-0 grow">
        <span className="block font-medium text-ink">{custom.title}</span>
        <span className="block font-mono text-xs break-all text-ink3">{custom.id}</span>
        <span className="block text-ink2">
          <code className="font-mono text-xs break-all">{custom.metric}</code>: {says}
          {custom.limit === null
            ? ''
            : `; limit ${formatValue(custom.limit, custom.unit)} for ${custom.holdMinutes} min`}
        </span>
      </span>
      {remove ? <Remove custom={custom} remove={remove} /> : null}
    </li>
  );
}

function Remove({ custom, remove }: { custom: CustomSignal; remove: SaveAction }) {
  const { state, busy, form } = useForm(remove, NOTHING_SAVED);
  return (
    <form {...form}>
      <input type="hidden" name="id" value={custom.id} />
      <Button type="submit" size="sm" busy={busy} aria-label={`Remove ${custom.title}`}>
        Remove
      </Button>
      <WhatWentWrong error={state.error} />
    </form>
  );
}

function Declare({ metrics, actions }: { metrics: SignalsView['metrics']; actions: OwnSignalsProps['actions'] }) {
  const { state, busy, form } = useForm(actions.save, NOTHING_SAVED);
  const [name, setName] = useState(metrics[0]?.name ?? '');
  const [tried, setTried] = useState<Awaited<ReturnType<Try>> | null>(null);
  const metric = metrics.find((each) => each.name === name);
  const { error } = state;
  const errorOf = (field: string) => (error?.field === field ? `${error.message} ${error.fix ?? ''}` : null);
  const tryOut = (data: FormData) => actions.tryOut(data).then(setTried);
  return (
    <form {...form} onChange={() => setTried(null)} className="mt-3 grid gap-x-4 gap-y-3 sm:grid-cols-2">
      <SelectField
        label="Metric"
        name="metric"
        value={name}
        onChange={(event) => setName(event.target.value)}
        className="sm:col-span-2"
        error={errorOf('metric')}
      >
        {metrics.map((each) => (
          <option key={each.name} value={each.name}>
            {each.name} ({each.kind})
          </option>
        ))}
      </SelectField>
      <SelectField key={name} label="Made into" name="aggregation" error={errorOf('aggregation')}>
        {(metric?.aggregations ?? []).map((aggregation) => (
          <option key={aggregation} value={aggregation}>
            {aggregation}: {SAYS[aggregation]}
          </option>
        ))}
      </SelectField>
      <TextField
        label="Only where"
        name="where"
        hint={
          metric && metric.attributes.length > 0
            ? `attribute=value, * for anything; it has ${metric.attributes.slice(0, 6).join(', ')}`
            : 'attribute=value, * for anything; empty for all'
        }
        error={errorOf('where')}
      />
      <TextField
        label="Title"
        name="title"
        required
        maxLength={80}
        hint="As people call it."
        error={errorOf('title')}
      />
      <TextField
        label="Name"
        name="name"
        required
        maxLength={60}
        hint="For roadmaps: orders, mail.sent"
        error={errorOf('name')}
      />
      <TextField label="Unit" name="unit" maxLength={20} hint="s and ms are converted." error={errorOf('unit')} />
      <SelectField label="Gets worse" name="worsens" defaultValue="up">
        <option value="up">as it rises</option>
        <option value="down">as it falls</option>
        <option value="none">neither</option>
      </SelectField>
      <TextField label="Limit" name="limit" inputMode="decimal" hint="Empty for none." error={errorOf('limit')} />
      <TextField
        label="Hold"
        name="holdMinutes"
        inputMode="numeric"
        defaultValue="5"
        unit="min"
        hint="How long before it counts."
        error={errorOf('holdMinutes')}
      />
      <div className="flex flex-wrap items-center gap-3 sm:col-span-2">
        <Button onClick={(event) => event.currentTarget.form && tryOut(new FormData(event.currentTarget.form))}>
          Try it out
        </Button>
        <Button type="submit" kind="primary" busy={busy}>
          Declare it
        </Button>
        <span role="status" className="text-sm text-ink2">
          {tried ? said(tried) : state.savedAt !== null && !busy ? 'Saved. The last 14 days are being derived.' : ''}
        </span>
      </div>
    </form>
  );
}

function said({ preview, error }: Awaited<ReturnType<Try>>): string {
  if (error !== null) return error;
  if (preview === null || preview.last === null) return 'Nothing matched in the last hour.';
  const known = preview.values.filter((value) => value !== null);
  const range = `${formatNumber(Math.min(...known))} to ${formatNumber(Math.max(...known))}`;
  return `${preview.id}: now ${formatNumber(preview.last)}, ${range} in the last hour, from ${preview.series} series.`;
}
