'use client';

import { formatDayTime } from '@/advisor/words/dates';
import { NOTHING_SAVED, type SaveAction } from '@/components/settings/save';
import { Button } from '@/components/ui/button';
import { SelectField, TextField } from '@/components/ui/field';
import { useForm } from '@/components/ui/use-form';
import { WhatWentWrong } from '@/components/ui/what-went-wrong';
import type { CrossingsView } from '@/service/views/signals';

const FOR = [
  [60, '1 hour'],
  [240, '4 hours'],
  [1440, '1 day'],
  [10_080, '7 days'],
  [43_200, '30 days'],
] as const;

interface MuteProps {
  thresholdId: string;
  mute: CrossingsView['mutes'][number] | undefined;
  actions: { mute: SaveAction; unmute: SaveAction };
  zone: string;
}

/** Nobody is told of a muted threshold; its crossings go on being recorded, and the mute ends by itself. */
export function Mute({ thresholdId, mute, actions, zone }: MuteProps) {
  return mute ? <Muted {...{ thresholdId, mute, actions, zone }} /> : <NotMuted {...{ thresholdId, actions }} />;
}

function Muted({ thresholdId, mute, actions, zone }: MuteProps & { mute: CrossingsView['mutes'][number] }) {
  const { state, busy, form } = useForm(actions.unmute, NOTHING_SAVED);
  return (
    <form {...form} className="flex flex-wrap items-center gap-x-3 gap-y-2 text-sm text-ink2">
      <input type="hidden" name="thresholdId" value={thresholdId} />
      <span className="min-w-0 text-pretty">
        Muted until {formatDayTime(mute.until, zone)}
        {mute.by ? ` by ${mute.by}` : ''}: {mute.reason}
      </span>
      <Button type="submit" size="sm" busy={busy}>
        End the mute
      </Button>
      <WhatWentWrong error={state.error} />
    </form>
  );
}

function NotMuted({ thresholdId, actions }: Pick<MuteProps, 'thresholdId' | 'actions'>) {
  const { state, busy, form } = useForm(actions.mute, NOTHING_SAVED);
  return (
    <details className="text-sm">
      <summary className="w-fit cursor-pointer text-accent max-sm:py-2.5">Mute this threshold</summary>
      <form {...form} className="mt-2 grid items-end gap-3 sm:grid-cols-[9rem_1fr_auto]">
        <input type="hidden" name="thresholdId" value={thresholdId} />
        <SelectField label="For" name="minutes" defaultValue="240">
          {FOR.map(([minutes, label]) => (
            <option key={minutes} value={minutes}>
              {label}
            </option>
          ))}
        </SelectField>
        <TextField label="Reason" name="reason" required maxLength={500} error={state.error?.message ?? null} />
        <Button type="submit" busy={busy}>
          Mute
        </Button>
      </form>
    </details>
  );
}

export function AddNote({ crossing, action }: { crossing: number; action: SaveAction }) {
  const { state, busy, form, emptied } = useForm(action, NOTHING_SAVED);
  return (
    <details className="text-sm" key={emptied}>
      <summary className="w-fit cursor-pointer text-accent max-sm:py-2.5">Add a note</summary>
      <form {...form} className="mt-2 grid items-end gap-3 sm:grid-cols-[1fr_auto]">
        <input type="hidden" name="crossing" value={crossing} />
        <TextField
          label="What was found, what came of it"
          name="text"
          required
          maxLength={500}
          error={state.error?.message ?? null}
        />
        <Button type="submit" busy={busy}>
          Add
        </Button>
      </form>
    </details>
  );
}
