'use client';

import type { ReactNode } from 'react';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { SavedNote } from '@/components/ui/saved-note';
import { useForm } from '@/components/ui/use-form';
import { WhatWentWrong } from '@/components/ui/what-went-wrong';
import { NOTHING_SAVED, type SaveAction, type Saved } from './save';

interface SectionProps {
  id: string;
  title: string;
  note?: string;
  /** One or two sentences: what it is for and what it changes. */
  says: ReactNode;
  action: SaveAction;
  mayEdit: boolean;
  /** Who may change it, for those who may not. */
  whoMay?: string;
  save?: string;
  /** Said beside the button after saving. */
  done?: string;
  children: (state: Saved, emptied: number | null) => ReactNode;
}

/** One form of the settings: it says what it changes, keeps what was typed on an error, and says when it is saved. */
export function Section({
  id,
  title,
  note,
  says,
  action,
  mayEdit,
  whoMay = 'an editor',
  save = 'Save',
  done = 'Saved.',
  children,
}: SectionProps) {
  const { state, busy, form, emptied } = useForm(action, NOTHING_SAVED);
  return (
    <Card id={id} title={title} note={note} says={says}>
      <form {...form}>
        <fieldset disabled={!mayEdit || busy} className="min-w-0">
          {children(state, emptied)}
        </fieldset>
        <WhatWentWrong error={state.error} className="mt-4" />
        {mayEdit ? (
          <div className="mt-4 flex items-center gap-3">
            <Button type="submit" busy={busy}>
              {save}
            </Button>
            <SavedNote at={state.savedAt} busy={busy}>
              {done}
            </SavedNote>
          </div>
        ) : (
          <p className="mt-3 text-xs text-ink3">Your role may read this, {whoMay} may change it.</p>
        )}
      </form>
    </Card>
  );
}
