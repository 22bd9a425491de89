'use client';

import { NOTHING_SAVED, type SaveAction } from '@/components/settings/save';
import { Section } from '@/components/settings/section';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { TextField } from '@/components/ui/field';
import { useForm } from '@/components/ui/use-form';
import { WhatWentWrong } from '@/components/ui/what-went-wrong';

export function NameCard({ name, action }: { name: string; action: SaveAction }) {
  return (
    <Section id="name" title="Name" says="As pages and reports say it. Its address stays." action={action} mayEdit>
      {(state) => (
        <TextField
          label="Name of the team"
          name="name"
          defaultValue={name}
          maxLength={200}
          error={state.error?.field ? state.error.message : null}
        />
      )}
    </Section>
  );
}

/** @param yours the reader's own, offered as the example */
export function ZoneCard({ zone, yours, action }: { zone: string; yours: string; action: SaveAction }) {
  return (
    <Section
      id="zone"
      title="Time zone"
      says="Its reports are made at an hour of this zone and count its days; quiet hours of its channels are in it. Pages are in each reader’s own."
      action={action}
      mayEdit
    >
      {(state) => (
        <TextField
          label="Zone"
          name="zone"
          hint={`Such as ${yours === 'UTC' ? 'Europe/Berlin' : `${yours}, which is yours`}`}
          defaultValue={zone}
          maxLength={64}
          required
          autoComplete="off"
          spellCheck={false}
          error={state.error ? 'There is no such zone. Write one such as Europe/Berlin.' : null}
        />
      )}
    </Section>
  );
}

export function LeaveCard({ team, lastAdmin, action }: { team: string; lastAdmin: boolean; action: SaveAction }) {
  const { state, busy, form } = useForm(action, NOTHING_SAVED);
  return (
    <Card id="leave" title="Leave the team">
      {lastAdmin ? (
        <p className="text-sm text-pretty text-ink2">
          You are its only admin, so you cannot leave. Make somebody else admin first.
        </p>
      ) : (
        <form {...form}>
          <p className="text-sm text-pretty text-ink2">
            You then see nothing of {team} any more, until somebody invites you again.
          </p>
          <Button type="submit" kind="danger" busy={busy} className="mt-3">
            Leave {team}
          </Button>
        </form>
      )}
      <WhatWentWrong error={state.error} className="mt-3" />
    </Card>
  );
}
