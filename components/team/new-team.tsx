'use client';

import { NOTHING_SAVED, type SaveAction } from '@/components/settings/save';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { TextField } from '@/components/ui/field';
import { FirstLine } from '@/components/ui/first-line';
import { useForm } from '@/components/ui/use-form';
import { WhatWentWrong } from '@/components/ui/what-went-wrong';

/** A name is all that a team needs. */
export function NewTeam({ create }: { create: SaveAction }) {
  const { state, busy, form } = useForm(create, NOTHING_SAVED);
  return (
    <>
      <FirstLine under="Apps belong to a team, and only its members see them. You become its admin and then invite the others.">
        Make a team.
      </FirstLine>
      <Card className="max-w-xl">
        <form {...form} className="grid gap-4">
          <TextField
            label="Name"
            name="name"
            hint="As its people call it: Payments"
            maxLength={200}
            required
            autoFocus
            error={state.error?.field === 'name' ? state.error.message : null}
          />
          <WhatWentWrong error={state.error} fields={['name']} />
          <Button type="submit" kind="primary" busy={busy} className="justify-self-start max-sm:w-full">
            Make the team
          </Button>
        </form>
      </Card>
    </>
  );
}
