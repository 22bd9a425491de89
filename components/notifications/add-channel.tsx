'use client';

import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { SelectField } from '@/components/ui/field';
import { ShownOnce } from '@/components/ui/shown-once';
import { useForm } from '@/components/ui/use-form';
import { WhatWentWrong } from '@/components/ui/what-went-wrong';
import type { ChannelKind } from '@/service/views/notifications';
import { NOTHING_SAVED, type SaveAction } from '../settings/save';
import { ChannelFields } from './channel-fields';

export function AddChannel({ add, sendsMail, zone }: { add: SaveAction; sendsMail: boolean; zone: string }) {
  const { state, busy, form } = useForm(add, NOTHING_SAVED);
  const [kind, setKind] = useState(sendsMail ? 'email' : 'slack');
  return (
    <Card
      id="add"
      title="Add a channel"
      says={`Quiet hours are in the team’s zone (${zone}); what happens in them comes at their end, as one message. Addresses and keys are kept encrypted and never shown again.`}
    >
      <form {...form}>
        <ShownOnce secret={state.token} className="mb-4">
          <b>The key that signs its requests, shown this once.</b>
        </ShownOnce>
        <fieldset disabled={busy} className="grid min-w-0 gap-x-4 gap-y-3 sm:grid-cols-6">
          <SelectField
            label="Kind"
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
          <ChannelFields key={kind} kind={kind as ChannelKind} error={state.error} />
        </fieldset>
        <WhatWentWrong error={state.error} className="mt-3" />
        <Button type="submit" busy={busy} className="mt-4">
          Add the channel
        </Button>
      </form>
    </Card>
  );
}
