'use client';

import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { CopyButton } from '@/components/ui/code';
import { SelectField, TextField } from '@/components/ui/field';
import { Notice } from '@/components/ui/notice';
import { useForm } from '@/components/ui/use-form';
import { NOTHING_SAVED, type SaveAction } from '../settings/save';
import { EventBoxes } from './events';

const PAGERDUTY = 'https://events.pagerduty.com/v2/enqueue';

export function AddChannel({ add, sendsMail, zone }: { add: SaveAction; sendsMail: boolean; zone: string }) {
  const { state, busy, form } = useForm(add, NOTHING_SAVED);
  const [kind, setKind] = useState(sendsMail ? 'email' : 'slack');
  const errorOf = (field: string) => (state.error?.field?.split('.')[0] === field ? state.error.message : null);
  return (
    <form {...form} className="mt-4">
      {state.token ? (
        <Notice tone="ok" role="status" className="mb-4" action={<CopyButton text={state.token} />}>
          <b>The key that signs its requests, shown this once.</b>
          <code className="mt-1 block font-mono break-all text-ink select-all">{state.token}</code>
        </Notice>
      ) : null}
      <fieldset disabled={busy} className="grid min-w-0 gap-x-4 gap-y-3 sm:grid-cols-6">
        <SelectField
          label="New channel"
          name="kind"
          value={kind}
          onChange={(event) => setKind(event.target.value)}
          className="sm:col-span-2"
        >
          {sendsMail ? <option value="email">E-mail</option> : null}
          <option value="slack">Slack-compatible</option>
          <option value="webhook">Webhook, signed</option>
          <option value="pagerduty">PagerDuty-compatible</option>
        </SelectField>
        <TextField label="Name" name="name" maxLength={80} required className="sm:col-span-4" error={errorOf('name')} />
        {kind === 'email' ? (
          <TextField
            label="To"
            name="to"
            hint="At most 10 addresses, with commas between"
            required
            className="sm:col-span-6"
            error={errorOf('to')}
          />
        ) : (
          <TextField
            key={kind}
            label="Address"
            name="url"
            type="url"
            required
            defaultValue={kind === 'pagerduty' ? PAGERDUTY : ''}
            maxLength={2000}
            autoComplete="off"
            spellCheck={false}
            className="sm:col-span-6"
            error={errorOf('url')}
          />
        )}
        {kind === 'pagerduty' ? (
          <TextField
            label="Integration key"
            name="key"
            type="password"
            autoComplete="new-password"
            required
            className="sm:col-span-6"
            error={errorOf('key')}
          />
        ) : null}
        <div className="sm:col-span-6">
          <EventBoxes
            key={kind}
            chosen={['crossing.opened', 'crossing.closed', 'crossing.no-data']}
            {...(kind === 'pagerduty' ? { only: (event: string) => event.startsWith('crossing.') } : {})}
          />
        </div>
        <TextField
          label="Quiet from"
          name="quietFrom"
          placeholder="22:00"
          className="sm:col-span-2"
          error={errorOf('quietFrom')}
        />
        <TextField
          label="Quiet until"
          name="quietTo"
          placeholder="07:00"
          className="sm:col-span-2"
          error={errorOf('quietTo')}
        />
      </fieldset>
      <p className="mt-2 text-xs text-ink3">
        Quiet hours are in the team’s zone ({zone}); what happens in them comes at their end, as one message. Addresses
        and keys are kept encrypted and never shown again.
      </p>
      {state.error ? (
        <Notice tone="bad" role="alert" className="mt-3">
          <b>{state.error.message}</b> {state.error.fix}
        </Notice>
      ) : null}
      <Button type="submit" busy={busy} className="mt-4">
        Add the channel
      </Button>
    </form>
  );
}
