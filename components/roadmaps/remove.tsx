'use client';

import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { TextField } from '@/components/ui/field';
import { useForm } from '@/components/ui/use-form';
import { WhatWentWrong } from '@/components/ui/what-went-wrong';

export interface Removed {
  error: { field?: string; message: string; fix?: string } | null;
}
export type RemoveAction = (before: Removed, form: FormData) => Promise<Removed>;

/** All versions go, for good; refused while an app follows one. */
export function Remove({ slug, apps, action }: { slug: string; apps: number; action: RemoveAction }) {
  const { state, busy, form } = useForm(action, { error: null });
  return (
    <Card
      id="remove"
      title="Remove this roadmap"
      says={
        apps > 0
          ? 'Apps follow it: move them to another roadmap first, in their settings.'
          : 'All its versions go and cannot be brought back. Ticks of apps that once followed it stay.'
      }
    >
      {apps === 0 ? (
        <form {...form} className="mt-3 flex flex-wrap items-end gap-3">
          <TextField label={`Type ${slug}`} name="name" required autoComplete="off" className="w-72 max-sm:w-full" />
          <Button type="submit" kind="danger" busy={busy}>
            Remove all versions
          </Button>
        </form>
      ) : null}
      <WhatWentWrong error={state.error} className="mt-3" />
    </Card>
  );
}
