'use client';

import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { TextField } from '@/components/ui/field';
import { useForm } from '@/components/ui/use-form';
import { WhatWentWrong } from '@/components/ui/what-went-wrong';
import { NOTHING_SAVED, type SaveAction } from './save';

/** The end of an app, behind its name typed once more. */
export function DeleteSection({ name, action, mayDelete }: { name: string; action: SaveAction; mayDelete: boolean }) {
  const { state, busy, form } = useForm(action, NOTHING_SAVED);
  return (
    <Card
      id="delete"
      title="Delete this app"
      note="cannot be undone"
      says="Its tokens stop working within seconds. Its telemetry, signals, crossings, steps and reports are then erased; the team page says when that is done. The audit log stays."
    >
      {mayDelete ? (
        <form {...form} className="mt-4 flex flex-wrap items-end gap-3">
          <TextField
            label="Name of the app"
            name="name"
            hint={`Type “${name}” to delete it.`}
            autoComplete="off"
            className="min-w-48 grow sm:max-w-72"
          />
          <Button type="submit" kind="danger" busy={busy} className="h-9">
            Delete for good
          </Button>
        </form>
      ) : (
        <p className="mt-3 text-xs text-ink3">An admin of the team may do this.</p>
      )}
      <WhatWentWrong error={state.error} className="mt-3" />
    </Card>
  );
}
